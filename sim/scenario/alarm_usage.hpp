// What the alarms of a scenario are billed: each of their signals is an alarm, whatever happens. AWS has no metric of how full a volume
// is: `disk_used` needs one of one's own for each volume, which an agent sends.
// Not counted: metrics of one's own of other signals, of which AWS has some, depending on the service.
#pragma once

#include "models/pricing/invoice.hpp"
#include "sim/scenario/scenario.hpp"

namespace garoa {

/// Adds it to `usage`.
void add_alarms(const Scenario& scenario, std::vector<Usage>& usage);

}  // namespace garoa
