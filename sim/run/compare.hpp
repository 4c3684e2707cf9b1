// Scenarios against each other, in replications with the same seeds.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/results/compared.hpp"
#include "sim/run/run.hpp"

namespace garoa {

struct CompareRequest {
  std::vector<const Scenario*> scenarios;  // at least two; the others are compared with the first
  std::vector<std::string> names;          // of them
  std::uint32_t replications = 5;          // with the seeds of the first one's
  std::size_t at_once = 1;                 // processes
};

/// A replication in which a run has no result is left out for all, and named. The answer does not depend on how many run at once.
/// Errors: std::runtime_error when no replication is left; Interrupted; std::system_error when no child can be made.
[[nodiscard]] ComparedScenarios compare_scenarios(const CompareRequest& request,
                                                  const KeepGoing& keep_going = {});

}  // namespace garoa
