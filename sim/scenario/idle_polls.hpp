// How often queues are asked in vain in the months ahead: by time, not by documents.
//
// The first pollers of a function ask again and again while they have no batch (sim/flows/queue_reader.hpp): as often in a month as they are not
// at work, by the time that the function is billed for then. All other requests go with the documents.
#pragma once

#include <vector>

#include "models/pricing/invoice.hpp"
#include "sim/scenario/scenario.hpp"

namespace garoa {

/// Of the usage of the run, which has what its months ahead will use.
void foresee_polls(const Scenario& scenario, std::vector<Usage>& usage, const BilledTime& time,
                   const std::vector<MonthAhead>& months);

}  // namespace garoa
