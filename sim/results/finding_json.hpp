// A compliance finding as JSON: part of result.json.
#pragma once

#include <nlohmann/json.hpp>

#include "sim/results/finding.hpp"

namespace garoa {

/// Keys without evidence are left out, but for `measured` and `limit`, which are null.
[[nodiscard]] nlohmann::ordered_json finding_json(const compliance::Finding& finding);

}  // namespace garoa
