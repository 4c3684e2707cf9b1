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

/// A part of the points: every `of`-th, from the `number`-th on; both count from 1.
struct Shard {
  std::uint32_t number = 1;
  std::uint32_t of = 1;
  [[nodiscard]] bool is_whole() const { return of == 1; }
  [[nodiscard]] bool has(std::size_t point) const { return (point - 1) % of == number - 1; }
};

/// What decides the points and their results. Folders whose manifests differ in nothing but shard and goal hold parts of one
/// sweep.
struct SweepManifest {
  std::string garoa_version;
  std::string figures_sha256;     // of the built-in figures: builds of one version may differ
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
  std::optional<double> limit_seconds;
  std::optional<std::uint64_t> limit_memory;
  // What is asked of the points decides none of them.
  std::vector<std::string> goal;  // objectives
  std::string minimize;
  Shard shard;
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

  [[nodiscard]] bool is_done() const { return state == PointState::done; }
  [[nodiscard]] const Metric* find_metric(std::string_view name) const;
};

/// The outcome of a point that has a result.
[[nodiscard]] PointOutcome outcome_of(const SweepPoint& point, const RunResult& result,
                                      const std::vector<std::string>& metrics);

/// sweep.json, schema `garoa.sweep/1`.
[[nodiscard]] std::string manifest_json(const SweepManifest& manifest);
[[nodiscard]] Read<SweepManifest> read_manifest(const std::string& text);
/// In which of the fields two manifests differ, with both values, as a sentence each; shard and goal do not count.
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
