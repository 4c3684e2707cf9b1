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
  void add_balance(std::string name, std::uint64_t came, std::uint64_t there, std::uint64_t gone) override;
  /// Sorted by name; leaves the list empty.
  [[nodiscard]] std::vector<Metric> take();
  /// The same of the distributions among them.
  [[nodiscard]] std::vector<Observed> take_distributions();
  [[nodiscard]] std::vector<Balance> take_balances();

 private:
  void put(std::string name, double value, std::uint64_t n) override;
  void keep(const std::string& name, const Histogram& histogram, const MeanError& error) override;

  std::vector<Metric> metrics_;
  std::vector<Observed> distributions_;
  std::vector<Balance> balances_;
};

}  // namespace garoa
