// What the trails of a scenario are billed: of the requests that the run was billed.
#pragma once

#include <vector>

#include "models/pricing/invoice.hpp"
#include "sim/scenario/outlook.hpp"

namespace garoa {

/// Its files come together as all requests do. Adds it to `usage`, which has what its months ahead will use.
void add_trails(const Scenario& scenario, const BilledTime& time, std::vector<Usage>& usage,
                const LookAhead& ahead, const Outlook& outlook);

}  // namespace garoa
