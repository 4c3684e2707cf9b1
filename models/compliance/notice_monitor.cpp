// Notifications: how late they come, and which get lost (D-NT-01, D-NT-02).
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>
#include <vector>

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

struct TopicState {
  TopicState(double end, const OverLimits& over_p95, const OverLimits& over_p99)
      : waiting{end}, over_95{over_p95}, over_99{over_p99} {}
  void see(double done, double arrived, DocumentId document) {
    over_95.see(done, arrived, document);
    over_99.see(done, arrived, document);
  }
  Waiting waiting;  // notifications that are still tried
  /// The same by their document, the last of which was sent for what was done then.
  struct Open {
    double done = 0;
    std::uint64_t deliveries = 0;
  };
  std::map<DocumentKey, Open> open;
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
      if (event.done < warmup_) return;
      auto& topic = topic_of(event.topic);
      topic.waiting.began(event.done, event.subscribers);
      auto& open = topic.open[key_of(event.document)];
      open.done = event.done;
      open.deliveries += event.subscribers;
    });
    setup.journal.on<events::Notified>([this](const auto& event) {
      if (event.done < warmup_) return;
      auto& topic = topic_of(event.topic);
      topic.see(event.done, event.time, event.document.id);
      const double delay = event.time - event.done;
      if (delay > topic.delay.maximum()) topic.worst_time = event.time;
      topic.delay.add(delay, event.subscribers);
      ended(topic, event.document, event.done, event.subscribers);
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
  static void ended(TopicState& topic, const Document& document, double done, std::uint64_t deliveries) {
    topic.waiting.ended(done, deliveries);
    const auto open = topic.open.find(key_of(document));
    if (open == topic.open.end()) return;
    open->second.deliveries -= std::min(open->second.deliveries, deliveries);
    if (open->second.deliveries == 0) topic.open.erase(open);
  }
  void failed(const events::DeliveryFailed& event) {
    if (event.done < warmup_) return;
    auto& topic = topic_of(event.topic);
    topic.see(event.done, never, event.document.id);
    ended(topic, event.document, event.done, 1);
    if (event.to_dlq) {
      ++topic.kept;
      return;
    }
    ++topic.lost;
    topic.reasons.add(event.protocol);
    topic.first_loss.see(event.time);
    topic.ids.add(event.document.id);
  }

  [[nodiscard]] double longest_wait(const TopicState& state) const {
    double longest = 0;
    for (const auto& [key, open] : state.open) longest = std::max(longest, end_ - open.done);
    return longest;
  }
  /// Documents whose notifications have waited for longer than that, those first that have for longest.
  [[nodiscard]] std::vector<DocumentId> waiting_for(const TopicState& state, double limit) const {
    std::vector<std::pair<double, DocumentKey>> late;
    for (const auto& [key, open] : state.open) {
      if (end_ - open.done > limit) late.emplace_back(open.done, key);
    }
    std::sort(late.begin(), late.end());
    std::vector<DocumentId> documents;
    for (const auto& [done, key] : late) documents.push_back(document_of(key));
    return documents;
  }
  void judge_lost(const Judge& judge, const std::string& path, const TopicState& state) const {
    auto finding = judge.open("", path, {});
    finding.n = state.reached + state.lost + state.kept;
    const auto waiting = state.waiting.waits().count_above(judge.value("settle"));
    finding.message = "No delivery ended.";
    if (waiting > 0 && state.lost == 0) {
      finding.message =
          fmt::format("{} notifications are still tried at the end, for more than {}: they may get lost.",
                      human_count(waiting), human_duration(judge.value("settle")));
      add_ids(finding, waiting_for(state, judge.value("settle")));
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
    const double limit = judge.value(by_99 ? "p99" : "p95");
    (by_99 ? state.over_99 : state.over_95).tell_with_waits(finding, limit, longest_wait(state), end_);
    if (finding.status == Status::fail) {
      finding.count += waits.count_above(limit);
      add_ids(finding, waiting_for(state, limit));
    }
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

std::unique_ptr<Monitor> make_notice_monitor(const MonitorSetup& setup) {
  return std::make_unique<NoticeMonitor>(setup);
}

void judge_notification_delay(const Monitor& monitor, const Judge& judge) {
  monitor_as<NoticeMonitor>(monitor).judge_delays(judge);
}

void judge_lost_notifications(const Monitor& monitor, const Judge& judge) {
  monitor_as<NoticeMonitor>(monitor).judge_losses(judge);
}

}  // namespace garoa::compliance
