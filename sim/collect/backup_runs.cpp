#include "sim/collect/backup_runs.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "sim/collect/short_name.hpp"

namespace garoa {
namespace {

BackupState state_of(events::BackupOutcome outcome) {
  switch (outcome) {
    case events::BackupOutcome::completed:
      return BackupState::completed;
    case events::BackupOutcome::partial:
      return BackupState::partial;
    case events::BackupOutcome::failed:
      return BackupState::failed;
    case events::BackupOutcome::expired:
      return BackupState::expired;
  }
  return BackupState::failed;
}

/// The runs of one job that ended or were skipped.
struct JobTotals {
  std::uint64_t ended = 0;
  std::uint64_t completed = 0;
  std::uint64_t partial = 0;
  std::uint64_t failed = 0;
  std::uint64_t expired = 0;
  std::uint64_t skipped = 0;
  std::uint64_t retries = 0;
  std::uint64_t files = 0;
  std::uint64_t failed_files = 0;
  std::uint64_t with_window = 0;
  std::uint64_t overruns = 0;
  double bytes = 0;
  double seconds = 0;
  double longest = 0;
  double latest_start = 0;
  double longest_overrun = 0;

  void add(const BackupRun& run);
  void add_metrics(MetricList& metrics, const std::string& prefix) const;
};

void JobTotals::add(const BackupRun& run) {
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
  if (run.window_s) ++with_window;
  if (run.overrun_s() > 0) ++overruns;
  files += run.files;
  failed_files += run.failed_files;
  bytes += static_cast<double>(run.bytes);
  seconds += run.duration_s();
  longest = std::max(longest, run.duration_s());
  latest_start = std::max(latest_start, run.started_s - run.scheduled_s);
  longest_overrun = std::max(longest_overrun, run.overrun_s());
}

void JobTotals::add_metrics(MetricList& metrics, const std::string& prefix) const {
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
  if (ended == 0) return;
  metrics.add(prefix + "duration.mean", seconds / static_cast<double>(ended), ended);
  metrics.add(prefix + "duration.max", longest, ended);
  metrics.add(prefix + "start_delay.max", latest_start, ended);
  if (seconds > 0) metrics.add(prefix + "throughput", bytes / seconds, ended);
  if (with_window == 0) return;
  metrics.add(prefix + "window_overruns", static_cast<double>(overruns), with_window);
  metrics.add(prefix + "window_overrun.max", longest_overrun, with_window);
}

}  // namespace

BackupRuns::BackupRuns(Journal& journal, WaitShares& waits, double warmup)
    : journal_{journal}, waits_{waits}, warmup_{warmup} {
  journal.on<events::BackupStarted>([this](const auto& event) { observe(event); });
  journal.on<events::BackupSkipped>([this](const auto& event) { observe(event); });
  journal.on<events::BackupFinished>([this](const auto& event) { observe(event); });
}

BackupRuns::Run& BackupRuns::running(NameId job, NameId flow, double scheduled, double started) {
  const auto found = std::find_if(runs_.rbegin(), runs_.rend(), [&](const Run& run) {
    return run.job == job && run.figures.state == BackupState::running &&
           run.figures.scheduled_s == scheduled;
  });
  if (found != runs_.rend()) return *found;
  Run run{job, flow, {}};
  run.figures.job = short_name(journal_.name(job));
  run.figures.flow = short_name(journal_.name(flow));
  run.figures.state = BackupState::running;
  run.figures.scheduled_s = scheduled;
  run.figures.started_s = started;
  runs_.push_back(std::move(run));
  return runs_.back();
}

void BackupRuns::observe(const events::BackupStarted& event) {
  const Run& run = running(event.job, event.flow, event.scheduled, event.time);
  waits_.begin_stretch(event.flow, journal_.intern("backup " + run.figures.job));
}

void BackupRuns::observe(const events::BackupSkipped& event) {
  BackupRun& figures = running(event.job, event.flow, event.time, event.time).figures;
  figures.state = BackupState::skipped;
  figures.ended_s = event.time;
}

void BackupRuns::observe(const events::BackupFinished& event) {
  BackupRun& figures = running(event.job, event.flow, event.scheduled, event.started).figures;
  figures.ended_s = event.time;
  if (std::isfinite(event.window)) figures.window_s = event.window;
  figures.bytes = event.bytes;
  figures.files = event.files;
  figures.failed_files = event.failed_files;
  figures.attempts = event.attempts;
  if (event.reason) figures.reason = name_of(*event.reason);
  figures.state = state_of(event.outcome);
  figures.bottleneck = waits_.bottleneck_of_stretch(event.flow, journal_.intern("backup " + figures.job));
}

void BackupRuns::add_metrics(MetricList& metrics) const {
  std::map<std::string, JobTotals> jobs;
  for (const auto& run : runs_) {
    JobTotals& totals = jobs[journal_.name(run.job)];
    if (run.figures.scheduled_s >= warmup_) totals.add(run.figures);
  }
  for (const auto& [job, totals] : jobs) totals.add_metrics(metrics, job + ".");
}

std::vector<BackupRun> BackupRuns::runs(double end_time,
                                        const std::function<std::string(double)>& local_time) const {
  std::vector<BackupRun> all;
  for (const auto& run : runs_) {
    all.push_back(run.figures);
    BackupRun& last = all.back();
    if (last.state == BackupState::running) last.ended_s = end_time;
    if (!local_time) continue;
    last.scheduled = local_time(last.scheduled_s);
    last.started = local_time(last.started_s);
    last.ended = local_time(last.ended_s);
  }
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return std::tie(a.scheduled_s, a.job) < std::tie(b.scheduled_s, b.job);
  });
  return all;
}

}  // namespace garoa
