#include "sim/results/cost.hpp"

#include <algorithm>

#include "sim/results/result.hpp"

namespace garoa {

bool has_tax(const Invoice& cost) {
  return std::any_of(cost.lines.begin(), cost.lines.end(),
                     [](const CostLine& line) { return line.resource == tax_on_bill; });
}

Invoice as_shown(Invoice cost) {
  if (!cost.exchange) return cost;
  const double rate = cost.exchange->per_usd;
  for (auto& line : cost.lines) {
    for (auto* const amount : {&line.unit_price, &line.amount, &line.growth_per_month, &line.one_off})
      *amount *= rate;
    if (line.unit != cost.currency) continue;
    // A share of an amount of money.
    line.unit = cost.exchange->currency;
    line.quantity *= rate;
    line.unit_price /= rate;
  }
  for (auto* const amount :
       {&cost.total, &cost.one_offs, &cost.per_day, &cost.per_month, &cost.growth_per_month})
    *amount *= rate;
  for (auto* const amount : {&cost.first_month, &cost.twelfth_month, &cost.per_1000_documents}) {
    if (*amount) **amount *= rate;
  }
  cost.currency = cost.exchange->currency;
  cost.exchange.reset();
  return cost;
}

void add_cost_metrics(RunResult& result) {
  const auto& cost = result.cost;
  if (!cost.unpriced.empty()) return;
  const auto add = [&](const char* name, double value) {
    result.metrics.push_back({.name = name, .value = value, .unit = cost.currency, .n = 1, .ci95 = {}});
  };
  add("cost.per_month", cost.per_month);
  add("cost.first_month", cost.first_month.value_or(cost.per_month));
  add("cost.twelfth_month", cost.twelfth_month.value_or(cost.per_month));
  add("cost.total", cost.total);
  if (cost.per_1000_documents) add("cost.per_1000_documents", *cost.per_1000_documents);
  std::stable_sort(result.metrics.begin(), result.metrics.end(),
                   [](const Metric& a, const Metric& b) { return a.name < b.name; });
}

}  // namespace garoa
