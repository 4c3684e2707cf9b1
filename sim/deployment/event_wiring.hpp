// Whose events reach whom: buckets, topics and queues to functions, topics and queues, as the scenario declares it.
#pragma once

#include "sim/deployment/deployment.hpp"

namespace garoa {

/// In the order of the scenario, which decides between events of one instant.
void connect_events(Deployment& deployment);

/// Puts into queues what waits in them from before the run on, and reports it: when all observers are there.
void fill_queues(Deployment& deployment);

/// The declared queue or topic of that name, as a destination; null if there is none.
[[nodiscard]] EventConsumer* destination_of(const Deployment& deployment, const Reference& destination);

}  // namespace garoa
