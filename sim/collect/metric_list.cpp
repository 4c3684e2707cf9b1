#include "sim/collect/metric_list.hpp"

#include <algorithm>
#include <utility>

#include "sim/results/metric_table.hpp"

namespace garoa {

void MetricList::add(std::string name, double value, std::uint64_t n) {
  const MetricRow* row = find_metric_row(name);
  Metric metric;
  metric.name = std::move(name);
  metric.value = value;
  metric.unit = row == nullptr ? "" : std::string{row->unit};
  metric.n = n;
  metrics_.push_back(std::move(metric));
}

void MetricList::add_count(std::string name, std::uint64_t count) {
  add(std::move(name), static_cast<double>(count), count);
}

void MetricList::add_distribution(const std::string& prefix, const Histogram& histogram) {
  if (histogram.count() == 0) return;
  const auto n = histogram.count();
  add(prefix + ".mean", histogram.mean(), n);
  add(prefix + ".p50", histogram.quantile(0.50), n);
  add(prefix + ".p95", histogram.quantile(0.95), n);
  add(prefix + ".p99", histogram.quantile(0.99), n);
  add(prefix + ".max", histogram.maximum(), n);
}

void MetricList::add_reasons(const std::string& name, const ReasonCounts& reasons) {
  add_count(name, reasons.total());
  for (const auto& [reason, count] : reasons.counts()) add_count(name + "." + reason, count);
}

std::vector<Metric> MetricList::take() {
  std::vector<Metric> sorted = std::exchange(metrics_, {});
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const Metric& a, const Metric& b) { return a.name < b.name; });
  return sorted;
}

}  // namespace garoa
