// Metrics while they are gathered: units come from the metric table.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/collect/reason_counts.hpp"
#include "sim/core/metric_sink.hpp"
#include "sim/results/result.hpp"

namespace garoa {

class MetricList final : public MetricSink {
 public:
  /// `name` for the total and `name.<reason>` for each reason.
  void add_reasons(const std::string& name, const ReasonCounts& reasons);
  /// Sorted by name; leaves the list empty.
  [[nodiscard]] std::vector<Metric> take();
  /// The same of the distributions among them.
  [[nodiscard]] std::vector<Observed> take_distributions();

 private:
  void put(std::string name, double value, std::uint64_t n) override;
  void keep(const std::string& name, const Histogram& histogram, const MeanError& error) override;

  std::vector<Metric> metrics_;
  std::vector<Observed> distributions_;
};

}  // namespace garoa
