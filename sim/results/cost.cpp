#include "sim/results/cost.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "sim/results/result.hpp"

namespace garoa {

namespace {

/// A difference between months, as a share.
constexpr double least_difference = 0.01;

/// The second month is dearer or cheaper than the first.
bool changes(const Invoice& cost) {
  if (cost.months.size() < 2) return false;
  const double first = cost.months[0].as_first;
  return std::abs(cost.months[1].as_first - first) > least_difference * std::abs(first);
}

}  // namespace

bool has_tax(const Invoice& cost) {
  return std::any_of(cost.lines.begin(), cost.lines.end(),
                     [](const CostLine& line) { return line.resource == tax_on_bill; });
}

bool has_unverified(const Invoice& cost) {
  return std::any_of(cost.lines.begin(), cost.lines.end(),
                     [](const CostLine& line) { return !line.verified; });
}

std::optional<double> first_month(const Invoice& cost) {
  return changes(cost) ? std::optional{cost.months[0].amount} : std::nullopt;
}

std::optional<double> twelfth_month(const Invoice& cost) {
  return changes(cost) ? std::optional{cost.months[1].amount} : std::nullopt;
}

bool rests_within_a_year(const Invoice& cost) {
  return cost.steady && cost.steady->month <= 12;
}

bool months_differ(const Invoice& cost) {
  if (cost.months.empty()) return false;
  const double first = cost.months.front().as_first;
  const auto differs = [&](const MonthOfBill& month) {
    return std::abs(month.as_first - first) > least_difference * std::abs(first);
  };
  return (cost.steady && differs(*cost.steady)) ||
         std::any_of(cost.months.begin(), cost.months.end(), differs);
}

Currency currency_of(const std::optional<Exchange>& exchange) {
  return exchange ? Currency{exchange->currency, exchange->per_usd} : Currency{};
}

Invoice as_shown(Invoice cost) {
  if (!cost.exchange) return cost;
  const double rate = cost.exchange->per_usd;
  for (auto& line : cost.lines) {
    for (auto* const amount :
         {&line.unit_price, &line.amount, &line.per_month, &line.growth_per_month, &line.one_off})
      *amount *= rate;
    for (auto& month : line.months) month *= rate;
    for (auto& part : line.of_flows) {
      part.amount *= rate;
      part.per_month *= rate;
    }
    for (auto* const edge : {&line.low, &line.high}) {
      if (*edge) **edge *= rate;
    }
    if (line.unit != cost.currency) continue;
    // A share of an amount of money.
    line.unit = cost.exchange->currency;
    line.quantity *= rate;
    line.unit_price /= rate;
  }
  for (auto* const amount :
       {&cost.total, &cost.one_offs, &cost.per_day, &cost.per_month, &cost.growth_per_month})
    *amount *= rate;
  if (cost.per_1000_documents) *cost.per_1000_documents *= rate;
  const auto exchange = [rate](MonthOfBill& month) {
    month.amount *= rate;
    month.as_first *= rate;
  };
  std::for_each(cost.months.begin(), cost.months.end(), exchange);
  if (cost.steady) exchange(*cost.steady);
  for (auto& payment : cost.upfront) payment.amount *= rate;
  for (auto& band : cost.bands) {
    band.low *= rate;
    band.high *= rate;
    for (auto& month : band.months) month = {month.low * rate, month.high * rate};
    if (band.steady) band.steady = {band.steady->low * rate, band.steady->high * rate};
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
  add("cost.total", cost.total);
  if (cost.per_1000_documents) add("cost.per_1000_documents", *cost.per_1000_documents);
  for (const auto& month : cost.months) add(fmt::format("cost.month_{}", month.month).c_str(), month.amount);
  if (cost.steady) add("cost.steady_month", cost.steady->amount);
  std::stable_sort(result.metrics.begin(), result.metrics.end(),
                   [](const Metric& a, const Metric& b) { return a.name < b.name; });
}

}  // namespace garoa
