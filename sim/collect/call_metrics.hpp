// What handlers called: tables, topics, outside services. A call is all of its tries.
#pragma once

#include <cstdint>

#include "sim/collect/metric_list.hpp"
#include "sim/collect/per_name.hpp"
#include "sim/core/statistics.hpp"
#include "sim/journal/journal.hpp"

namespace garoa {

class CallMetrics {
 public:
  CallMetrics(Journal& journal, double warmup);
  CallMetrics(const CallMetrics&) = delete;
  CallMetrics& operator=(const CallMetrics&) = delete;

  void add_metrics(MetricList& metrics) const;

 private:
  struct Callee {
    bool seen = false;
    std::uint64_t failed = 0;
    std::uint64_t retries = 0;
    Histogram latency;
  };

  const Journal& journal_;
  PerName<Callee> callees_;
};

}  // namespace garoa
