// What the role of a function, an instance or a backup is used for, as far as the scenario says: the requests that the run makes with it.
//
// Keys of KMS may be used, but need not be allowed: a key's own policy can do that. Not told: what an SDK asks besides (sts), and what a
// function asks of the services under `calls`, of which no action is known.
#pragma once

#include <string>
#include <vector>

#include "models/compliance/architecture.hpp"
#include "sim/scenario/scenario.hpp"

namespace garoa {

/// It reads the objects that it is told of and others, writes results, notes and records, tells topics and destinations, and empties its queue.
[[nodiscard]] std::vector<compliance::Use> uses_of(const Scenario& s, const FunctionSettings& settings);
/// Of the instances of that name: copies of files, their way back, and the records of their flows.
[[nodiscard]] std::vector<compliance::Use> uses_of(const Scenario& s,
                                                   const compliance::Architecture& architecture,
                                                   const std::string& app);
/// Of the job's own role: copies of files, snapshots of a volume, or recovery points of a bucket, and their way back.
[[nodiscard]] std::vector<compliance::Use> uses_of(const Scenario& s, const compliance::BackupJob& job);

}  // namespace garoa
