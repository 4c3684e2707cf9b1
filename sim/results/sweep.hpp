// A sweep: points that each are a scenario with other values of some settings, and what became of them.
//
// Nothing in it depends on the machine or the hour, so that a sweep that was interrupted and went on, or that several machines
// had parts of, gives the same bytes as one that ran through.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/results/result.hpp"
#include "sim/results/result_json.hpp"

namespace garoa {

/// A part of the points, or of the lines of points: every `of`-th, from the `number`-th on; all count from 1.
struct Shard {
  std::uint32_t number = 1;
  std::uint32_t of = 1;
  [[nodiscard]] bool is_whole() const { return of == 1; }
  [[nodiscard]] bool has(std::size_t nth) const { return (nth - 1) % of == number - 1; }
};

/// The points of a grid that differ in the value of one axis only lie on a line along it.
struct SweepLines {
  std::string axis;        // path
  std::size_t values = 1;  // of the axis: so many points has a line
  std::size_t stride = 1;  // from a point's number to that of the next on its line

  /// Which line a point is on, in the order of their first points, and which one of the line it is; both from 0.
  [[nodiscard]] std::size_t line_of(std::size_t point) const {
    return (point - 1) / (stride * values) * stride + (point - 1) % stride;
  }
  [[nodiscard]] std::size_t place_of(std::size_t point) const { return (point - 1) / stride % values; }
  /// The first point of a line.
  [[nodiscard]] std::size_t first_of(std::size_t line) const {
    return line / stride * (stride * values) + line % stride + 1;
  }
};

/// What decides the points and their results. Folders whose manifests differ in nothing but shard, goal and search hold parts of
/// one sweep.
struct SweepManifest {
  std::string garoa_version;
  std::string garoa_build;        // build_hash(): those of one version may differ
  std::string plan;               // the file's name
  std::string scenario;           // that of the scenario
  std::string scenario_sha256;    // with what is set for all points
  Provenance provenance;          // of it
  std::vector<std::string> axes;  // paths
  std::string sample;             // how the points were chosen: "grid", "random 100, seed 1"
  std::size_t points = 0;
  std::string points_sha256;  // of their values
  std::uint32_t replications = 1;
  std::vector<std::string> metrics;  // told beside the headlines
  std::optional<Exchange> exchange;  // in which texts tell money
  std::optional<double> limit_seconds;
  std::optional<std::uint64_t> limit_memory;
  // What is asked of the points decides which ones are run, and none of their results.
  std::vector<std::string> goal;  // objectives
  std::string minimize;
  std::optional<SweepLines> searched;  // those that the goal needs are run along these; all points without it
  Shard shard;                         // of the lines, or of the points

  /// Is a point, or the line that it is on, in the shard?
  [[nodiscard]] bool has(std::size_t point) const {
    return shard.has(searched ? searched->line_of(point) + 1 : point);
  }
};

enum class PointState {
  done,
  invalid,  // its values do not make a scenario
  failed,   // an error of the simulation
  crashed,
  killed,
  out_of_memory,
  timed_out,
};

[[nodiscard]] std::string_view name_of(PointState state);

/// A point before it is run.
struct SweepPoint {
  std::size_t number = 1;
  std::vector<std::string> values;  // one an axis, as YAML: "512 MB"
};

/// What became of it.
struct PointOutcome {
  std::size_t number = 1;
  std::vector<std::string> values;
  PointState state = PointState::done;
  std::string message = {};                // why it is broken; empty when done
  std::string scenario_sha256 = {};        // empty if it is invalid
  std::uint64_t seed = 0;                  // of its first replication
  std::vector<Metric> metrics = {};        // headlines and those that the manifest names, by name
  std::vector<Objective> objectives = {};  // in their order
  bool work_undone = false;                // some of what came was not done: metrics are of the rest

  [[nodiscard]] bool is_done() const { return state == PointState::done; }
  [[nodiscard]] const Metric* find_metric(std::string_view name) const;
};

/// The outcome of a point that has a result.
[[nodiscard]] PointOutcome outcome_of(const SweepPoint& point, const RunResult& result,
                                      const std::vector<std::string>& metrics);

/// sweep.json, schema `garoa.sweep/1`.
[[nodiscard]] std::string manifest_json(const SweepManifest& manifest);
[[nodiscard]] Read<SweepManifest> read_manifest(const std::string& text);
/// In which of the fields two manifests differ, with both values, as a sentence each; shard, goal and search do not
/// count.
[[nodiscard]] std::vector<std::string> differences_between(const SweepManifest& one,
                                                           const SweepManifest& other);

/// point.json, schema `garoa.point/1`.
[[nodiscard]] std::string point_json(const PointOutcome& outcome, const SweepManifest& manifest);
[[nodiscard]] Read<PointOutcome> read_point(const std::string& text);

/// points.json, schema `garoa.points/1`: the manifest and all points.
[[nodiscard]] std::string points_json(const std::vector<PointOutcome>& points, const SweepManifest& manifest);
struct SweepTable {
  SweepManifest manifest;
  std::vector<PointOutcome> points;
};
[[nodiscard]] Read<SweepTable> read_points(const std::string& text);

}  // namespace garoa
