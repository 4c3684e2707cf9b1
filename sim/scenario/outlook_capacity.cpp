// What auto scaling provisions of tables in the months ahead: what their arrivals need, hour by hour, in whole units. A scenario begins with
// the least, until scaling has seen that it is too little (models/dynamodb/capacity_scaling.hpp); no month does, nor a run that begins later.
//
// Not computed: what scaling leaves for some minutes, and within its distance above, after the need has fallen; bursts within an hour.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "sim/scenario/outlook.hpp"

namespace garoa {
namespace {

constexpr double hour = 3600;
constexpr double watched = 4 * stock_week;

const CapacitySettings* scaled_capacity(const TableSettings& table, Meter meter) {
  const auto& capacity = meter == Meter::dynamodb_write_capacity_seconds ? table.writes : table.reads;
  const bool is_capacity =
      meter == Meter::dynamodb_write_capacity_seconds || meter == Meter::dynamodb_read_capacity_seconds;
  return is_capacity && capacity.target > 0 && capacity.most_units > capacity.units ? &capacity : nullptr;
}

}  // namespace

/// Of each upload that comes there, as the settings say.
double Outlook::items_of_each(const TableSettings& table) const {
  const auto found = inflow_.items.find(table.name);
  if (found == inflow_.items.end()) return 0;
  const double items = std::accumulate(found->second.begin(), found->second.end(), 0.0);
  const double came = arrivals(flows_.uploads_of("dynamodb." + table.name), 0,
                               static_cast<double>(found->second.size()) * stock_day);
  return came > 0 ? items / came : 0;
}

/// Units of capacity in the mean of a time; of a long one as in its first weeks.
double Outlook::scaled_units(const TableSettings& table, const CapacitySettings& capacity, double from,
                             double to) const {
  const auto requests = flows_.uploads_of("dynamodb." + table.name);
  const bool writes = &capacity == &table.writes;
  const double of_each =
      items_of_each(table) * static_cast<double>(writes ? table.units_per_write : table.units_per_read);
  const double until = std::min(to, from + watched);
  double sum = 0;
  for (double begins = from; begins < until; begins += hour) {
    const double lasts = std::min(hour, until - begins);
    const double needed = arrivals(requests, begins, begins + lasts) / lasts * of_each / capacity.target;
    sum += std::clamp(std::ceil(needed - 1e-9), capacity.units, capacity.most_units) * lasts;
  }
  return sum / (until - from);
}

std::vector<double> Outlook::scaled_over_run(const Used& used) const {
  const auto table = std::find_if(origin_.dynamodb.begin(), origin_.dynamodb.end(),
                                  [&](const auto& one) { return "dynamodb." + one.name == used.first; });
  if (table == origin_.dynamodb.end()) return {};
  const auto* const capacity = scaled_capacity(*table, used.second);
  if (capacity == nullptr || items_of_each(*table) <= 0) return {};
  const double begins = std::min(std::max(capacity->high_minutes, 1U) * 60.0, duration_);
  const double at_first =
      begin_ > 0 ? 0 : scaled_units(*table, *capacity, begin_, begin_ + begins) - capacity->units;
  const double in_run =
      scaled_units(*table, *capacity, begin_, begin_ + duration_) * duration_ - at_first * begins;
  std::vector<double> months;
  for (const auto& month : months_) {
    const double from = begin_ + month.begin;
    months.push_back(scaled_units(*table, *capacity, from, from + month.seconds) * month.seconds / in_run);
  }
  return months;
}

}  // namespace garoa
