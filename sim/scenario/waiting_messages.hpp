// The messages that wait in a queue when a run begins that begins later than its scenario's start (stock.hpp).
//
// Hour by hour: what is expected to come, without what the reading function works on with all that it may run at once (its reservation, the
// trigger's `max_concurrency`), by the work that it declares, and without what the retention drops. A function that is refused for its
// reservation leaves messages to come back later, so that old and new ones are worked on alike; else the oldest come first.
// Not computed: what waits for other reasons (errors, time-outs, the account's concurrency, a function without declared work), dead letters.
#pragma once

#include <string>
#include <vector>

#include "sim/scenario/scenario.hpp"

namespace garoa {

/// After so many seconds from the start of `origin`; the oldest first. Their times count from then.
[[nodiscard]] std::vector<WaitingMessages> waiting_messages(const Scenario& origin,
                                                            const QueueSettings& queue, double passed);

}  // namespace garoa
