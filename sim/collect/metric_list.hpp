// Metrics while they are gathered: units come from the metric table.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/collect/reason_counts.hpp"
#include "sim/core/statistics.hpp"
#include "sim/results/result.hpp"

namespace garoa {

class MetricList {
 public:
  void add(std::string name, double value, std::uint64_t n = 1);
  /// A count of things; it is its own number of observations.
  void add_count(std::string name, std::uint64_t count);
  /// `prefix.mean`, `.p50`, `.p95`, `.p99` and `.max`; nothing without observations.
  void add_distribution(const std::string& prefix, const Histogram& histogram);
  /// `name` for the total and `name.<reason>` for each reason.
  void add_reasons(const std::string& name, const ReasonCounts& reasons);
  /// Sorted by name; leaves the list empty.
  [[nodiscard]] std::vector<Metric> take();

 private:
  std::vector<Metric> metrics_;
};

}  // namespace garoa
