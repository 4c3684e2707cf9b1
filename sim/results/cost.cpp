#include "sim/results/cost.hpp"

#include <algorithm>

#include "sim/results/result.hpp"

namespace garoa {

void add_cost_metrics(RunResult& result) {
  const auto& cost = result.cost;
  if (!cost.unpriced.empty()) return;
  const auto add = [&](const char* name, double value) {
    result.metrics.push_back({.name = name, .value = value, .unit = cost.currency, .n = 1, .ci95 = {}});
  };
  add("cost.per_month", cost.per_month);
  add("cost.total", cost.total);
  if (cost.per_1000_documents) add("cost.per_1000_documents", *cost.per_1000_documents);
  std::stable_sort(result.metrics.begin(), result.metrics.end(),
                   [](const Metric& a, const Metric& b) { return a.name < b.name; });
}

}  // namespace garoa
