#include "sim/scenario/idle_polls.hpp"

#include <algorithm>

namespace garoa {
namespace {

bool is_work(Meter meter) {
  return meter == Meter::lambda_mib_milliseconds_x86 || meter == Meter::lambda_mib_milliseconds_arm ||
         meter == Meter::lambda_provisioned_run_mib_milliseconds_x86 ||
         meter == Meter::lambda_provisioned_run_mib_milliseconds_arm;
}

/// Those of one function, in the run and in each month.
class Polls {
 public:
  Polls(const FunctionSettings& function, const std::vector<Usage>& usage)
      : reading_{function.trigger.reading}, memory_{static_cast<double>(function.runtime.memory.count())} {
    for (const auto& entry : usage) {
      if (entry.resource == "lambda." + function.name && is_work(entry.meter)) work_.push_back(&entry);
    }
  }
  [[nodiscard]] double in_run(double seconds) const {
    double units = 0;
    for (const auto* const entry : work_) units += static_cast<double>(entry->units);
    return in_vain(seconds, units);
  }
  [[nodiscard]] double in_month(std::size_t month, double seconds) const {
    double units = 0;
    for (const auto* const entry : work_) units += entry->by_month.empty() ? 0 : entry->by_month[month];
    return in_vain(seconds, units);
  }

 private:
  /// `units` in MiB ms.
  [[nodiscard]] double in_vain(double seconds, double units) const {
    const double at_work = units / memory_ / 1000;
    return std::max(reading_.first * seconds - at_work, 0.0) / reading_.long_poll.count();
  }
  const QueueReading& reading_;
  double memory_;  // MiB
  std::vector<const Usage*> work_;
};

}  // namespace

void foresee_polls(const Scenario& s, std::vector<Usage>& usage, const BilledTime& time,
                   const std::vector<MonthAhead>& months) {
  for (const auto& function : s.lambda) {
    if (!function.trigger.queue.given()) continue;
    const auto entry = std::find_if(usage.begin(), usage.end(), [&](const Usage& one) {
      return one.resource == "sqs." + function.trigger.queue.name && one.meter == Meter::sqs_requests;
    });
    if (entry == usage.end() || entry->units == 0 || entry->by_month.empty()) continue;
    const Polls polls{function, usage};
    const auto all = static_cast<double>(entry->units);
    const double in_run = std::min(polls.in_run(time.seconds), all);
    const double with_messages = (all - in_run) / all;
    entry->pattern = 1 + (entry->pattern - 1) * with_messages;
    for (std::size_t i = 0; i < months.size(); ++i)
      entry->by_month[i] = entry->by_month[i] * with_messages + polls.in_month(i, months[i].seconds);
  }
}

}  // namespace garoa
