#include "sim/collect/backup_totals.hpp"

#include <algorithm>

namespace garoa {
namespace {

/// Seconds of the run that the listing of the bucket took.
double listing_of(const BackupRun& run) {
  double seconds = 0;
  for (const auto& [resource, part] : run.parts) seconds += resource.ends_with(".list") ? part : 0;
  return seconds;
}

}  // namespace

void BackupTotals::add(const BackupRun& run) {
  if (run.state == BackupState::running) return;
  if (run.state == BackupState::skipped) {
    ++skipped;
    return;
  }
  ++ended;
  completed += run.state == BackupState::completed ? 1 : 0;
  partial += run.state == BackupState::partial ? 1 : 0;
  failed += run.state == BackupState::failed ? 1 : 0;
  expired += run.state == BackupState::expired ? 1 : 0;
  retries += std::max(run.attempts, 1U) - 1;
  if (run.window_s) {
    ++with_window;
    most_listed = std::max(most_listed, listing_of(run) / *run.window_s);
  }
  if (run.overrun_s() > 0) ++overruns;
  files += run.files;
  failed_files += run.failed_files;
  bytes += static_cast<double>(run.bytes);
  most_left = std::max(most_left, run.left_files);
  idle += run.was_idle() ? 1 : 0;
  if (run.attempts > 0 && !run.was_idle() && run.state != BackupState::failed) {
    ++busy;
    seconds += run.duration_s();
    if (run.window_s)
      most_of_window = std::max(most_of_window, (run.ended_s - run.scheduled_s) / *run.window_s);
  }
  longest = std::max(longest, run.duration_s());
  latest_start = std::max(latest_start, run.started_s - run.scheduled_s);
  longest_overrun = std::max(longest_overrun, run.overrun_s());
}

void BackupTotals::add_metrics(MetricList& metrics, const std::string& prefix) const {
  metrics.add_count(prefix + "runs", ended);
  metrics.add_count(prefix + "completed", completed);
  metrics.add_count(prefix + "partial", partial);
  metrics.add_count(prefix + "failed", failed);
  metrics.add_count(prefix + "expired", expired);
  metrics.add_count(prefix + "skipped", skipped);
  metrics.add_count(prefix + "retries", retries);
  metrics.add(prefix + "bytes", bytes, ended);
  metrics.add_count(prefix + "files", files);
  metrics.add_count(prefix + "failed_files", failed_files);
  metrics.add_count(prefix + "left_files.max", most_left);
  metrics.add_count(prefix + "idle", idle);
  if (ended == 0) return;
  if (busy > 0) metrics.add(prefix + "duration.mean", seconds / static_cast<double>(busy), busy);
  metrics.add(prefix + "duration.max", longest, ended);
  metrics.add(prefix + "start_delay.max", latest_start, ended);
  if (seconds > 0) metrics.add(prefix + "throughput", bytes / seconds, ended);
  if (with_window == 0) return;
  if (busy > 0) metrics.add(prefix + "window_used.max", most_of_window, busy);
  if (most_listed > 0) metrics.add(prefix + "listing_share.max", most_listed, with_window);
  metrics.add(prefix + "window_overruns", static_cast<double>(overruns), with_window);
  metrics.add(prefix + "window_overrun.max", longest_overrun, with_window);
}

}  // namespace garoa
