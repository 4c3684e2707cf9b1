// Topics: notifications that reached their subscribers, and how long after the effect.
#pragma once

#include "sim/core/statistics.hpp"
#include "sim/journal/journal.hpp"
#include "sim/report/metric_list.hpp"
#include "sim/report/per_name.hpp"

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
    Histogram delay;
  };

  const Journal& journal_;
  PerName<Topic> topics_;
};

}  // namespace garoa
