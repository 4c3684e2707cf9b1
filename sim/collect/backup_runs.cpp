#include "sim/collect/backup_runs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "sim/collect/short_name.hpp"

namespace garoa {
namespace {

constexpr double smallest_listed = 0.01;  // of a run's time

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

/// How much a reader wants to know of it.
int rank(const BackupRun& run) {
  if (run.state == BackupState::skipped) return 0;
  if (run.state != BackupState::completed) return 3;
  return run.overrun_s() > 0 ? 2 : 1;
}

}  // namespace

BackupRuns::BackupRuns(Journal& journal, WaitShares& waits, double warmup)
    : journal_{journal}, waits_{waits}, warmup_{warmup} {
  journal.on<events::BackupStarted>([this](const auto& event) { observe(event); });
  journal.on<events::BackupWentOn>(
      [this](const auto& event) { waits_.next_stage(event.flow, phase_of(event.job), event.time); });
  journal.on<events::BackupSkipped>([this](const auto& event) { observe(event); });
  journal.on<events::BackupFinished>([this](const auto& event) { observe(event); });
}

BackupRuns::Run& BackupRuns::running(NameId job, NameId flow, double scheduled, double started) {
  const auto [place, added] = running_.try_emplace({job, scheduled});
  Run& run = place->second;
  if (!added) return run;
  run.job = job;
  run.number = begun_++;
  run.figures.job = short_name(journal_.name(job));
  run.figures.flow = short_name(journal_.name(flow));
  run.figures.state = BackupState::running;
  run.figures.scheduled_s = scheduled;
  run.figures.started_s = started;
  return run;
}

void BackupRuns::observe(const events::BackupStarted& event) {
  (void)running(event.job, event.flow, event.scheduled, event.time);
  waits_.begin_stretch(event.flow, phase_of(event.job), event.time);
}

NameId BackupRuns::phase_of(NameId job) const {
  return journal_.intern(fmt::format("backup {}", short_name(journal_.name(job))));
}

void BackupRuns::observe(const events::BackupSkipped& event) {
  BackupRun& figures = running(event.job, event.flow, event.time, event.time).figures;
  figures.state = BackupState::skipped;
  figures.ended_s = event.time;
  ended(event.job, event.time);
}

void BackupRuns::observe(const events::BackupFinished& event) {
  BackupRun& figures = running(event.job, event.flow, event.scheduled, event.started).figures;
  figures.ended_s = event.time;
  if (std::isfinite(event.window)) figures.window_s = event.window;
  figures.bytes = event.bytes;
  figures.files = event.files;
  figures.failed_files = event.failed_files;
  figures.left_files = event.left_files;
  figures.attempts = event.attempts;
  if (event.reason) figures.reason = name_of(*event.reason);
  figures.state = state_of(event.outcome);
  const bool began = event.attempts > 0;
  if (began) figures.parts = waits_.end_stretch(event.flow, phase_of(event.job), event.time);
  if (!figures.parts.empty()) figures.bottleneck = figures.parts.front().first;
  std::erase_if(figures.parts,
                [&](const auto& part) { return part.second < smallest_listed * figures.duration_s(); });
  ended(event.job, event.scheduled);
}

bool BackupRuns::tells_more(const Run& a, const Run& b) {
  const int rank_a = rank(a.figures);
  const int rank_b = rank(b.figures);
  if (rank_a != rank_b) return rank_a > rank_b;
  if (a.figures.duration_s() != b.figures.duration_s())
    return a.figures.duration_s() > b.figures.duration_s();
  return a.number < b.number;
}

/// Sums it up, and lists it unless all that are listed tell more.
void BackupRuns::ended(NameId job, double scheduled) {
  auto run = std::move(running_.extract({job, scheduled}).mapped());
  auto& totals = totals_[journal_.name(job)];
  if (scheduled >= warmup_) totals.add(run.figures);
  if (listed_.size() == most_listed) {
    ++unlisted_;
    if (!tells_more(run, listed_.front())) return;
    std::pop_heap(listed_.begin(), listed_.end(), tells_more);
    listed_.pop_back();
  }
  listed_.push_back(std::move(run));
  std::push_heap(listed_.begin(), listed_.end(), tells_more);
}

void BackupRuns::add_metrics(MetricList& metrics) const {
  auto jobs = totals_;
  for (const auto& [key, run] : running_) jobs.try_emplace(journal_.name(run.job));
  for (const auto& [job, totals] : jobs) totals.add_metrics(metrics, job + ".");
}

std::vector<BackupRun> BackupRuns::runs(double end_time,
                                        const std::function<std::string(double)>& local_time) const {
  std::vector<Run> all{listed_};
  for (const auto& [key, run] : running_) {
    all.push_back(run);
    all.back().figures.ended_s = end_time;
  }
  std::sort(all.begin(), all.end(), [](const Run& a, const Run& b) {
    return std::tie(a.figures.scheduled_s, a.figures.job, a.number) <
           std::tie(b.figures.scheduled_s, b.figures.job, b.number);
  });
  std::vector<BackupRun> runs;
  for (auto& run : all) {
    runs.push_back(std::move(run.figures));
    if (!local_time) continue;
    BackupRun& last = runs.back();
    last.scheduled = local_time(last.scheduled_s);
    last.started = local_time(last.started_s);
    last.ended = local_time(last.ended_s);
  }
  return runs;
}

}  // namespace garoa
