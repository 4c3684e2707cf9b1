// Topics: notifications that reached their subscribers, how long after the effect, and those that did not.
#pragma once

#include <cstdint>

#include "sim/collect/metric_list.hpp"
#include "sim/collect/per_name.hpp"
#include "sim/collect/reason_counts.hpp"
#include "sim/core/statistics.hpp"
#include "sim/journal/journal.hpp"

namespace garoa {

class NotificationMetrics {
 public:
  NotificationMetrics(Journal& journal, double warmup);
  NotificationMetrics(const NotificationMetrics&) = delete;
  NotificationMetrics& operator=(const NotificationMetrics&) = delete;

  void add_metrics(MetricList& metrics) const;

 private:
  struct Topic {
    bool seen = false;
    std::uint64_t reached = 0;
    std::uint64_t retried = 0;
    std::uint64_t dead_letters = 0;
    ReasonCounts failed;  // by protocol
    Histogram delay;
  };

  const Journal& journal_;
  PerName<Topic> topics_;
};

}  // namespace garoa
