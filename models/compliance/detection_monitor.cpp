// When somebody is told that a control fails, beside the clocks of norms: D-DT-01.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "models/compliance/lookup.hpp"
#include "models/compliance/monitor.hpp"
#include "sim/core/human.hpp"

namespace garoa::compliance {
namespace {

/// An alarm on one signal: it goes off at the end of the last of so many periods in a row in which the signal came.
class AlarmWatch {
 public:
  explicit AlarmWatch(const Alarm& alarm) : alarm_{&alarm} {}
  void see(double time) {
    const double period = std::floor(time / alarm_->period_s);
    if (in_a_row_ > 0 && period == last_period_) return;
    in_a_row_ = in_a_row_ > 0 && period == last_period_ + 1 ? in_a_row_ + 1 : 1;
    last_period_ = period;
    if (!went_off_ && in_a_row_ >= alarm_->evaluations) went_off_ = (period + 1) * alarm_->period_s;
  }
  [[nodiscard]] const std::optional<double>& went_off() const { return went_off_; }
  /// Has not gone off, but may yet when the period is over in which the run ends.
  [[nodiscard]] bool may_go_off_after(double end) const {
    return in_a_row_ > 0 && (last_period_ + 1) * alarm_->period_s > end;
  }

 private:
  const Alarm* alarm_;
  double last_period_ = 0;
  std::uint64_t in_a_row_ = 0;
  std::optional<double> went_off_;
};

struct SignalState {
  std::optional<double> first;  // since when the control fails
  std::uint64_t times = 0;
  bool goes_on = false;  // something fails, of which a metric tells when it is over
  std::vector<AlarmWatch> alarms;

  /// `since`: when it began to fail; `time`: when a metric can tell.
  void see(double since, double time) {
    if (!first) first = since;
    ++times;
    for (auto& alarm : alarms) alarm.see(time);
  }
  /// No alarm before `end`, but one that may come.
  [[nodiscard]] bool is_undecided(double end) const {
    const bool soon = std::any_of(alarms.begin(), alarms.end(),
                                  [&](const auto& alarm) { return alarm.may_go_off_after(end); });
    return soon || (goes_on && !alarms.empty());
  }
  /// The first alarm of all; nothing if none went off before `end`.
  [[nodiscard]] std::optional<double> told(double end) const {
    std::optional<double> earliest;
    for (const auto& alarm : alarms) {
      const auto& at = alarm.went_off();
      if (at && *at <= end && (!earliest || *at < *earliest)) earliest = at;
    }
    return earliest;
  }
};

class DetectionMonitor : public Monitor {
 public:
  explicit DetectionMonitor(const MonitorSetup& setup)
      : architecture_{setup.architecture}, disk_used_{setup.journal.intern("CWAgent disk_used_percent")} {
    for (const auto& alarm : architecture_.alarms) {
      if (!alarm.has_action) continue;
      for (const auto signal : alarm.signals) of(signal).alarms.emplace_back(alarm);
    }
    if (!setup.profiles.empty()) full_ = setup.profiles.front().rules.full_disk;
    for (const auto& job : architecture_.backups) {
      const double allowed = std::isfinite(job.window_s) ? job.window_s : job.longest_gap_s;
      allowed_[setup.journal.intern(path_of("backup", job.name))] = allowed > 0 ? allowed : never;
    }
    subscribe(setup.journal);
  }

  void judge_signals(const Judge& judge) const {
    auto finding = judge.open("", "cloudwatch_alarms",
                              architecture_.alarms.empty() ? Location{} : architecture_.alarms.front().where);
    double worst = 0;
    bool undecided = false;
    std::string untold;
    for (std::size_t i = 0; i < signal_count; ++i) {
      const auto& state = signals_[i];
      if (!state.first) continue;
      ++finding.n;
      const auto name = garoa::name_of(static_cast<Signal>(i));
      const auto told = state.told(end_);
      const double delay = told.value_or(end_) - *state.first;
      if (!told && state.is_undecided(end_)) {
        undecided = true;
      } else if (!told) {
        if (untold.empty()) finding.key = deciding_alarm(architecture_, static_cast<Signal>(i));
        untold += (untold.empty() ? "" : ", ") + std::string{name};
        finding.reasons.emplace_back(name, state.times);
      }
      finding.figures.emplace_back(fmt::format("{}_delay_s", name), delay);
      if (delay < worst) continue;
      worst = delay;
      finding.first_violation_s = state.first;
    }
    tell(judge, finding, worst, untold);
    finding.censored |= undecided;
    if (undecided && finding.status != Status::fail) {
      finding.status = Status::not_evaluated;
      finding.message = "The run ended before an alarm could go off.";
    }
    judge.close(std::move(finding));
  }

 private:
  SignalState& of(Signal signal) { return signals_[static_cast<std::size_t>(signal)]; }
  void see(Signal signal, double since, double time) {
    if (time >= architecture_.warmup_s) of(signal).see(std::max(since, architecture_.warmup_s), time);
  }

  /// A run that does not end, or has not begun, gives no metric yet: its delay is longer than what has passed.
  void finish(double time) {
    end_ = time;
    auto& failed = of(Signal::backup_failed);
    for (const auto& [run, late] : late_at_) {
      if (late >= time || late < architecture_.warmup_s) continue;
      failed.first = std::min(failed.first.value_or(late), late);
      failed.goes_on = true;
      ++failed.times;
    }
  }

  void subscribe(Journal& journal) {
    journal.on<events::BackupDue>([this](const auto& event) {
      const auto allowed = allowed_.find(event.job);
      if (allowed != allowed_.end()) late_at_[{event.job, event.time}] = event.time + allowed->second;
    });
    journal.on<events::BackupSkipped>([this](const auto& event) {
      late_at_.erase({event.job, event.time});
      see(Signal::backup_failed, event.time, event.time);
    });
    journal.on<events::BackupFinished>([this](const auto& event) {
      late_at_.erase({event.job, event.scheduled});
      const double late = event.scheduled + event.window;
      if (event.outcome != events::BackupOutcome::completed || event.time > late)
        see(Signal::backup_failed, std::min(late, event.time), event.time);
    });
    journal.on<events::DocumentDropped>([this](const auto& event) {
      see(event.to_dlq ? Signal::dead_letters : Signal::events_dropped, event.time, event.time);
    });
    journal.on<events::Throttled>(
        [this](const auto& event) { see(Signal::throttles, event.time, event.time); });
    journal.on<events::LogRecordsLost>(
        [this](const auto& event) { see(Signal::log_errors, event.time, event.time); });
    journal.on<events::LevelSampled>([this](const auto& event) {
      if (event.metric == disk_used_ && event.value > 100 * full_)
        see(Signal::disk_used, event.time, event.time);
    });
    journal.on<events::UploadRejected>(
        [this](const auto& event) { see(Signal::uploads_rejected, event.time, event.time); });
    journal.on<events::RunFinished>([this](const auto& event) { finish(event.time); });
  }

  static void tell(const Judge& judge, Finding& finding, double worst, const std::string& untold) {
    const auto clock = judge.parameter("clock");
    const double limit = clock ? *clock - judge.value("min_slack") : 0;
    if (finding.n == 0) {
      finding.message = "None of the signals came that an alarm can watch.";
    } else if (!untold.empty()) {
      judge.at_most(finding, never, std::max(limit, 0.0), "s");
      finding.censored = true;
      finding.actual = fmt::format("no alarm on {}", untold);
      finding.expected = clock ? fmt::format("told within {}", human_duration(limit)) : "an alarm";
      finding.message = fmt::format("It happened, and no alarm told anybody: {}.", untold);
    } else if (!clock) {
      finding.measured = worst;
      finding.unit = "s";
      finding.message = fmt::format(
          "Alarms told of everything within {}, but no profile says how soon a norm's clock runs out.",
          human_duration(worst));
    } else {
      judge.at_most(finding, worst, std::max(limit, 0.0), "s");
      finding.figures.emplace_back("slack_s", *clock - worst);
      finding.message =
          fmt::format("Alarms told of everything within {}; of the clock's {} people have the rest.",
                      human_duration(worst), human_duration(*clock));
    }
  }

  const Architecture& architecture_;
  NameId disk_used_;
  double full_ = 1;
  std::array<SignalState, signal_count> signals_;
  std::map<NameId, double> allowed_;                     // from a run's schedule to its end
  std::map<std::pair<NameId, double>, double> late_at_;  // runs that have not ended, by job and schedule
  double end_ = 0;
};

}  // namespace

std::unique_ptr<Monitor> make_detection_monitor(const MonitorSetup& setup) {
  return std::make_unique<DetectionMonitor>(setup);
}

void judge_detection(const Monitor& monitor, const Judge& judge) {
  monitor_as<DetectionMonitor>(monitor).judge_signals(judge);
}

}  // namespace garoa::compliance
