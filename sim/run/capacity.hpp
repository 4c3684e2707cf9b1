// Runs a scenario at points of an axis, load or time, until it is known what breaks where (sim/results/capacity.hpp).
//
// Each point is the scenario with another `load` or `begin_after`, run with the same seeds as all others: a document has the same size
// and luck at every load (common random numbers). Each run is a child process; a point without a result is named, and nothing
// beyond it is looked at. The answer does not depend on how many run at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

#include "sim/results/capacity.hpp"
#include "sim/run/run.hpp"

namespace garoa {

struct CapacityRequest {
  CapacityAxis axis;
  /// The scenario at this point. What it throws ends the search.
  std::function<Scenario(double at)> scenario;
  std::uint32_t replications =
      1;                    // at each point, joined: a limit is broken where it is so in the joined result
  std::size_t at_once = 1;  // processes
};

/// Errors: std::runtime_error when the first point has no result; Interrupted; std::system_error when no child can be made.
[[nodiscard]] CapacityFound find_capacity(const CapacityRequest& request, const KeepGoing& keep_going = {});

}  // namespace garoa
