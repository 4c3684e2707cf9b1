#include "sim/scenario/waiting_messages.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <optional>

#include "sim/scenario/declared_work.hpp"
#include "sim/scenario/resource_flows.hpp"

namespace garoa {
namespace {

constexpr double hour = 3600;

/// Messages of an hour, by flow.
struct Cohort {
  double begin;
  std::vector<double> messages;

  [[nodiscard]] double all() const {
    double sum = 0;
    for (const double one : messages) sum += one;
    return sum;
  }
  void keep(double share) {
    for (auto& one : messages) one *= share;
  }
};

/// Whose reader has a limit of its own.
struct Reading {
  std::vector<const FlowSettings*> flows;
  double messages_per_hour = 0;  // that it can work on
  bool oldest_first = true;
};

std::optional<Reading> reading_of(const Scenario& origin, const QueueSettings& queue) {
  const auto reader =
      std::find_if(origin.lambda.begin(), origin.lambda.end(),
                   [&](const FunctionSettings& one) { return one.trigger.queue.name == queue.name; });
  if (reader == origin.lambda.end()) return std::nullopt;
  const auto& reserved = reader->concurrency.reserved;
  const auto& polled = reader->trigger.reading.max_concurrency;
  if (!reserved && !polled) return std::nullopt;
  Reading reading;
  const EventWays ways{origin};
  for (const auto& flow : origin.flows) {
    const auto reached = functions_reached(origin, ways, flow.facts());
    if (std::find(reached.begin(), reached.end(), &*reader) != reached.end()) reading.flows.push_back(&flow);
  }
  const auto work = declared_work(origin, *reader, reading.flows);
  if (!work || work->mean_s <= 0) return std::nullopt;
  const auto at_once = std::min(reserved.value_or(polled.value_or(0)), polled.value_or(*reserved));
  reading.messages_per_hour = at_once * hour / work->mean_s;
  reading.oldest_first = polled && *polled <= at_once;
  return reading;
}

/// Seconds that a message may wait: one that is received in vain again and again goes to the dead letters before it is too old.
double longest_wait(const QueueSettings& queue, const Reading& reading) {
  const double retention = queue.retention.count();
  if (reading.oldest_first || !queue.max_receives) return retention;
  return std::min(retention, *queue.max_receives * queue.visibility_timeout.count());
}

class Waiting {
 public:
  explicit Waiting(const Reading& reading) : reading_{reading} {}

  void come(Cohort cohort) {
    all_ += cohort.all();
    cohorts_.push_back(std::move(cohort));
  }
  void drop_before(double time) {
    for (; !cohorts_.empty() && cohorts_.front().begin < time; drop_oldest())
      dropped_.push_back(cohorts_.front());
  }
  void work_off(double hours) {
    double work = std::min(reading_.messages_per_hour * hours, all_);
    if (work >= all_) {
      cohorts_.clear();
      all_ = 0;
    } else if (!reading_.oldest_first) {
      for (auto& cohort : cohorts_) cohort.keep(1 - work / all_);
      all_ -= work;
    } else {
      for (; work >= cohorts_.front().all(); drop_oldest()) work -= cohorts_.front().all();
      cohorts_.front().keep(1 - work / cohorts_.front().all());
      all_ -= work;
    }
  }
  [[nodiscard]] const std::deque<Cohort>& cohorts() const { return cohorts_; }
  [[nodiscard]] const std::deque<Cohort>& dropped() const { return dropped_; }

 private:
  void drop_oldest() {
    all_ -= cohorts_.front().all();
    cohorts_.pop_front();
  }

  const Reading& reading_;
  std::deque<Cohort> cohorts_;
  std::deque<Cohort> dropped_;
  double all_ = 0;
};

}  // namespace

MessagesOfQueue waiting_messages(const Scenario& origin, const QueueSettings& queue, double passed) {
  const auto reading = reading_of(origin, queue);
  if (!reading) return {};
  std::vector<ExpectedArrivals> arrivals;
  for (const auto* const flow : reading->flows)
    arrivals.emplace_back(flow->common().uploads, origin, passed, WithinDay::as_they_come);
  const double longest = longest_wait(queue, *reading);
  Waiting waiting{*reading};
  for (double begin = 0; begin < passed; begin += hour) {
    Cohort cohort{begin, {}};
    for (const auto& one : arrivals) cohort.messages.push_back(one.between(begin, begin + hour));
    waiting.come(std::move(cohort));
    waiting.work_off(1);
    waiting.drop_before(begin + hour - longest);
  }
  const auto told = [&](const std::deque<Cohort>& cohorts) {
    std::vector<WaitingMessages> all;
    for (const auto& cohort : cohorts) {
      for (std::size_t i = 0; i < cohort.messages.size(); ++i) {
        const auto messages = static_cast<std::uint64_t>(std::llround(cohort.messages[i]));
        if (messages > 0)
          all.push_back({reading->flows[i]->common().name, cohort.begin - passed, hour, messages});
      }
    }
    return all;
  };
  const bool in_vain = longest < queue.retention.count();
  return {told(waiting.cohorts()), in_vain ? told(waiting.dropped()) : std::vector<WaitingMessages>{}};
}

/// Sums are rounded, not hours.
std::vector<WaitingMessages> unread_messages(const Scenario& origin, const QueueSettings& queue,
                                             const std::vector<MessagesFrom>& from, double passed) {
  std::vector<WaitingMessages> all;
  for (const auto& messages : from) {
    const ExpectedArrivals arrivals{messages.flow->common().uploads, origin, passed, WithinDay::as_they_come};
    const double before = messages.ages_before ? 0 : messages.later;  // the age counts
    const double first = std::max(passed - queue.retention.count() - before, 0.0);
    double sum = 0;
    std::uint64_t told = 0;
    for (double begin = first; begin < passed - messages.later; begin += hour) {
      const double end = std::min(begin + hour, passed - messages.later);
      sum += messages.of_each * arrivals.between(begin, end);
      const auto now = static_cast<std::uint64_t>(std::llround(sum)) - told;
      told += now;
      if (now > 0) all.push_back({messages.flow->common().name, begin + before - passed, end - begin, now});
    }
  }
  return all;
}

}  // namespace garoa
