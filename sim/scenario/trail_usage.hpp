// What the trails of a scenario are billed: of the requests that the run was billed.
#pragma once

#include <vector>

#include "models/pricing/invoice.hpp"
#include "sim/scenario/scenario.hpp"

namespace garoa {

/// Adds it to `usage`, which has what its months ahead will use.
void add_trails(const Scenario& scenario, const BilledTime& time, std::vector<Usage>& usage,
                const LookAhead& ahead);

}  // namespace garoa
