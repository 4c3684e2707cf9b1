// What every page has in it, put into the program by the build (bundle.mjs): style, script, and the libraries that draw charts.
//
// A build without npm has none of them; pages cannot be made then, and `missing` says why.
#pragma once

#include <string_view>

namespace garoa {

struct HtmlParts {
  std::string_view missing;  // why there are none; empty if all is there
  std::string_view style;
  std::string_view script;
  std::string_view library;  // base64 of gzip
};

[[nodiscard]] HtmlParts html_parts();

}  // namespace garoa
