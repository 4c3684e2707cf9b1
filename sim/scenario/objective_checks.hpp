// Rules about objectives: what their metrics are of is there.
#pragma once

#include "sim/scenario/scenario.hpp"

namespace garoa {

void check_objectives(const Scenario& scenario, Diagnostics& diagnostics);

}  // namespace garoa
