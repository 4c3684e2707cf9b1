// Rules about who gets whose events: references of triggers and destinations, notifications of one bucket that
// overlap, queues and their readers.
#pragma once

#include "sim/scenario/scenario.hpp"

namespace garoa {

void check_events(const Scenario& scenario, Diagnostics& diagnostics);

}  // namespace garoa
