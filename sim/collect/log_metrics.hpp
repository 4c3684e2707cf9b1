// Log groups: records written, ingested and lost, and how long after the operation a record became visible.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/collect/metric_list.hpp"
#include "sim/collect/per_name.hpp"
#include "sim/collect/reason_counts.hpp"
#include "sim/core/statistics.hpp"
#include "sim/journal/journal.hpp"

namespace garoa {

class LogMetrics {
 public:
  LogMetrics(Journal& journal, double warmup);
  LogMetrics(const LogMetrics&) = delete;
  LogMetrics& operator=(const LogMetrics&) = delete;

  void add_metrics(MetricList& metrics) const;
  /// Records: written = ingested + lost + on their way.
  void add_balances(std::vector<Balance>& balances) const;

 private:
  struct Group {
    bool seen = false;
    std::uint64_t all_written = 0;
    std::uint64_t all_ingested = 0;
    std::uint64_t all_lost = 0;
    std::uint64_t written = 0;
    Histogram delay;  // of the records whose operation came after warm-up
    ReasonCounts lost;
  };

  const Journal& journal_;
  double warmup_;
  PerName<Group> groups_;
};

}  // namespace garoa
