// Requests that a limit turned away. Every bucket, function, topic and table that the run names has the
// metric, also at zero; those with several limits have it also by reason.
#pragma once

#include <cstdint>

#include "sim/collect/metric_list.hpp"
#include "sim/collect/per_name.hpp"
#include "sim/collect/reason_counts.hpp"
#include "sim/journal/journal.hpp"

namespace garoa {

class ThrottleMetrics {
 public:
  ThrottleMetrics(Journal& journal, double warmup);
  ThrottleMetrics(const ThrottleMetrics&) = delete;
  ThrottleMetrics& operator=(const ThrottleMetrics&) = delete;

  void add_metrics(MetricList& metrics) const;

 private:
  const Journal& journal_;
  PerName<ReasonCounts> throttles_;
};

}  // namespace garoa
