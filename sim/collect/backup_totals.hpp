// What the runs of one backup job come to.
#pragma once

#include <cstdint>
#include <string>

#include "sim/collect/metric_list.hpp"
#include "sim/results/result.hpp"

namespace garoa {

/// The runs of one job that ended or were skipped.
struct BackupTotals {
  std::uint64_t ended = 0;
  std::uint64_t completed = 0;
  std::uint64_t partial = 0;
  std::uint64_t failed = 0;
  std::uint64_t expired = 0;
  std::uint64_t skipped = 0;
  std::uint64_t retries = 0;
  std::uint64_t files = 0;
  std::uint64_t failed_files = 0;
  std::uint64_t most_left = 0;  // files
  std::uint64_t idle = 0;       // runs with nothing to copy
  std::uint64_t busy = 0;       // runs that tell how long a copy takes: begun, neither idle nor failed
  std::uint64_t with_window = 0;
  std::uint64_t overruns = 0;
  double bytes = 0;
  double seconds = 0;  // of the busy ones
  double longest = 0;
  double latest_start = 0;
  double longest_overrun = 0;
  double most_of_window = 0;  // share, of busy runs
  double most_listed = 0;     // share of the window that a listing of the bucket took

  void add(const BackupRun& run);
  void add_metrics(MetricList& metrics, const std::string& prefix) const;
};

}  // namespace garoa
