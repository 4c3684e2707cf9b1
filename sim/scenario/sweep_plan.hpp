// A plan of a sweep, in YAML: which scenario, which settings take which values, and what is wanted of the points.
//
//   garoa: 1
//   title: Memory of a function
//   scenario: ../processamento-automatico/base.yaml      # beside the plan
//   set: [ duration=1 d ]                                # for all points, as --set
//   axes:
//     - { path: lambda.validate.memory, list: [128 MB, 512 MB, 1 GB] }
//     - { path: flows.automation.uploads.arrivals.poisson, range: { from: 1/s, to: 9/s, step: 2/s } }
//   replications: 5
//   goal: [ flows.automation.processing.latency.p99 < 2 s ]
//   minimize: cost.per_month
//
// Without `sample` the points are the grid of all axes, the last one fastest. `sample: { random: 100 }` draws each value by
// itself, `sample: { latin_hypercube: 100 }` draws so that each of a hundred equal parts of every axis has one point;
// `sample_seed` makes it another drawing. Every axis has random numbers of its own: one more changes no other's values.
// The scenario with what is set for all points must be one without faults; an axis' value takes the place of its own.
// Errors: all at once, with `file:line:col`. A path that no scenario has, or that names a resource which the base does not have,
// is a fault of the plan; values that do not go together are found when their point is run.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/results/sweep.hpp"
#include "sim/scenario/load.hpp"
#include "sim/scenario/scenario.hpp"
#include "sim/scenario/sweep_axis.hpp"

namespace garoa {

struct SweepSample {
  enum class Kind { grid, random, latin_hypercube };
  Kind kind = Kind::grid;
  std::uint32_t points = 0;
  std::uint64_t seed = 1;
  /// "grid", "latin_hypercube 100, seed 1".
  [[nodiscard]] std::string text() const;
};

struct SweepPlan {
  std::string file;  // as it was named
  std::string title;
  std::string scenario;  // path of the file
  Location scenario_at;
  std::vector<std::string> sets;  // for all points, objectives among them
  std::vector<Location> sets_at;  // of each
  std::vector<SweepAxis> axes;
  SweepSample sample;
  std::uint32_t replications = 1;
  std::vector<Objective> goal;
  std::vector<Location> goal_at;  // of each
  std::string minimize;           // a metric
  Location minimize_at;
  std::vector<std::string> metrics;  // told of every point beside the headlines
  std::vector<Location> metrics_at;  // of each
  std::optional<Seconds> point_time;
  std::optional<Bytes> point_memory;

  /// `further`, with what is set for all points before.
  [[nodiscard]] Overrides overrides(Overrides further) const;
  /// The same overrides, to look for faults: those of what is set for all points are told in the plan.
  [[nodiscard]] Overrides with_places(Overrides overrides) const;
  [[nodiscard]] std::vector<std::string> paths() const;
  /// All points, in the order of their numbers.
  [[nodiscard]] std::vector<SweepPoint> points() const;
  /// What makes the point of the scenario: "lambda.validate.memory=512 MB", one an axis.
  [[nodiscard]] std::vector<std::string> overrides_of(const SweepPoint& point) const;
};

[[nodiscard]] std::optional<SweepPlan> read_sweep_plan(const std::string& path, Diagnostics& diagnostics);
/// With faults what could be read of it, so that those of its scenario can be told beside them; nothing where that was nothing.
[[nodiscard]] std::optional<SweepPlan> read_sweep_plan_so_far(const std::string& path,
                                                              Diagnostics& diagnostics);

/// Everything that a plan can say, as declared by the reader.
[[nodiscard]] FieldRecord describe_sweep_plan();

/// Metrics of the plan that are of what the scenario does not have.
void check_sweep_metrics(const SweepPlan& plan, const Scenario& base, Diagnostics& diagnostics);
/// Faults of the axes' paths. `description` is that of describe_scenario(), `base` the scenario, or what could be read of it.
void check_sweep_axes(const SweepPlan& plan, const FieldRecord& description, const Scenario& base,
                      Diagnostics& diagnostics);

}  // namespace garoa
