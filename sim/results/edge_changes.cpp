#include "sim/results/edge_changes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "sim/core/human.hpp"
#include "sim/core/language.hpp"
#include "sim/results/main_bottleneck.hpp"
#include "sim/results/metric_table.hpp"

namespace garoa {
namespace {

constexpr std::string_view nothing = "-";

constexpr std::array<std::string_view, 11> headlines{
    "backup.*.duration.max",
    "drills.*.duration",
    "ebs.*.full_at",
    "ebs.*.full_in",
    "flows.*.documents.lost",
    "flows.*.download.latency.p99",
    "flows.*.download.failed",
    "flows.*.processing.latency.p99",
    "flows.*.recovery.duration",
    "flows.*.upload.latency.p99",
    "flows.*.upload.rejected",
};

struct Number {
  double value = 0;
  std::string text;
};

/// A number of either result, and of both where both have it.
struct Pair {
  std::optional<Number> from;
  std::optional<Number> to;

  [[nodiscard]] bool changed() const {
    if (!from || !to) return (from ? from->value : to->value) != 0;
    return std::abs(to->value - from->value) > worth_telling * std::abs(from->value);
  }
};

std::map<std::string, Number> numbers_of(const RunResult& result) {
  std::map<std::string, Number> numbers;
  for (const auto& metric : result.metrics) {
    if (is_headline(metric.name))
      numbers[metric.name] = {metric.value, human_value(metric.value, metric.unit)};
  }
  if (!result.cost.lines.empty())
    numbers["cost.per_month"] = {result.cost.per_month,
                                 result.cost.currency + " " + human_money(result.cost.per_month)};
  return numbers;
}

void compare_numbers(const RunResult& typical, const RunResult& edge, std::vector<EdgeChange>& changes) {
  std::map<std::string, Pair> pairs;
  for (auto& [name, number] : numbers_of(typical)) pairs[name].from = number;
  for (auto& [name, number] : numbers_of(edge)) pairs[name].to = number;
  const auto text = [](const std::optional<Number>& number) {
    return number ? number->text : std::string{nothing};
  };
  for (const auto& [name, pair] : pairs) {
    if (pair.changed()) changes.push_back({name, text(pair.from), text(pair.to)});
  }
}

std::string what_binds(const RunResult& result) {
  const auto most = main_bottleneck(result);
  if (most.part == nullptr) return std::string{nothing};
  return fmt::format("{} {}: {}", most.phase->flow, most.phase->phase, most.cause().resource);
}

/// Verdicts by "D-RC-01 flows.intake", with the profile where several are in force.
std::map<std::string, std::string> verdicts_of(const RunResult& result) {
  std::map<std::string, std::string> verdicts;
  for (const auto& finding : result.compliance.findings) {
    const auto& about = finding.resource.empty() ? finding.flow : finding.resource;
    auto name = about.empty() ? finding.control : fmt::format("{} {}", finding.control, about);
    if (result.compliance.profiles.size() > 1) name += fmt::format(" ({})", finding.profile);
    verdicts[name] = std::string{name_of(finding.status)};
  }
  return verdicts;
}

}  // namespace

bool is_headline(std::string_view metric) {
  return std::any_of(headlines.begin(), headlines.end(),
                     [&](std::string_view pattern) { return matches_pattern(metric, pattern); });
}

std::vector<EdgeChange> verdict_changes(const RunResult& from, const RunResult& to) {
  std::vector<EdgeChange> changes;
  auto before = verdicts_of(from);
  auto after = verdicts_of(to);
  for (const auto& [name, verdict] : before) after.try_emplace(name, nothing);
  for (const auto& [name, verdict] : after) {
    const auto& was = before.try_emplace(name, nothing).first->second;
    if (was != verdict) changes.push_back({name, was, verdict});
  }
  return changes;
}

std::vector<EdgeChange> changes_between(const RunResult& typical, const RunResult& edge) {
  const Speaking english{Language::english};
  auto changes = verdict_changes(typical, edge);
  if (const auto was = what_binds(typical), is = what_binds(edge); was != is)
    changes.push_back({"bottleneck", was, is});
  compare_numbers(typical, edge, changes);
  return changes;
}

}  // namespace garoa
