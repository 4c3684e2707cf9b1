// Rules about objectives: what their metrics are of is there.
#pragma once

#include <string>
#include <string_view>

#include "sim/scenario/scenario.hpp"

namespace garoa {

/// Why no run of the scenario can have this metric of the metric table: "is about 'intaek', which is not there under 'flows'"; empty
/// if a run may have it.
[[nodiscard]] std::string metric_not_there(const Scenario& scenario, std::string_view metric);

void check_objectives(const Scenario& scenario, Diagnostics& diagnostics);

}  // namespace garoa
