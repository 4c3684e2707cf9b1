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

/// A time in which an alarm was on; without an end, to the end of the run.
struct AlarmTime {
  double from;
  double to = never;
};

/// An alarm on one signal: it goes off at the end of the last of so many periods in a row in which the signal came, and back at the
/// end of the first one in which it does not.
class AlarmWatch {
 public:
  explicit AlarmWatch(const Alarm& alarm) : alarm_{&alarm} {}
  void see(double time) {
    const double period = std::floor(time / alarm_->period_s);
    if (in_a_row_ > 0 && period == last_period_) return;
    const bool goes_on = in_a_row_ > 0 && period == last_period_ + 1;
    if (!goes_on && is_on()) on_.back().to = end_of(last_period_ + 1);
    in_a_row_ = goes_on ? in_a_row_ + 1 : 1;
    last_period_ = period;
    if (!is_on() && in_a_row_ >= alarm_->evaluations) on_.push_back({end_of(period)});
  }
  /// When it told of something that lasted `from` to `to`: at once, where it was on already. Nothing: it did not, before `end`.
  [[nodiscard]] std::optional<double> told(double from, double to, double end) const {
    const double latest = std::min(end, end_of(std::floor(to / alarm_->period_s)));
    const auto found =
        std::find_if(on_.begin(), on_.end(), [&](const AlarmTime& on) { return on.to > from; });
    if (found == on_.end() || found->from > latest) return std::nullopt;
    return std::max(from, found->from);
  }
  /// Has not told of what lasted to `to`, but may yet when the period is over in which the run ends.
  [[nodiscard]] bool may_go_off_after(double end, double to) const {
    return in_a_row_ > 0 && end_of(std::min(last_period_, std::floor(to / alarm_->period_s))) > end;
  }
  /// The time that it takes to go off.
  [[nodiscard]] double cycle() const { return alarm_->period_s * static_cast<double>(alarm_->evaluations); }

 private:
  [[nodiscard]] bool is_on() const { return !on_.empty() && on_.back().to == never; }
  [[nodiscard]] double end_of(double period) const { return (period + 1) * alarm_->period_s; }

  const Alarm* alarm_;
  double last_period_ = 0;
  std::uint64_t in_a_row_ = 0;
  std::vector<AlarmTime> on_;
};

/// A signal came, and came again within the time that an alarm on it takes to go off.
struct SignalEpisode {
  double first;  // since when the control fails
  double last;   // when a metric could last tell
  std::uint64_t times = 1;
};

struct SignalState {
  std::vector<SignalEpisode> episodes;
  bool goes_on = false;  // something fails, of which a metric tells when it is over
  std::vector<AlarmWatch> alarms;

  /// `since`: when it began to fail; `time`: when a metric can tell.
  void see(double since, double time) {
    if (!episodes.empty() && since <= episodes.back().last + cycle()) {
      episodes.back().last = std::max(time, episodes.back().last);
      ++episodes.back().times;
    } else {
      episodes.push_back({since, time});
    }
    for (auto& alarm : alarms) alarm.see(time);
  }
  /// Without an alarm, all is one episode of which nobody was told.
  [[nodiscard]] double cycle() const {
    double longest = alarms.empty() ? never : 0;
    for (const auto& alarm : alarms) longest = std::max(longest, alarm.cycle());
    return longest;
  }
  /// No alarm told of what lasted to `to`, but one may after `end`.
  [[nodiscard]] bool is_undecided(double to, double end) const {
    const bool soon = std::any_of(alarms.begin(), alarms.end(),
                                  [&](const auto& alarm) { return alarm.may_go_off_after(end, to); });
    return soon || (goes_on && to >= end && !alarms.empty());
  }
  /// The first alarm of all that told of what lasted so long; nothing if none did before `end`.
  [[nodiscard]] std::optional<double> told(double from, double to, double end) const {
    std::optional<double> earliest;
    for (const auto& alarm : alarms) {
      const auto at = alarm.told(from, to, end);
      if (at && (!earliest || *at < *earliest)) earliest = at;
    }
    return earliest;
  }
};

/// What the episodes of all signals and failing controls come to.
struct Told {
  double worst = 0;
  bool undecided = false;
  std::string untold;
  std::string undated;  // controls that fail since an instant that nobody can name

  /// `at`: when somebody was told; nothing: nobody was. False if that can still come.
  bool see(Finding& finding, double first, std::optional<double> at, double end, bool may_come) {
    ++finding.n;
    if (!at && may_come) undecided = true;
    const double delay = at.value_or(end) - first;
    if (finding.first_violation_s && delay < worst) return at || !may_come;
    worst = delay;
    finding.first_violation_s = first;
    return at || !may_come;
  }
  void add_untold(std::string_view name) { untold += (untold.empty() ? "" : ", ") + std::string{name}; }
  void add_undated(std::string_view name) {
    if (undated.find(name) == std::string::npos) undated += (undated.empty() ? "" : ", ") + std::string{name};
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
    Told told;
    for (std::size_t i = 0; i < signal_count; ++i) see_episodes(finding, static_cast<Signal>(i), told);
    for (const auto& failure : judge.found()) {
      const auto* const control = judge.catalogue().find(failure.control);
      if (failure.profile == judge.profile().name && control != nullptr)
        see_failure(finding, failure, *control, told);
    }
    tell(judge, finding, told.worst, told.untold);
    finding.censored |= told.undecided;
    if (told.undecided && finding.status != Status::fail) {
      finding.status = Status::not_evaluated;
      finding.message = "The run ended before an alarm could go off.";
    }
    if (!told.undated.empty() && finding.status != Status::fail) {
      finding.status = Status::not_evaluated;
      finding.message = fmt::format(
          "Since when these fail is not known, nor whether an alarm told of it: {}.", told.undated);
    }
    judge.close(std::move(finding));
  }

 private:
  SignalState& of(Signal signal) { return signals_[static_cast<std::size_t>(signal)]; }
  [[nodiscard]] const SignalState& of(Signal signal) const {
    return signals_[static_cast<std::size_t>(signal)];
  }

  void see_episodes(Finding& finding, Signal signal, Told& told) const {
    const auto& state = of(signal);
    if (state.episodes.empty()) return;
    const auto name = garoa::name_of(signal);
    double delay = 0;
    std::uint64_t untold = 0;
    for (const auto& [first, last, times] : state.episodes) {
      const auto at = state.told(first, last, end_);
      if (told.see(finding, first, at, end_, state.is_undecided(last, end_)) && !at) untold += times;
      delay = std::max(delay, at.value_or(end_) - first);
    }
    finding.figures.emplace_back(fmt::format("{}_delay_s", name), delay);
    if (untold == 0) return;
    if (told.untold.empty()) finding.key = deciding_alarm(architecture_, signal);
    told.add_untold(name);
    finding.reasons.emplace_back(name, untold);
  }
  /// Of a control that has failed, any of its signals may tell from then on.
  void see_failure(Finding& finding, const Finding& failure, const ControlInfo& control, Told& told) const {
    if (failure.status != Status::fail || control.told_by.empty()) return;
    if (!failure.first_violation_s) return told.add_undated(failure.control);
    const double first = *failure.first_violation_s;
    std::optional<double> at;
    bool may_come = false;
    for (const auto signal : control.told_by) {
      const auto by_signal = of(signal).told(first, end_, end_);
      if (by_signal && (!at || *by_signal < *at)) at = by_signal;
      may_come = may_come || of(signal).is_undecided(end_, end_);
    }
    if (!told.see(finding, first, at, end_, may_come) || at) return;
    if (told.untold.empty()) finding.key = deciding_alarm(architecture_, control.told_by.front());
    told.add_untold(failure.control);
    finding.reasons.emplace_back(failure.control, 1);
  }

  void see(Signal signal, double since, double time) {
    if (time >= architecture_.warmup_s) of(signal).see(std::max(since, architecture_.warmup_s), time);
  }

  /// A run that does not end, or has not begun, gives no metric yet: its delay is longer than what has passed.
  void finish(double time) {
    end_ = time;
    auto& failed = of(Signal::backup_failed);
    for (const auto& [run, late] : late_at_) {
      if (late >= time || late < architecture_.warmup_s) continue;
      failed.goes_on = true;
      failed.episodes.push_back({late, time});
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
    journal.on<events::DeliveryFailed>([this](const auto& event) {
      if (!event.to_dlq) see(Signal::notices_lost, event.time, event.time);
    });
    journal.on<events::RunFinished>([this](const auto& event) { finish(event.time); });
  }

  static void tell(const Judge& judge, Finding& finding, double worst, const std::string& untold) {
    const auto clock = judge.parameter("clock");
    const double limit = clock ? *clock - judge.value("min_slack") : 0;
    if (finding.n == 0) {
      finding.message = "No signal came that an alarm can watch, and no control failed that one can tell of.";
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
          "Alarms told of each episode within {}, but no profile says how soon a norm's clock runs out.",
          human_duration(worst));
    } else {
      judge.at_most(finding, worst, std::max(limit, 0.0), "s");
      finding.figures.emplace_back("slack_s", *clock - worst);
      finding.message =
          fmt::format("Alarms told of each episode within {}; of the clock's {} people have the rest.",
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
