// Environments of functions over time: in use (initialising or running a handler, what AWS calls concurrent executions),
// running a handler, and alive; time average and maximum after warm-up.
#pragma once

#include "sim/collect/metric_list.hpp"
#include "sim/collect/per_name.hpp"
#include "sim/core/statistics.hpp"
#include "sim/journal/journal.hpp"

namespace garoa {

class ConcurrencyMetrics {
 public:
  ConcurrencyMetrics(Journal& journal, double warmup);
  ConcurrencyMetrics(const ConcurrencyMetrics&) = delete;
  ConcurrencyMetrics& operator=(const ConcurrencyMetrics&) = delete;

  void add_metrics(MetricList& metrics, double end_time) const;

 private:
  struct Function {
    bool seen = false;
    TimeWeighted running;
    TimeWeighted alive;
    TimeWeighted executing;
    std::uint32_t handlers = 0;  // at work
  };
  Function& of(NameId name);

  const Journal& journal_;
  double warmup_;
  PerName<Function> functions_;
};

}  // namespace garoa
