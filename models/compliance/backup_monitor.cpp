// Whether backups happened as scheduled: D-BK-01 to D-BK-03.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <deque>

#include "models/compliance/evidence.hpp"
#include "models/compliance/lookup.hpp"
#include "models/compliance/monitor.hpp"
#include "sim/core/human.hpp"

namespace garoa::compliance {
namespace {

/// The first runs of a job that broke something, by their scheduled times, and how many there were.
struct RunList {
  std::vector<double> shown;
  std::uint64_t total = 0;
  void add(double scheduled) {
    if (shown.size() < listed_ids) shown.push_back(scheduled);
    ++total;
  }
  void tell(Finding& finding) const {
    for (const double scheduled : shown)
      finding.ids.push_back(fmt::format("{} at {:.6g} s", finding.resource, scheduled));
    finding.ids_total = total;
  }
};

struct OpenRun {
  double scheduled = 0;
  bool at_work = false;
};

struct JobRuns {
  NameId source = 0;
  // Window.
  bool declared_window = false;
  double allowed = never;       // from a run's schedule to its end
  double missed_after = never;  // likewise: then its tick is missed
  double longest_gap = 0;       // of the schedule
  std::uint64_t with_window = 0;
  double worst_overrun = 0;
  double worst_overrun_time = 0;
  double overrun_total = 0;
  double largest_use = 0;  // (end - scheduled) / window
  double longest = 0;
  RunList overran;
  FirstTime first_overrun;
  bool censored = false;
  // Ticks.
  std::uint64_t ended = 0;
  std::uint64_t skipped = 0;
  std::uint64_t partial = 0;
  std::uint64_t failed = 0;         // without a copy: failed, or expired
  std::uint64_t late = 0;           // of those without failed files
  std::uint64_t not_ended = 0;      // still at work at the end, and late
  std::uint64_t never_started = 0;  // still waiting at the end, and late
  std::uint64_t misses_in_a_row = 0;
  std::uint64_t most_misses_in_a_row = 0;
  double last_point = 0;  // the run's start stands for the unknown point before it
  double longest_point_gap = 0;
  RunList missed;
  FirstTime first_missed;
  // Runs that fell due and have not ended, in the order of their schedule.
  std::deque<OpenRun> open;
  double last_end = -1;
  std::uint64_t parallel = 0;
  std::uint64_t queued = 0;
  std::uint64_t passed_by = 0;  // still waiting when the next one fell due, and at the end
  std::uint64_t refused = 0;    // failed at once, since another run was at work
  std::uint64_t started = 0;
  FirstTime first_overlap;
};

/// Runs of any job of one volume at work.
struct SourceState {
  std::uint64_t running = 0;
  double overlapping_since = 0;
  double overlap_total = 0;
};

class BackupMonitor : public Monitor {
 public:
  explicit BackupMonitor(const MonitorSetup& setup)
      : architecture_{setup.architecture}, journal_{setup.journal}, warmup_{setup.architecture.warmup_s} {
    for (const auto& job : architecture_.backups) {
      auto& runs = jobs_.at(setup.journal.intern(path_of("backup", job.name)));
      runs.source = setup.journal.intern(job.from_bucket.empty() ? path_of("ebs", job.from_volume)
                                                                 : path_of("s3", job.from_bucket));
      runs.declared_window = std::isfinite(job.window_s);
      runs.longest_gap = job.longest_gap_s > 0 ? job.longest_gap_s : never;
      runs.allowed = runs.declared_window ? job.window_s : runs.longest_gap;
      // Beside a run that lasts beyond the next tick that one is skipped, or waits, and is what is missed, unless it begins all the same.
      runs.missed_after = runs.declared_window ? job.window_s : (job.side_by_side ? 1 : 2) * runs.longest_gap;
    }
    auto& journal = setup.journal;
    journal.on<events::BackupDue>([this](const auto& event) { due(jobs_.at(event.job), event.time); });
    journal.on<events::BackupStarted>([this](const auto& event) { started(event); });
    journal.on<events::BackupSkipped>([this](const auto& event) { skipped(event); });
    journal.on<events::BackupFinished>([this](const auto& event) { ended(event); });
    journal.on<events::RunFinished>([this](const auto& event) { finish(event.time); });
  }

  void judge_windows(const Judge& judge) const {
    each_job(judge, [&](Finding& finding, const JobRuns& state) { judge_window(judge, finding, state); });
  }
  void judge_misses(const Judge& judge) const {
    each_job(judge, [&](Finding& finding, const JobRuns& state) { judge_ticks(judge, finding, state); });
  }
  void judge_runs_at_once(const Judge& judge) const {
    each_job(judge, [&](Finding& finding, const JobRuns& state) { judge_overlaps(judge, finding, state); });
  }

 private:
  /// One finding a job; `look` fills it in.
  template <class Look>
  void each_job(const Judge& judge, const Look& look) const {
    jobs_.each(journal_, [&](const std::string& path, const JobRuns& state) {
      const auto* job = find_backup(architecture_, path);
      auto finding = judge.open(job == nullptr ? std::string{} : judge.owners().flow_of_job(*job), path,
                                job == nullptr ? Location{} : job->where);
      look(finding, state);
      judge.close(std::move(finding));
    });
  }
  [[nodiscard]] bool counts(double time) const { return time >= warmup_; }

  /// Near the front as a rule: runs have their turn in the order of their schedule.
  static auto find_open(JobRuns& job, double scheduled) {
    return std::find_if(job.open.begin(), job.open.end(),
                        [&](const OpenRun& run) { return run.scheduled == scheduled; });
  }
  static OpenRun& due(JobRuns& job, double scheduled) {
    if (job.open.empty() || job.open.back().scheduled < scheduled)
      return job.open.emplace_back(OpenRun{scheduled});
    const auto found = find_open(job, scheduled);
    return found != job.open.end() ? *found : job.open.emplace_back(OpenRun{scheduled});
  }

  void started(const events::BackupStarted& event) {
    auto& job = jobs_.at(event.job);
    due(job, event.scheduled).at_work = true;
    auto& source = sources_.at(job.source);
    if (counts(event.time)) {
      ++job.started;
      if (source.running > 0) {
        ++job.parallel;
        job.first_overlap.see(event.time);
      } else if (event.scheduled < job.last_end) {
        ++job.queued;
      }
    }
    if (++source.running == 2) source.overlapping_since = event.time;
  }

  void skipped(const events::BackupSkipped& event) {
    auto& job = jobs_.at(event.job);
    if (!counts(event.time)) return;
    ++job.skipped;
    job.first_overlap.see(event.time);
    miss(job, event.time, event.time);
  }

  void ended(const events::BackupFinished& event) {
    auto& job = jobs_.at(event.job);
    if (const auto found = find_open(job, event.scheduled); found != job.open.end()) job.open.erase(found);
    if (event.attempts > 0) {
      leave(job.source, event.time);
      job.last_end = event.time;
    } else if (counts(event.time) && event.outcome == events::BackupOutcome::failed) {
      ++job.refused;
      job.first_overlap.see(event.time);
    }
    if (counts(event.time)) {
      ++job.ended;
      job.longest = std::max(job.longest, event.time - event.started);
      const bool has_window = std::isfinite(event.window);
      const double late_after = has_window ? event.window : job.missed_after;
      use_window(job, event.scheduled, event.time, has_window ? event.window : job.allowed);
      if (event.outcome != events::BackupOutcome::completed) {
        ++(event.outcome == events::BackupOutcome::partial ? job.partial : job.failed);
        miss(job, event.scheduled, event.time);
      } else if (event.time > event.scheduled + late_after) {
        ++job.late;
        miss(job, event.scheduled, event.scheduled + late_after);
      } else {
        job.misses_in_a_row = 0;
      }
    }
    if (event.outcome != events::BackupOutcome::completed) return;
    if (counts(event.time)) {
      job.longest_point_gap = std::max(job.longest_point_gap, event.started - job.last_point);
    }
    job.last_point = event.started;
  }

  void leave(NameId volume, double time) {
    auto& source = sources_.at(volume);
    if (source.running == 2 && time > warmup_)
      source.overlap_total += time - std::max(source.overlapping_since, warmup_);
    source.running -= source.running > 0 ? 1 : 0;
  }

  static void miss(JobRuns& job, double scheduled, double time) {
    job.missed.add(scheduled);
    job.first_missed.see(time);
    job.most_misses_in_a_row = std::max(job.most_misses_in_a_row, ++job.misses_in_a_row);
  }

  static void use_window(JobRuns& job, double scheduled, double end, double window) {
    if (!std::isfinite(window)) return;
    ++job.with_window;
    job.largest_use = std::max(job.largest_use, (end - scheduled) / window);
    const double overrun = end - scheduled - window;
    if (overrun <= 0) return;
    job.overran.add(scheduled);
    job.overrun_total += overrun;
    job.first_overrun.see(scheduled + window);
    if (overrun <= job.worst_overrun) return;
    job.worst_overrun = overrun;
    job.worst_overrun_time = end;
  }

  // A run that is still at work, or still waits for its turn, counts up to the end, if its time is over.
  void finish(double time) {
    jobs_.each_state([&](JobRuns& job) {
      for (const auto& run : job.open) {
        if (counts(run.scheduled)) close_open_run(job, run, time);
      }
      job.longest_point_gap = std::max(job.longest_point_gap, time - std::max(job.last_point, warmup_));
    });
    sources_.each_state([&](SourceState& source) {
      if (source.running < 2) return;
      source.overlap_total += std::max(0.0, time - std::max(source.overlapping_since, warmup_));
    });
  }
  static void close_open_run(JobRuns& job, const OpenRun& run, double time) {
    const double so_far = time - run.scheduled;
    if (!run.at_work && so_far > job.longest_gap) {
      ++job.passed_by;
      job.first_overlap.see(run.scheduled + job.longest_gap);
    } else if (!run.at_work) {
      ++job.queued;
    }
    if (so_far <= job.allowed) return;
    const double before = job.worst_overrun;
    use_window(job, run.scheduled, time, job.allowed);
    job.censored |= job.worst_overrun > before;
    if (so_far <= job.missed_after) return;
    ++(run.at_work ? job.not_ended : job.never_started);
    miss(job, run.scheduled, run.scheduled + job.missed_after);
  }

  void judge_window(const Judge& judge, Finding& finding, const JobRuns& state) const {
    finding.n = state.with_window;
    if (!state.declared_window) finding.key = finding.resource + ".schedule";
    if (state.with_window == 0 || (!state.declared_window && state.worst_overrun <= 0)) {
      finding.message =
          state.ended == 0 ? "No run of the job ended, and none is late." : "The job has no declared window.";
      return;
    }
    judge.at_most(finding, state.worst_overrun, judge.value("tolerance"), "s");
    if (finding.status == Status::pass && state.largest_use > 1 - judge.profile().rules.warn_margin)
      finding.status = Status::warn;
    finding.censored = state.censored;
    finding.first_violation_s = state.first_overrun.time();
    if (state.overran.total > 0) {
      finding.worst_s = state.worst_overrun_time;
      finding.violation_total_s = state.overrun_total;
    }
    finding.count = state.overran.total;
    state.overran.tell(finding);
    finding.figures = {{"longest_run_s", state.longest}, {"largest_share_of_window", state.largest_use}};
    finding.message =
        fmt::format("{} of {} runs were not over when their window was{}; the longest used {} of it.",
                    state.overran.total, state.with_window,
                    state.declared_window ? "" : " (the schedule's longest gap, since none is declared)",
                    human_share(state.largest_use));
  }

  static void judge_ticks(const Judge& judge, Finding& finding, const JobRuns& state) {
    finding.n = state.ended + state.skipped + state.not_ended + state.never_started;
    if (finding.n == 0) {
      finding.message = "No run of the job fell due and ended, and none is late.";
      return;
    }
    const auto missed =
        state.skipped + state.partial + state.failed + state.late + state.not_ended + state.never_started;
    if (missed > 0 && state.partial + state.failed == missed) finding.key = finding.resource + ".retries";
    if (missed > 0 && state.late == missed)
      finding.key = finding.resource + (state.declared_window ? ".window" : ".schedule");
    judge.at_most(finding, static_cast<double>(missed), judge.value("max_missed"), "1");
    finding.count = missed;
    finding.first_violation_s = state.first_missed.time();
    state.missed.tell(finding);
    if (state.skipped > 0) finding.reasons.emplace_back("skipped", state.skipped);
    if (state.partial > 0) finding.reasons.emplace_back("partial", state.partial);
    if (state.failed > 0) finding.reasons.emplace_back("failed", state.failed);
    if (state.late > 0) finding.reasons.emplace_back("late", state.late);
    if (state.not_ended > 0) finding.reasons.emplace_back("not_ended", state.not_ended);
    if (state.never_started > 0) finding.reasons.emplace_back("never_started", state.never_started);
    finding.censored = state.not_ended + state.never_started > 0;
    finding.figures = {{"good_share", 1 - static_cast<double>(missed) / static_cast<double>(finding.n)},
                       {"most_misses_in_a_row", static_cast<double>(state.most_misses_in_a_row)},
                       {"longest_gap_between_points_s", state.longest_point_gap}};
    add_rule_of_three(finding, missed);
    finding.message = fmt::format("{} of {} ticks had no run that ended in time and without failed files.",
                                  missed, finding.n);
  }

  void judge_overlaps(const Judge& judge, Finding& finding, const JobRuns& state) const {
    const auto waiting = static_cast<std::uint64_t>(
        std::count_if(state.open.begin(), state.open.end(),
                      [&](const OpenRun& run) { return !run.at_work && counts(run.scheduled); }));
    finding.n = state.started + state.skipped + state.refused + waiting;
    if (finding.n == 0) {
      finding.message = "No run of the job fell due.";
      return;
    }
    const auto overlaps = state.skipped + state.parallel + state.refused + state.passed_by;
    judge.at_most(finding, static_cast<double>(overlaps), judge.value("max_overlaps"), "1");
    if (finding.status == Status::pass && state.queued > 0) finding.status = Status::warn;
    finding.count = overlaps;
    finding.first_violation_s = state.first_overlap.time();
    if (state.skipped > 0) finding.reasons.emplace_back("skip", state.skipped);
    if (state.parallel > 0) finding.reasons.emplace_back("parallel", state.parallel);
    if (state.refused > 0) finding.reasons.emplace_back("fail", state.refused);
    if (state.passed_by > 0) finding.reasons.emplace_back("never_started", state.passed_by);
    if (state.queued > 0) finding.reasons.emplace_back("queue", state.queued);
    if (const auto* source = sources_.find(state.source))
      finding.figures.emplace_back("overlap_s", source->overlap_total);
    add_rule_of_three(finding, overlaps);
    finding.message =
        fmt::format("{} of {} ticks fell due while a run was at work.", overlaps + state.queued, finding.n);
  }

  const Architecture& architecture_;
  const Journal& journal_;
  double warmup_;
  ByName<JobRuns> jobs_;
  ByName<SourceState> sources_;
};

}  // namespace

std::unique_ptr<Monitor> make_backup_monitor(const MonitorSetup& setup) {
  return std::make_unique<BackupMonitor>(setup);
}

void judge_backup_windows(const Monitor& monitor, const Judge& judge) {
  monitor_as<BackupMonitor>(monitor).judge_windows(judge);
}

void judge_missed_backups(const Monitor& monitor, const Judge& judge) {
  monitor_as<BackupMonitor>(monitor).judge_misses(judge);
}

void judge_overlapping_backups(const Monitor& monitor, const Judge& judge) {
  monitor_as<BackupMonitor>(monitor).judge_runs_at_once(judge);
}

}  // namespace garoa::compliance
