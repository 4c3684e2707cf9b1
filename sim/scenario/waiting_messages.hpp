// The messages that wait in a queue when a run begins that begins later than its scenario's start (stock.hpp).
//
// Hour by hour: what is expected to come, without what the reading function works on with all that it may run at once (its reservation, the
// trigger's `max_concurrency`), by the work that it declares, and without what the retention drops. A function that is refused for its
// reservation leaves messages to come back later, so that old and new ones are worked on alike; else the oldest come first.
// Where no function reads a queue, what has come within its retention: dead letters, what nobody is there for.
// Not computed: what waits for other reasons (time-outs, the account's concurrency, a function without declared work), messages of functions'
// objects.
#pragma once

#include <string>
#include <vector>

#include "sim/scenario/inflow.hpp"

namespace garoa {

/// Those of a queue that a function reads, and those that were received in vain so often that its dead-letter queue has them.
struct MessagesOfQueue {
  std::vector<WaitingMessages> waiting;
  std::vector<WaitingMessages> dead;
};
/// After so many seconds from the start of `origin`; the oldest first. Their times count from then.
[[nodiscard]] MessagesOfQueue waiting_messages(const Scenario& origin, const QueueSettings& queue,
                                               double passed);

/// Likewise in a queue that no function reads.
[[nodiscard]] std::vector<WaitingMessages> unread_messages(const Scenario& origin, const QueueSettings& queue,
                                                           const std::vector<MessagesFrom>& from,
                                                           double passed);

}  // namespace garoa
