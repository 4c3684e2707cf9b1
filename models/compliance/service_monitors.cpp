// What clients see: availability and rejected uploads (D-AV-01, D-AV-02) and notifications (D-NT-01, D-NT-02).
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

#include "models/compliance/evidence.hpp"
#include "models/compliance/lookup.hpp"
#include "models/compliance/monitor.hpp"
#include "models/compliance/over_limits.hpp"
#include "models/compliance/waiting.hpp"
#include "sim/core/human.hpp"
#include "sim/core/statistics.hpp"
#include "sim/results/control_ids.hpp"

namespace garoa::compliance {
namespace {

/// Times in which uploads were rejected and none acknowledged.
class Outages {
 public:
  void rejected(double time) {
    if (!since_) since_ = time;
  }
  void acknowledged(double time) { close(time); }
  void finish(double time) {
    censored_ = since_.has_value();
    close(time);
  }
  [[nodiscard]] double longest() const { return longest_; }
  [[nodiscard]] double longest_from() const { return longest_from_; }
  [[nodiscard]] double total() const { return total_; }
  [[nodiscard]] std::uint64_t count() const { return count_; }
  /// Does one last to the end of the run?
  [[nodiscard]] bool censored() const { return censored_; }

 private:
  void close(double time) {
    if (!since_) return;
    const double lasted = time - *since_;
    if (lasted > longest_) {
      longest_ = lasted;
      longest_from_ = *since_;
    }
    total_ += lasted;
    ++count_;
    since_.reset();
  }

  std::optional<double> since_;
  double longest_ = 0;
  double longest_from_ = 0;
  double total_ = 0;
  std::uint64_t count_ = 0;
  bool censored_ = false;
};

struct IntakeState {
  explicit IntakeState(double end) : open{end} {}
  Waiting open;  // uploads under way
  std::uint64_t retried = 0;
  double longest = 0;  // of those that ended
  std::uint64_t acknowledged = 0;
  std::uint64_t rejected = 0;
  Outages outages;
  Reasons reasons;
  FirstTime first_rejection;
  IdList ids;
  std::map<NameId, std::uint64_t> refusals;  // by the full volume
};

class IntakeMonitor : public Monitor {
 public:
  explicit IntakeMonitor(const MonitorSetup& setup)
      : architecture_{setup.architecture}, journal_{setup.journal}, warmup_{setup.architecture.warmup_s} {
    auto& journal = setup.journal;
    for (const auto& flow : architecture_.flows) flow_of(journal.intern(path_of(flow)));
    journal.on<events::UploadStarted>([this](const auto& event) {
      if (event.document.arrived >= warmup_) flow_of(event.document.flow).open.began(event.document.arrived);
    });
    journal.on<events::UploadAcknowledged>([this](const auto& event) {
      ended(event.time, event.document);
      if (event.time < warmup_) return;
      auto& flow = flow_of(event.document.flow);
      ++flow.acknowledged;
      flow.outages.acknowledged(event.time);
    });
    journal.on<events::RunFinished>([this](const auto& event) {
      flows_.each_state([&](IntakeState& flow) { flow.outages.finish(event.time); });
    });
    journal.on<events::UploadRejected>([this](const auto& event) { rejected(event); });
    journal.on<events::UploadRetried>([this](const auto& event) {
      if (event.time >= warmup_) ++flow_of(event.document.flow).retried;
    });
  }

  void judge_flows(const Judge& judge) const {
    flows_.each(journal_,
                [&](const std::string& path, const IntakeState& state) { judge_flow(judge, path, state); });
  }
  void judge_availabilities(const Judge& judge) const {
    flows_.each(journal_, [&](const std::string& path, const IntakeState& state) {
      judge_availability(judge, path, state);
    });
  }

 private:
  IntakeState& flow_of(NameId name) { return flows_.at(name, architecture_.duration_s); }

  void ended(double time, const Document& document) {
    if (document.arrived < warmup_) return;
    auto& flow = flow_of(document.flow);
    flow.open.ended(document.arrived);
    flow.longest = std::max(flow.longest, time - document.arrived);
  }
  void rejected(const events::UploadRejected& event) {
    ended(event.time, event.document);
    if (event.time < warmup_) return;
    auto& flow = flow_of(event.document.flow);
    ++flow.rejected;
    flow.outages.rejected(event.time);
    flow.reasons.add(name_of(event.reason));
    flow.first_rejection.see(event.time);
    if (event.resource) ++flow.refusals[*event.resource];
    flow.ids.add(event.document.id);
  }

  /// Of what full volumes refuse, the size of the one that refuses most.
  void name_full_volume(Finding& finding, const IntakeState& state) const {
    const auto worst =
        std::max_element(finding.reasons.begin(), finding.reasons.end(),
                         [](const auto& left, const auto& right) { return left.second < right.second; });
    if (worst == finding.reasons.end() || worst->first != name_of(Reason::disk_full)) return;
    const auto most =
        std::max_element(state.refusals.begin(), state.refusals.end(),
                         [](const auto& left, const auto& right) { return left.second < right.second; });
    if (most != state.refusals.end()) finding.key = journal_.name(most->first) + ".size";
  }

  /// Uploads that do not end, for longer than any that did.
  static std::uint64_t stuck_uploads(const Judge& judge, const IntakeState& state) {
    return state.open.waits().count_above(std::max(judge.value("settle"), state.longest));
  }

  /// Of twelve months: what a run of a year or less has seen is the least of it.
  [[nodiscard]] double downtime_a_year(const Outages& outages) const {
    constexpr double year = 365.25 * 86400;
    const double watched = architecture_.duration_s - warmup_;
    return watched > year ? outages.total() * year / watched : outages.total();
  }

  void judge_worst(const Judge& judge, Finding& finding, double available, const Outages& outages) const {
    const double wanted = judge.value("min_availability");
    const auto times = [](double measured, double limit) { return limit > 0 ? measured / limit : never; };
    double worst = std::max(1.0, times(1 - available, 1 - wanted));
    judge.at_least(finding, available, wanted, "1");
    const auto at_most = [&](double measured, double limit) {
      if (measured <= limit || times(measured, limit) <= worst) return;
      worst = times(measured, limit);
      judge.at_most(finding, measured, limit, "s");
    };
    at_most(outages.longest(), judge.value("max_outage"));
    at_most(downtime_a_year(outages), judge.value("max_downtime"));
  }

  /// Of what is broken that decides which is broken by the most; the share if nothing is.
  void judge_availability(const Judge& judge, const std::string& path, const IntakeState& state) const {
    const auto* flow = find_flow(architecture_, path);
    auto finding = judge.open(path, "", flow == nullptr ? Location{} : flow->where);
    const auto stuck = stuck_uploads(judge, state);
    const auto& outages = state.outages;
    finding.n = stuck + state.acknowledged + state.rejected;
    finding.message = "No upload ended.";
    if (finding.n > 0) {
      const double available = static_cast<double>(state.acknowledged) / static_cast<double>(finding.n);
      judge_worst(judge, finding, available, outages);
      finding.count = state.rejected + stuck;
      finding.censored = stuck > 0 || outages.censored();
      finding.first_violation_s = state.first_rejection.time();
      if (outages.count() > 0) finding.worst_s = outages.longest_from();
      finding.figures = {{"availability", available},
                         {"availability_of_tries", static_cast<double>(state.acknowledged) /
                                                       static_cast<double>(finding.n + state.retried)},
                         {"downtime_s", outages.total()},
                         {"longest_outage_s", outages.longest()},
                         {"outages", static_cast<double>(outages.count())}};
      state.reasons.tell(finding);
      name_full_volume(finding, state);
      add_rule_of_three(finding, finding.count);
      finding.message = fmt::format(
          "{} of {} uploads were acknowledged; the longest outage {}, all together {}.{}",
          human_count(state.acknowledged), human_count(finding.n), human_duration(outages.longest()),
          human_duration(outages.total()), outages.censored() ? " The last one has not ended." : "");
    }
    judge.close(std::move(finding));
  }

  void judge_flow(const Judge& judge, const std::string& path, const IntakeState& state) const {
    const auto* flow = find_flow(architecture_, path);
    auto finding = judge.open(path, "", flow == nullptr ? Location{} : flow->where);
    const auto stuck = stuck_uploads(judge, state);
    finding.n = state.acknowledged + state.rejected + stuck;
    finding.message = "No upload ended.";
    if (finding.n > 0) {
      const auto never = state.rejected + stuck;
      judge.at_most(finding, static_cast<double>(never) / static_cast<double>(finding.n),
                    judge.value("max_share"), "1");
      finding.count = never;
      finding.censored = stuck > 0;
      if (stuck > 0) finding.reasons.emplace_back("not_ended", stuck);
      finding.first_violation_s = state.first_rejection.time();
      state.reasons.tell(finding);
      name_full_volume(finding, state);
      state.ids.tell(finding);
      add_rule_of_three(finding, never);
      finding.message =
          fmt::format("{} of {} uploads were rejected.", human_count(state.rejected), human_count(finding.n));
      if (stuck > 0)
        finding.message +=
            fmt::format(" {} have not ended, for longer than any that did.", human_count(stuck));
    }
    judge.close(std::move(finding));
  }

  const Architecture& architecture_;
  const Journal& journal_;
  double warmup_;
  ByName<IntakeState> flows_;
};

struct TopicState {
  TopicState(double end, const OverLimits& over_p95, const OverLimits& over_p99)
      : waiting{end}, over_95{over_p95}, over_99{over_p99} {}
  void see(double done, double arrived, DocumentId document) {
    over_95.see(done, arrived, document);
    over_99.see(done, arrived, document);
  }
  Waiting waiting;  // notifications that are still tried
  Histogram delay;
  double worst_time = 0;
  std::uint64_t reached = 0;
  std::uint64_t lost = 0;
  std::uint64_t kept = 0;  // by a dead-letter queue
  Reasons reasons;         // protocols
  FirstTime first_loss;
  IdList ids;
  OverLimits over_95;  // notifications that took longer than the percentile may
  OverLimits over_99;
};

class NoticeMonitor : public Monitor {
 public:
  explicit NoticeMonitor(const MonitorSetup& setup)
      : journal_{setup.journal},
        warmup_{setup.architecture.warmup_s},
        end_{setup.architecture.duration_s},
        over_95_{setup.profiles, control_ids::notification_delay, "p95"},
        over_99_{setup.profiles, control_ids::notification_delay, "p99"} {
    setup.journal.on<events::NotificationSent>([this](const auto& event) {
      if (event.done >= warmup_) topic_of(event.topic).waiting.began(event.done, event.subscribers);
    });
    setup.journal.on<events::Notified>([this](const auto& event) {
      if (event.done < warmup_) return;
      auto& topic = topic_of(event.topic);
      topic.see(event.done, event.time, event.document.id);
      const double delay = event.time - event.done;
      if (delay > topic.delay.maximum()) topic.worst_time = event.time;
      topic.delay.add(delay, event.subscribers);
      topic.waiting.ended(event.done, event.subscribers);
      topic.reached += event.subscribers;
    });
    setup.journal.on<events::DeliveryFailed>([this](const auto& event) { failed(event); });
  }

  void judge_delays(const Judge& judge) const {
    topics_.each(journal_,
                 [&](const std::string& path, const TopicState& state) { judge_delay(judge, path, state); });
  }
  void judge_losses(const Judge& judge) const {
    topics_.each(journal_,
                 [&](const std::string& path, const TopicState& state) { judge_lost(judge, path, state); });
  }

 private:
  TopicState& topic_of(NameId name) { return topics_.at(name, end_, over_95_, over_99_); }
  void failed(const events::DeliveryFailed& event) {
    if (event.done < warmup_) return;
    auto& topic = topic_of(event.topic);
    topic.see(event.done, never, event.document.id);
    topic.waiting.ended(event.done);
    if (event.to_dlq) {
      ++topic.kept;
      return;
    }
    ++topic.lost;
    topic.reasons.add(event.protocol);
    topic.first_loss.see(event.time);
    topic.ids.add(event.document.id);
  }

  static void judge_lost(const Judge& judge, const std::string& path, const TopicState& state) {
    auto finding = judge.open("", path, {});
    finding.n = state.reached + state.lost + state.kept;
    const auto waiting = state.waiting.waits().count_above(judge.value("settle"));
    finding.message = "No delivery ended.";
    if (waiting > 0 && state.lost == 0) {
      finding.message =
          fmt::format("{} notifications are still tried at the end, for more than {}: they may get lost.",
                      human_count(waiting), human_duration(judge.value("settle")));
    } else if (finding.n > 0) {
      judge.at_most(finding, static_cast<double>(state.lost), judge.value("max_lost"), "1");
      finding.count = state.lost;
      finding.first_violation_s = state.first_loss.time();
      state.reasons.tell(finding);
      if (!finding.reasons.empty())
        finding.key = fmt::format("{}.delivery.{}.dlq", path, finding.reasons.front().first);
      state.ids.tell(finding);
      add_rule_of_three(finding, state.lost);
      finding.message =
          fmt::format("{} of {} notifications were lost.", human_count(state.lost), human_count(finding.n));
    }
    judge.close(std::move(finding));
  }

  // The percentile that is nearer to its limit decides; one with too few samples cannot. What was lost, or is left in a dead-letter
  // queue, reached nobody.
  void judge_delay(const Judge& judge, const std::string& path, const TopicState& state) const {
    auto finding = judge.open("", path, {});
    const auto waits = state.waiting.waits();
    const auto never_there = state.lost + state.kept;
    const TimesUntilThere delay{with_waits(state.delay, waits), never_there};
    finding.n = delay.count();
    const double p95 = delay.quantile(0.95);
    const double p99 = delay.quantile(0.99);
    const bool enough_95 = judge.enough_for(0.95, finding.n);
    const bool enough_99 = judge.enough_for(0.99, finding.n);
    const bool broken_99 = Judge::breaks_percentile(0.99, finding.n, delay.count_above(judge.value("p99")));
    const bool by_99 = (enough_99 || broken_99) && p99 * judge.value("p95") > p95 * judge.value("p99");
    by_99 ? judge.at_most(finding, p99, judge.value("p99"), "s")
          : judge.at_most(finding, p95, judge.value("p95"), "s");
    finding.censored = waits.count_above(judge.value("p95")) > 0 || std::isinf(by_99 ? p99 : p95);
    finding.worst_s = state.worst_time;
    (by_99 ? state.over_99 : state.over_95)
        .tell_with_waits(finding, judge.value(by_99 ? "p99" : "p95"), waits.maximum(), end_);
    finding.figures = {{"max_s", delay.maximum()}, {"never_arrived", static_cast<double>(never_there)}};
    for (const auto& [name, value] :
         {std::pair{"p50_s", delay.quantile(0.5)}, {"p95_s", p95}, {"p99_s", p99}}) {
      if (std::isfinite(value)) finding.figures.emplace_back(name, value);
    }
    state.reasons.tell(finding);
    if (never_there > 0 && !finding.reasons.empty())
      finding.key = fmt::format("{}.delivery.{}", path, finding.reasons.front().first);
    finding.message =
        fmt::format("p95 of the delay {}, p99 {}.", duration_or_never(p95), duration_or_never(p99));
    const bool broken_95 = Judge::breaks_percentile(0.95, finding.n, delay.count_above(judge.value("p95")));
    const bool failed_by_95 = (enough_95 || broken_95) && finding.status == Status::fail;
    if (!enough_99 && !failed_by_95 && !broken_99) {
      finding.status = Status::not_evaluated;
      finding.message =
          fmt::format("{} notifications are too few for the percentiles.", human_count(finding.n));
    }
    judge.close(std::move(finding));
  }

  const Journal& journal_;
  double warmup_;
  double end_;
  OverLimits over_95_;
  OverLimits over_99_;
  ByName<TopicState> topics_;
};

}  // namespace

std::unique_ptr<Monitor> make_intake_monitor(const MonitorSetup& setup) {
  return std::make_unique<IntakeMonitor>(setup);
}

std::unique_ptr<Monitor> make_notice_monitor(const MonitorSetup& setup) {
  return std::make_unique<NoticeMonitor>(setup);
}

void judge_refused_uploads(const Monitor& monitor, const Judge& judge) {
  monitor_as<IntakeMonitor>(monitor).judge_flows(judge);
}

void judge_availability(const Monitor& monitor, const Judge& judge) {
  monitor_as<IntakeMonitor>(monitor).judge_availabilities(judge);
}

void judge_notification_delay(const Monitor& monitor, const Judge& judge) {
  monitor_as<NoticeMonitor>(monitor).judge_delays(judge);
}

void judge_lost_notifications(const Monitor& monitor, const Judge& judge) {
  monitor_as<NoticeMonitor>(monitor).judge_losses(judge);
}

}  // namespace garoa::compliance
