#include "sim/results/objective.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "sim/core/reason.hpp"
#include "sim/results/bound.hpp"
#include "sim/results/limits.hpp"
#include "sim/results/metric_table.hpp"

namespace garoa {
namespace {

std::vector<std::string_view> segments_of(std::string_view name) {
  std::vector<std::string_view> segments;
  for (;;) {
    const auto dot = name.find('.');
    segments.push_back(name.substr(0, dot));
    if (dot == std::string_view::npos) return segments;
    name.remove_prefix(dot + 1);
  }
}

/// The pattern with this name's own words in the places that stand for any name, and this reason; empty if it has another number of
/// them.
std::string in_place(const std::string& pattern, const std::vector<std::string_view>& words,
                     std::string_view reason = "") {
  const auto parts = segments_of(pattern);
  if (parts.size() != words.size()) return "";
  std::string name;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto part = parts[i] == "*" ? words[i] : parts[i] == "<reason>" ? reason : parts[i];
    name += fmt::format("{}{}", i == 0 ? "" : ".", part);
  }
  return name;
}

}  // namespace

bool Objective::holds_for(double measured) const {
  switch (comparison) {
    case Comparison::below:
      return measured < bound;
    case Comparison::at_most:
      return measured <= bound;
    case Comparison::above:
      return measured > bound;
    case Comparison::at_least:
      return measured >= bound;
  }
  return false;
}

bool Objective::is_certain() const {
  if (!value || !ci95) return value.has_value();
  const bool holds = holds_for(*value);
  return holds_for(ci95->first) == holds && holds_for(ci95->second) == holds;
}

void judge_objectives(RunResult& result) {
  const bool undone = leaves_work_undone(result);
  for (auto& objective : result.objectives) {
    const auto metric = metric_of(result, objective.metric);
    objective.state = ObjectiveState::not_evaluated;
    objective.value.reset();
    objective.ci95.reset();
    objective.of_work_undone = undone && objective.metric.starts_with("cost.");
    if (!metric) continue;
    objective.value = metric->value;
    objective.ci95 = metric->ci95;
    objective.state = objective.holds_for(metric->value) ? ObjectiveState::met : ObjectiveState::missed;
  }
}

std::string unknown_metric(std::string_view name) {
  if (find_metric_row(std::string{name} + ".p99") != nullptr)
    return fmt::format(
        "'{}' is a distribution: one of its metrics is meant, {}.mean, .p50, .p95, .p99 or .max", name, name);
  std::vector<std::string> near;
  const auto words = segments_of(name);
  for (const auto& row : metric_table()) {
    const std::string pattern{row.pattern};
    if (pattern.ends_with("<reason>")) {
      for (const auto& reason : reason_table) near.push_back(in_place(pattern, words, reason.name));
      continue;
    }
    if (row.kind == MetricRow::Kind::scalar) {
      near.push_back(in_place(pattern, words));
      continue;
    }
    for (const auto statistic : distribution_statistics)
      near.push_back(in_place(fmt::format("{}.{}", pattern, statistic), words));
  }
  std::erase(near, "");
  return fmt::format("'{}' is not a metric{}; 'garoa list metrics' has all of them", name,
                     did_you_mean(name, {near.begin(), near.end()}));
}

std::optional<Objective> Scalar<Objective>::parse(std::string_view text, bool /*quoted*/, std::string& why) {
  const auto sign = text.find_first_of("<>");
  const auto metric = trimmed(text.substr(0, sign));
  if (sign == std::string_view::npos || metric.empty()) {
    why = fmt::format("is not a metric, one of <, <=, > and >=, and a bound, such as '{}'", type().example);
    return std::nullopt;
  }
  const bool equal_too = text.substr(sign + 1).starts_with('=');
  const bool upper = text[sign] == '<';
  const auto bound = trimmed(text.substr(sign + (equal_too ? 2 : 1)));
  const auto* const row = find_metric_row(metric);
  if (row == nullptr) {
    why = "names no metric: " + unknown_metric(metric);
    return std::nullopt;
  }
  const auto value = parse_bound(bound, row->unit, why);
  if (!value) {
    why = fmt::format("has a bound that does not fit: '{}' {}", bound, why);
    return std::nullopt;
  }
  Objective objective{.text = std::string{trimmed(text)}, .metric = std::string{metric}};
  if (upper) objective.comparison = equal_too ? Comparison::at_most : Comparison::below;
  if (!upper) objective.comparison = equal_too ? Comparison::at_least : Comparison::above;
  objective.bound = *value;
  objective.unit = std::string{row->unit};
  return objective;
}

}  // namespace garoa
