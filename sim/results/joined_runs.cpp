#include "sim/results/joined_runs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "sim/core/student.hpp"
#include "sim/results/cost_sums.hpp"
#include "sim/results/metric_table.hpp"

namespace garoa {
namespace {

/// Of a bill, what every run has.
constexpr std::array amounts_of_run{&Invoice::total, &Invoice::one_offs, &Invoice::per_day,
                                    &Invoice::per_month, &Invoice::growth_per_month};

void add_months(std::vector<double>& months, const std::vector<double>& more) {
  months.resize(std::max(months.size(), more.size()));
  for (std::size_t i = 0; i < more.size(); ++i) months[i] += more[i];
}

void add_month(MonthOfBill& sum, const MonthOfBill& more) {
  sum.amount += more.amount;
  sum.as_first += more.as_first;
}

std::optional<double> pooled_value(const Histogram& all, std::string_view statistic) {
  if (statistic == "mean") return all.mean();
  if (statistic == "p50") return all.quantile(0.50);
  if (statistic == "p95") return all.quantile(0.95);
  if (statistic == "p99") return all.quantile(0.99);
  return std::nullopt;
}

/// The sums of all runs, balance by balance.
void add_balances(std::vector<Balance>& sums, const std::vector<Balance>& more) {
  for (const auto& balance : more) {
    const auto found =
        std::find_if(sums.begin(), sums.end(), [&](const Balance& sum) { return sum.name == balance.name; });
    if (found == sums.end()) {
      sums.push_back(balance);
      continue;
    }
    found->started += balance.started;
    found->finished += balance.finished;
    found->failed += balance.failed;
    found->open += balance.open;
  }
}

void add_performance(Performance& sum, const Performance& more) {
  sum.events += more.events;
  sum.wall_seconds += more.wall_seconds;
  sum.peak_memory_kib = std::max(sum.peak_memory_kib, more.peak_memory_kib);
}

}  // namespace

bool is_percentile(std::string_view metric) {
  return metric.ends_with(".p50") || metric.ends_with(".p95") || metric.ends_with(".p99");
}

std::optional<double> JoinedRuns::Estimate::relative_half_width() const {
  if (!half_width) return std::nullopt;
  if (*half_width == 0) return 0;
  if (value == 0) return std::nullopt;
  return *half_width / std::abs(value);
}

void JoinedRuns::add(RunResult run) {
  ++count_;
  for (const auto& metric : run.metrics) {
    auto& sum = metrics_[metric.name];
    sum.unit = metric.unit;
    sum.n += metric.n;
    sum.values.add(metric.value);
  }
  add_distributions(std::move(run.distributions));
  add_cost(run.cost);
  findings_.add(run.compliance.findings);
  add_objectives(run.objectives);
  if (count_ > 1) {
    first_.documents += run.documents;
    add_balances(first_.balances, run.balances);
    add_performance(first_.performance, run.performance);
    return;
  }
  run.metrics.clear();
  run.distributions.clear();
  first_ = std::move(run);
}

void JoinedRuns::add_distributions(std::vector<Observed> distributions) {
  for (auto& observed : distributions) {
    auto& within = within_[observed.name];
    const auto error = std::exchange(observed.mean_error, {});
    within.variances += error.variance;
    within.degrees += error.degrees;
    within.runs += error.degrees > 0 ? 1 : 0;
    const auto [place, is_new] = pooled_.try_emplace(observed.name, observed);
    if (!is_new) place->second.histogram.merge(observed.histogram);
  }
}

double JoinedRuns::half_width_within(const std::string& distribution) const {
  const auto found = within_.find(distribution);
  if (found == within_.end() || found->second.degrees == 0) return 0;
  const auto& within = found->second;
  const double runs = within.runs;
  return student_half_width({within.variances / (runs * runs), within.degrees});
}

void JoinedRuns::add_cost(const Invoice& cost) {
  for (const auto& line : cost.lines) {
    const auto [place, is_new] =
        lines_.try_emplace(LineKey{line.service, line.resource, line.item, line.region}, line);
    if (is_new) continue;
    place->second.quantity += line.quantity;
    place->second.amount += line.amount;
    place->second.per_month += line.per_month;
    place->second.growth_per_month += line.growth_per_month;
    place->second.one_off += line.one_off;
    add_months(place->second.months, line.months);
    add_amounts(place->second.of_flows, line.of_flows);
  }
  if (cost.per_1000_documents) thousands_.add(*cost.per_1000_documents);
  if (count_ == 1) return;
  for (const auto amount : amounts_of_run) first_.cost.*amount += cost.*amount;
  for (std::size_t i = 0; i < std::min(first_.cost.months.size(), cost.months.size()); ++i)
    add_month(first_.cost.months[i], cost.months[i]);
  if (!cost.steady) first_.cost.steady.reset();
  if (first_.cost.steady) add_month(*first_.cost.steady, *cost.steady);
}

void JoinedRuns::add_objectives(const std::vector<Objective>& objectives) {
  if (objectives_.empty()) {
    objectives_ = objectives;
    for (auto& objective : objectives_) objective.met_in = objective.evaluated_in = 0;
  }
  for (std::size_t i = 0; i < std::min(objectives_.size(), objectives.size()); ++i) {
    objectives_[i].met_in += objectives[i].state == ObjectiveState::met ? 1 : 0;
    objectives_[i].evaluated_in += objectives[i].state != ObjectiveState::not_evaluated ? 1 : 0;
  }
}

JoinedRuns::Estimate JoinedRuns::estimate_of(const std::string& name, const Summed& summed) const {
  Moments values = summed.values;
  if (counts_by_reason(name)) {
    while (values.count() < count_) values.add(0);
  }
  Estimate estimate{values.mean(), {}, static_cast<std::uint32_t>(values.count())};
  if (estimate.runs < 2) return estimate;
  double least = 0;
  const auto dot = name.rfind('.');
  if (const auto pooled = pooled_.find(name.substr(0, dot)); pooled != pooled_.end()) {
    const auto& all = pooled->second.histogram;
    const auto statistic = std::string_view{name}.substr(dot + 1);
    estimate.value = pooled_value(all, statistic).value_or(estimate.value);
    if (statistic == "mean") least = half_width_within(pooled->first);
    if (is_percentile(name) && all.minimum() < all.maximum()) least = percentile_error * estimate.value;
  }
  estimate.half_width = std::max(student_half_width(values, estimate.value), least);
  return estimate;
}

std::optional<JoinedRuns::Estimate> JoinedRuns::estimate(const std::string& metric) const {
  const auto found = metrics_.find(metric);
  if (found != metrics_.end()) return estimate_of(metric, found->second);
  return counts_by_reason(metric) ? std::optional{estimate_of(metric, {})} : std::nullopt;
}

Invoice JoinedRuns::mean_cost() const {
  Invoice cost = first_.cost;
  cost.lines.clear();
  const double runs = count_;
  for (const auto& [key, sum] : lines_) {
    auto& line = cost.lines.emplace_back(sum);
    line.quantity /= runs;
    line.amount /= runs;
    line.per_month /= runs;
    line.growth_per_month /= runs;
    line.one_off /= runs;
    for (auto& month : line.months) month /= runs;
    for (auto& part : line.of_flows) {
      part.amount /= runs;
      part.per_month /= runs;
    }
  }
  for (const auto amount : amounts_of_run) cost.*amount /= runs;
  const auto divide = [runs](MonthOfBill& month) {
    month.amount /= runs;
    month.as_first /= runs;
  };
  std::for_each(cost.months.begin(), cost.months.end(), divide);
  if (cost.steady) divide(*cost.steady);
  if (thousands_.count() > 0) cost.per_1000_documents = thousands_.mean();
  return cost;
}

RunResult JoinedRuns::result() const {
  RunResult result = first_;
  result.scenario.replications = count_;
  result.replications.emplace().n = count_;
  for (const auto& [name, sum] : metrics_) {
    const auto estimate = estimate_of(name, sum);
    auto& metric = result.metrics.emplace_back(
        Metric{.name = name, .value = estimate.value, .unit = sum.unit, .n = sum.n, .ci95 = {}});
    if (estimate.half_width)
      metric.ci95 = {estimate.value - *estimate.half_width, estimate.value + *estimate.half_width};
    if (estimate.runs < count_) metric.replications = estimate.runs;
  }
  for (const auto& [name, observed] : pooled_) result.distributions.push_back(observed);
  result.cost = mean_cost();
  result.compliance.findings = findings_.result(count_);
  result.objectives = objectives_;
  judge_objectives(result);
  const auto documents = static_cast<double>(result.documents);
  if (result.performance.wall_seconds > 0)
    result.performance.uploads_per_second = documents / result.performance.wall_seconds;
  return result;
}

}  // namespace garoa
