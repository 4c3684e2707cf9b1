// Flow 2 seen by its documents: created, begun, processed, duplicated, dropped.
#pragma once

#include <cstdint>

#include "sim/collect/metric_list.hpp"
#include "sim/collect/per_name.hpp"
#include "sim/collect/reason_counts.hpp"
#include "sim/core/statistics.hpp"
#include "sim/journal/journal.hpp"

namespace garoa {

class ProcessingMetrics {
 public:
  ProcessingMetrics(Journal& journal, double warmup);
  ProcessingMetrics(const ProcessingMetrics&) = delete;
  ProcessingMetrics& operator=(const ProcessingMetrics&) = delete;

  void add_metrics(MetricList& metrics, double end_time) const;

 private:
  struct Flow {
    bool seen = false;
    std::uint64_t created = 0;
    std::uint64_t started = 0;  // once for each function
    std::uint64_t duplicates = 0;
    std::uint64_t out_of_order = 0;
    std::uint64_t superseded = 0;
    std::uint64_t unnoticed = 0;  // created without an event for a function that should know
    Observations latency;         // to the first effect
    ReasonCounts dropped;
  };
  /// The flow's figures if the document counts, else null.
  Flow* counted(const Document& document);

  const Journal& journal_;
  double warmup_;
  PerName<Flow> flows_;
};

}  // namespace garoa
