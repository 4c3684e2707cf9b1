#include "sim/results/cost_bands.hpp"

#include <algorithm>
#include <cmath>

namespace garoa {
namespace {

/// What moves less is rounding.
constexpr double least_move = 1e-9;

bool is_wide(double low, double high) {
  return high - low > least_move * std::max(std::abs(low), std::abs(high));
}

double amount_in(const Invoice& cost, const CostLine& wanted) {
  double sum = 0;
  for (const auto& line : cost.lines) {
    const bool same = line.service == wanted.service && line.resource == wanted.resource &&
                      line.item == wanted.item && line.region == wanted.region;
    if (same) sum += line.amount;
  }
  return sum;
}

void widen(AmountBand& band, double low, double high) {
  band.low = std::min(band.low, low);
  band.high = std::max(band.high, high);
}

CostBand unmoved(const Invoice& cost, const std::string& assumption) {
  CostBand band{assumption, cost.per_month, cost.per_month};
  for (const auto& month : cost.months) band.months.push_back({month.amount, month.amount});
  if (cost.steady) band.steady = {cost.steady->amount, cost.steady->amount};
  return band;
}

bool is_wide(const CostBand& band) {
  return is_wide(band.low, band.high) || (band.steady && is_wide(band.steady->low, band.steady->high)) ||
         std::any_of(band.months.begin(), band.months.end(),
                     [](const AmountBand& month) { return is_wide(month.low, month.high); });
}

}  // namespace

void add_band(Invoice& cost, const std::string& assumption, const Invoice& at_edge) {
  auto band = std::find_if(cost.bands.begin(), cost.bands.end(),
                           [&](const CostBand& one) { return one.assumption == assumption; });
  if (band == cost.bands.end()) band = cost.bands.insert(cost.bands.end(), unmoved(cost, assumption));
  band->low = std::min(band->low, at_edge.per_month);
  band->high = std::max(band->high, at_edge.per_month);
  for (std::size_t i = 0; i < std::min(band->months.size(), at_edge.months.size()); ++i)
    widen(band->months[i], at_edge.months[i].amount, at_edge.months[i].amount);
  if (band->steady && at_edge.steady) {
    widen(*band->steady, at_edge.steady->amount, at_edge.steady->amount);
  } else {
    band->steady.reset();
  }
  for (auto& line : cost.lines) {
    const double there = amount_in(at_edge, line);
    line.low = std::min(line.low.value_or(line.amount), there);
    line.high = std::max(line.high.value_or(line.amount), there);
  }
}

void drop_idle_bands(Invoice& cost) {
  std::erase_if(cost.bands, [](const CostBand& band) { return !is_wide(band); });
  for (auto& line : cost.lines) {
    if (line.low && is_wide(*line.low, *line.high)) continue;
    line.low.reset();
    line.high.reset();
  }
}

CostBand widest_band(const Invoice& cost) {
  auto widest = unmoved(cost, "");
  for (const auto& band : cost.bands) {
    widest.low = std::min(widest.low, band.low);
    widest.high = std::max(widest.high, band.high);
    for (std::size_t i = 0; i < std::min(widest.months.size(), band.months.size()); ++i)
      widen(widest.months[i], band.months[i].low, band.months[i].high);
    if (widest.steady && band.steady) {
      widen(*widest.steady, band.steady->low, band.steady->high);
    } else {
      widest.steady.reset();
    }
  }
  return widest;
}

}  // namespace garoa
