// Names of flows and jobs as people say them: "intake" for "flows.intake".
#pragma once

#include <string>
#include <string_view>

namespace garoa {

/// The name behind its section; unchanged if it has none.
inline std::string short_name(std::string_view name) {
  const auto dot = name.find('.');
  return std::string{dot == std::string_view::npos ? name : name.substr(dot + 1)};
}

}  // namespace garoa
