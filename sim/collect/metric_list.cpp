#include "sim/collect/metric_list.hpp"

#include <algorithm>
#include <utility>

#include "sim/results/metric_table.hpp"

namespace garoa {
namespace {

std::string unit_of(std::string_view metric) {
  const MetricRow* row = find_metric_row(metric);
  return row == nullptr ? "" : std::string{row->unit};
}

template <class T>
std::vector<T> sorted(std::vector<T> values) {
  std::stable_sort(values.begin(), values.end(), [](const T& a, const T& b) { return a.name < b.name; });
  return values;
}

}  // namespace

void MetricList::put(std::string name, double value, std::uint64_t n) {
  auto unit = unit_of(name);
  metrics_.push_back({.name = std::move(name), .value = value, .unit = std::move(unit), .n = n, .ci95 = {}});
}

void MetricList::keep(const std::string& name, const Histogram& histogram, const MeanError& error) {
  distributions_.push_back(
      {.name = name, .unit = unit_of(name + ".mean"), .histogram = histogram, .mean_error = error});
}

void MetricList::add_balance(std::string name, std::uint64_t came, std::uint64_t there, std::uint64_t gone) {
  balances_.push_back(
      {.name = std::move(name), .started = came, .finished = there, .failed = gone, .open = 0});
}

void MetricList::add_reasons(const std::string& name, const ReasonCounts& reasons) {
  add_count(name, reasons.total());
  for (const auto& [reason, count] : reasons.counts()) add_count(name + "." + reason, count);
}

std::vector<Metric> MetricList::take() {
  return sorted(std::exchange(metrics_, {}));
}

std::vector<Observed> MetricList::take_distributions() {
  return sorted(std::exchange(distributions_, {}));
}

std::vector<Balance> MetricList::take_balances() {
  return sorted(std::exchange(balances_, {}));
}

}  // namespace garoa
