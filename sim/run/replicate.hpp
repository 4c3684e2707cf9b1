// A scenario several times, each with a seed of its own, joined into one result with intervals.
//
// Replication 1 has the scenario's seed: it is the plain run. The others' seeds follow from that one and their number, so that
// replication 7 of two variants has the same arrivals, sizes and luck. Each is a child process; one that dies is named and
// the rest kept. The result does not depend on how many run at once.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/run/run.hpp"

namespace garoa {

constexpr std::uint32_t most_replications = 1000;  // where only a precision is asked for

struct ReplicationsRequest {
  const Scenario& scenario;                // outlives the run
  std::uint32_t most = most_replications;  // replications
  std::optional<double> until_ci = {};     // stop when precise enough (sim/results/replication_rules.hpp)
  std::vector<std::string> metrics = {};   // that are to be; empty: those of the objectives
  std::size_t at_once = 1;                 // processes
  /// Gets each replication's own result, in order. May be empty.
  std::function<void(std::uint32_t number, const RunResult& result)> keep = {};
  /// What a child does.
  std::function<RunResult(const RunRequest&, const KeepGoing&)> run = run_here;
};

[[nodiscard]] std::uint64_t seed_of_replication(std::uint64_t seed, std::uint32_t number);

/// Errors: std::runtime_error when no replication has a result; Interrupted; std::system_error when no child can be made.
[[nodiscard]] RunResult run_replications(const ReplicationsRequest& request,
                                         const KeepGoing& keep_going = {});

}  // namespace garoa
