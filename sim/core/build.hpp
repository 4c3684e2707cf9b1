// Which build of a version this is: results of two of them may differ, whatever the version says.
#pragma once

#include <string_view>

namespace garoa {

/// Twelve digits of a hash of the sources and figures that decide results (sim/core/build.cmake), the same wherever they are built.
[[nodiscard]] std::string_view build_hash();

}  // namespace garoa
