#include "sim/results/metric_changes.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "sim/core/student.hpp"
#include "sim/results/joined_runs.hpp"
#include "sim/results/metric_table.hpp"
#include "sim/results/replication_rules.hpp"

namespace garoa {
namespace {

constexpr double risk = 0.05;  // that any of the claims is false

/// What two histograms do not tell apart.
double rounding_of(const MetricChange& change) {
  const bool is_rounded = is_percentile(change.metric) && *change.difference != 0;
  return is_rounded ? percentile_error * (*change.from + *change.to) : 0;
}

/// Those that a test decides, the clearest first.
std::vector<MetricChange*> tested_of(std::vector<MetricChange>& changes) {
  std::vector<MetricChange*> tested;
  for (auto& change : changes) {
    if (change.p_value) tested.push_back(&change);
  }
  std::stable_sort(tested.begin(), tested.end(),
                   [](const MetricChange* a, const MetricChange* b) { return *a->p_value < *b->p_value; });
  return tested;
}

}  // namespace

std::optional<double> MetricChange::relative() const {
  if (!difference || !from || *from == 0) return std::nullopt;
  return *difference / std::abs(*from);
}

void MetricPairs::add(const RunResult& from, const RunResult& to) {
  std::map<std::string, std::array<std::optional<double>, 2>> values;
  for (const auto& metric : from.metrics) values[metric.name][0] = metric.value;
  for (const auto& metric : to.metrics) values[metric.name][1] = metric.value;
  for (const auto& [name, both] : values) {
    const bool counts = !(both[0] && both[1]) && counts_by_reason(name);
    if (!(both[0] && both[1]) && !counts) continue;
    pairs_[name].add(both[0].value_or(0), both[1].value_or(0));
  }
  ++count_;
}

void MetricPairs::Pairs::add(double before, double after) {
  from.add(before);
  to.add(after);
  difference.add(after - before);
}

/// Where neither of two runs has counted anything for a reason, both have counted 0.
MetricPairs::Pairs MetricPairs::pairs_of(const std::string& name) const {
  const auto found = pairs_.find(name);
  auto pairs = found == pairs_.end() ? Pairs{} : found->second;
  if (!counts_by_reason(name)) return pairs;
  while (pairs.difference.count() < count_) pairs.add(0, 0);
  return pairs;
}

/// A difference of more than a few that is the same in each pair is no luck.
constexpr double few = 10;

void MetricPairs::measure(MetricChange& change, const Pairs& pairs) {
  const double difference = *change.difference;
  const double rounding = rounding_of(change);
  change.pairs = pairs.difference.count();
  if (change.pairs < 2) return;
  const double half_width = student_half_width(pairs.difference, difference);
  change.half_width = std::max(half_width, rounding);
  change.unpaired_half_width = std::max(welch_half_width(pairs.from, pairs.to), rounding);
  if (change.pairs < fewest_replications) return;
  if (half_width > 0) {
    change.p_value = std::abs(difference) > rounding ? student_p_value(pairs.difference, difference) : 1;
  } else if (change.unit == "1" && difference != 0 && std::abs(difference) < few) {
    // Small counts differ by the same by luck; of differences of either sign all have this one in so few of many cases.
    change.p_value = std::pow(0.5, static_cast<double>(change.pairs) - 1);
  } else {
    change.certain = std::abs(difference) > rounding;
  }
}

void MetricPairs::claim(std::vector<MetricChange>& changes) const {
  const auto tested = tested_of(changes);
  std::size_t claimed = 0;
  const auto allowed = [&] { return risk / static_cast<double>(tested.size() - claimed); };
  while (claimed < tested.size() && *tested[claimed]->p_value <= allowed()) tested[claimed++]->certain = true;
  for (std::size_t i = claimed; i < tested.size(); ++i) {
    auto& change = *tested[i];
    const auto difference = pairs_of(change.metric).difference;
    change.smallest_seen =
        std::max(student_half_width(difference, *change.difference, 1 - allowed()), rounding_of(change));
  }
}

std::vector<MetricChange> MetricPairs::changes(const std::vector<std::string>& metrics, const RunResult& from,
                                               const RunResult& to) const {
  std::vector<MetricChange> changes;
  for (const auto& name : metrics) {
    const auto before = metric_of(from, name);
    const auto after = metric_of(to, name);
    auto& change = changes.emplace_back();
    change.metric = name;
    if (before) change.from = before->value;
    if (after) change.to = after->value;
    if (before || after) change.unit = before ? before->unit : after->unit;
    if (!change.from || !change.to) continue;
    change.difference = *change.to - *change.from;
    measure(change, pairs_of(name));
  }
  claim(changes);
  return changes;
}

std::optional<double> narrowing_of(const std::vector<MetricChange>& changes) {
  std::vector<double> parts;
  for (const auto& change : changes) {
    if (change.p_value && *change.unpaired_half_width > 0)
      parts.push_back(1 - *change.half_width / *change.unpaired_half_width);
  }
  if (parts.empty()) return std::nullopt;
  const auto middle = parts.begin() + static_cast<std::ptrdiff_t>(parts.size() / 2);
  std::nth_element(parts.begin(), middle, parts.end());
  return *middle;
}

}  // namespace garoa
