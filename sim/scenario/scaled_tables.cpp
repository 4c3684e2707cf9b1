#include "sim/scenario/scaled_tables.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <variant>

#include "models/dynamodb/capacity_scaling.hpp"
#include "sim/scenario/resource_flows.hpp"

namespace garoa {
namespace {

constexpr double minute = 60;
constexpr double minutes_of_quarter = 15;
constexpr double quarter = minutes_of_quarter * minute;

/// How many times the variance of a count is its mean.
double dispersion_of(const ArrivalSettings& arrivals) {
  if (const auto* const batches = std::get_if<BatchArrivals>(&arrivals)) return batches->size_mean;
  const bool steady = std::holds_alternative<DeterministicArrivals>(arrivals) ||
                      std::holds_alternative<TraceArrivals>(arrivals);
  return steady ? 0 : 1;
}

}  // namespace

UnitsOfUpload units_of_upload(const Scenario& origin, const TableSettings& table,
                              const std::vector<double>& items) {
  double came = 0;
  const double until = static_cast<double>(items.size()) * stock_day;
  const ResourceFlows flows{origin};
  for (const auto* const uploads : flows.uploads_of("dynamodb." + table.name))
    came += ExpectedArrivals{*uploads, origin, until, WithinDay::evenly}.between(0, until);
  if (came <= 0) return {};
  double writers = 0;
  double looks_up = 0;
  for (const auto& function : origin.lambda) {
    if (function.writes_to.name == table.name) ++writers;
    if (function.idempotency != Idempotency::dedup_table) continue;
    const auto& noted_in = function.dedup_table.given() ? function.dedup_table : function.writes_to;
    if (noted_in.name == table.name) ++looks_up;
  }
  const double of_each = std::accumulate(items.begin(), items.end(), 0.0) / came;
  const double read = looks_up > 0 ? of_each * looks_up / (writers + looks_up) : 0;
  return {of_each * static_cast<double>(table.units_per_write),
          read * static_cast<double>(table.units_per_read)};
}

double scaled_before(const Scenario& origin, const TableSettings& table, const CapacitySettings& capacity,
                     double of_each, double passed) {
  struct Coming {
    ExpectedArrivals arrivals;
    double dispersion;
  };
  std::vector<Coming> all;
  const ResourceFlows flows{origin};
  for (const auto* const uploads : flows.uploads_of("dynamodb." + table.name))
    all.push_back({{*uploads, origin, passed, WithinDay::as_they_come}, dispersion_of(uploads->arrivals)});
  const Stream luck{1, "arrivals before the run"};
  std::uint64_t draws = 0;
  CapacityScaling scaling{capacity};
  for (double from = std::max(0.0, passed - stock_week); from < passed; from += quarter) {
    double mean = 0;
    double variance = 0;
    for (const auto& one : all) {
      const double of_minute = one.arrivals.between(from, from + quarter) / minutes_of_quarter;
      mean += of_minute;
      variance += one.dispersion * of_minute;
    }
    for (int i = 0; i < static_cast<int>(minutes_of_quarter); ++i) {
      const double z = normal_quantile(luck.uniform(Entity::nth(draws++)));
      scaling.end_minute(std::max(mean + std::sqrt(variance) * z, 0.0) * of_each / minute);
    }
  }
  return scaling.units();
}

}  // namespace garoa
