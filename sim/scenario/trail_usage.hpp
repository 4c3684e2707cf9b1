// What the trails of a scenario are billed: of the requests that the run was billed.
#pragma once

#include <vector>

#include "models/pricing/invoice.hpp"
#include "sim/results/result.hpp"
#include "sim/scenario/outlook.hpp"

namespace garoa {

/// Its files come together as what it records does. Adds it to `usage`, which has what its months ahead will use;
/// what provisioned tables are asked, which costs nothing, is in the metrics of the run.
void add_trails(const Scenario& scenario, const BilledTime& time, std::vector<Usage>& usage,
                const std::vector<Metric>& metrics, const LookAhead& ahead, const Outlook& outlook);

}  // namespace garoa
