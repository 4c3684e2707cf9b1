// What the trails of a scenario are billed: of the requests that the run was billed.
#pragma once

#include <vector>

#include "models/pricing/invoice.hpp"
#include "sim/scenario/scenario.hpp"

namespace garoa {

/// Adds it to `usage`, which has what its months ahead will use; a trail that keeps all is one more reason to have no steady state.
void add_trails(const Scenario& scenario, const BilledTime& time, std::vector<Usage>& usage,
                LookAhead& ahead);

}  // namespace garoa
