// Scalars written as YAML again, so that they read back as what they were.
#pragma once

#include <string>

#include "sim/core/yaml_node.hpp"

namespace garoa {

/// Where a scalar stands: as the value of a key on a line of its own, or between the commas of `[a, b]`.
enum class YamlPlace { line, list };

/// A scalar as it was given: plain where it was plain, in double quotes otherwise. What a terminal may not get is written as
/// escapes that YAML reads back.
[[nodiscard]] std::string yaml_text(const YamlNode& scalar, YamlPlace place);

}  // namespace garoa
