// Why a text is no JSON, in words and with its place.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace garoa {

/// Of what the parser throws: "is not JSON: line 1, column 1: syntax error ...".
[[nodiscard]] inline std::string json_fault(std::string_view thrown) {
  // Its own name of the kind of fault stands before: "[json.exception.parse_error.101] parse error at line 1".
  constexpr std::string_view at = "parse error at ";
  if (const auto place = thrown.find(at); place != std::string_view::npos)
    thrown.remove_prefix(place + at.size());
  return fmt::format("is not JSON: {}", thrown);
}

}  // namespace garoa
