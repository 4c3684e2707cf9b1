// A scenario at its assumptions, and at each edge of every one that has a range: which of them decide?
//
// Each edge is a run of its own in a child process, everything else as the scenario has it; so what two assumptions change
// together is not found. A child that ends without a result is named, and the rest kept. The answer does not depend on how many
// run at once.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "sim/run/replicate.hpp"

namespace garoa {

struct EdgesRequest {
  const Scenario& scenario;  // outlives the run
  /// The scenario once more, with one more assumed edge ("ebs.snapshot.load.rate=low"); asked for in a child. May throw.
  std::function<Scenario(const std::string& assumed)> at;
  std::size_t at_once = 1;  // processes
  bool own_only = false;    // only ranges that the scenario gives itself (sim/scenario/ranges.hpp)
};

/// The result of the scenario itself, with `edges`, and bands on its bill. Errors: as of run_here(); std::system_error when no child can be made.
[[nodiscard]] RunResult run_at_edges(const EdgesRequest& request, const KeepGoing& keep_going = {});

/// The same of replications, at the edges of the scenario's own ranges: as many at each as the scenario itself took, with the same seeds.
/// Errors: as of run_replications(); an edge without a result is named.
[[nodiscard]] RunResult replicate_at_edges(const EdgesRequest& request,
                                           const ReplicationsRequest& replications,
                                           const KeepGoing& keep_going = {});

}  // namespace garoa
