// The folder of a sweep, or of a shard of one:
//
//   sweep.json              what decides the points (SweepManifest)
//   points/0001/            one a point: point.json, and its result.json if it has a result
//   points.json points.csv  all of them, when the sweep is through
//   report.html             the same as a page, if it was asked for
//
// Each of them appears whole or not at all, so a sweep that is killed at any instant goes on where it stopped; when it is through,
// the folder has the same bytes as if nothing had happened. One process at a time has the folder.
// Errors are sentences, in error(); after one nothing is written.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "sim/results/sweep.hpp"

namespace garoa {

class SweepFolder {
 public:
  /// Makes the folder or goes on in it. An error: the folder holds something else, or points of another sweep; another process
  /// has it; nothing can be written.
  SweepFolder(std::filesystem::path folder, SweepManifest manifest);
  ~SweepFolder();
  SweepFolder(const SweepFolder&) = delete;
  SweepFolder& operator=(const SweepFolder&) = delete;

  [[nodiscard]] const std::string& error() const { return error_; }
  [[nodiscard]] const std::filesystem::path& path() const { return folder_; }
  [[nodiscard]] bool has(std::size_t point) const;
  /// Nothing if it is not there, or cannot be read, which is an error.
  [[nodiscard]] std::optional<PointOutcome> point(std::size_t number);
  /// Of a point; nothing as of point().
  [[nodiscard]] std::optional<RunResult> result(std::size_t number);
  /// Writes a point's folder. `result` is null for a broken one. Several processes may do so at once, each for its points.
  bool store(const PointOutcome& outcome, const RunResult* result);
  /// Takes a point over from another folder; one that is here already must be the same.
  bool adopt(std::size_t number, const SweepFolder& from);
  /// Removes a point, to run it again.
  bool forget(std::size_t number);
  /// Writes the tables of all points; a page that is there may be of others, and goes.
  bool finish(const std::vector<PointOutcome>& points);
  bool add_page(const std::string& html);
  /// Of a folder that is there.
  [[nodiscard]] static Read<SweepManifest> manifest_in(const std::filesystem::path& folder);
  [[nodiscard]] static std::filesystem::path folder_of(const std::filesystem::path& sweep, std::size_t point,
                                                       std::size_t points);

 private:
  bool fail(const std::string& what, const std::filesystem::path& path, const std::string& reason);
  void begin();
  [[nodiscard]] bool is_free();
  [[nodiscard]] bool take();
  bool write(const std::string& name, const std::string& text);

  std::filesystem::path folder_;
  SweepManifest manifest_;
  std::string error_;
  int lock_ = -1;
};

/// points.csv: number, state, axes, objectives, metrics and their intervals, message, origin; a line a point.
[[nodiscard]] std::string points_csv(const std::vector<PointOutcome>& points, const SweepManifest& manifest);

}  // namespace garoa
