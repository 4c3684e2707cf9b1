// Points of a sweep, each in a child process of its own: a point that crashes, or takes more than it may, is an outcome and not
// the end of the sweep.
//
// The files of models are read once, before; a child reads the scenario with its point's values and runs it, in replications if
// the plan wants them, all points with the same seeds. It also puts its result away, so that points cost the parent nothing.
#pragma once

#include <functional>
#include <stdexcept>
#include <vector>

#include "sim/results/sweep.hpp"
#include "sim/run/run.hpp"
#include "sim/scenario/load.hpp"
#include "sim/scenario/sweep_plan.hpp"

namespace garoa {

/// An outcome could not be put away: what() says why.
struct PointNotStored : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct SweepRequest {
  const SweepPlan& plan;
  const Scenario& base;  // of base_of_sweep()
  const ModelFiles& files;
  Overrides overrides;      // of all points, the plan's own among them
  std::size_t at_once = 1;  // processes
  /// Puts an outcome away; `result` is null for a broken point. Called in the point's child, or here for a point whose child
  /// died. What it throws ends the sweep.
  std::function<void(const PointOutcome& outcome, const RunResult* result)> store;
  /// How many of the points are done; false stops the sweep. May be empty.
  std::function<bool(std::size_t done)> keep_going = {};
};

/// The scenario of all points, without any axis' value; with the axes' paths checked. The plan may have faults: those of the scenario
/// and of what the plan names of it are added, and there is no scenario then.
[[nodiscard]] std::optional<Scenario> base_of_sweep(const SweepPlan& plan, const Overrides& overrides,
                                                    const ModelFiles& files, Diagnostics& diagnostics);

/// Errors: Interrupted; std::system_error when no child can be made; PointNotStored, also where the scenario's files have changed
/// since the base was read: then no point is put away any more.
void run_points(const SweepRequest& request, const std::vector<SweepPoint>& points);

}  // namespace garoa
