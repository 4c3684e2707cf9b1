#include "sim/results/edge_changes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>

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

using compliance::Status;

/// A finding's verdict in two results.
struct Verdicts {
  std::optional<Status> from;
  std::optional<Status> to;
};

using Key = std::pair<std::string, std::string>;  // "D-RC-01 flows.intake", profile

Key key_of(const compliance::Finding& finding) {
  const auto& about = finding.resource.empty() ? finding.flow : finding.resource;
  return {about.empty() ? finding.control : fmt::format("{} {}", finding.control, about), finding.profile};
}

GapChange gap_change(const Verdicts& verdicts) {
  if (verdicts.from == verdicts.to) return GapChange::none;
  if (verdicts.to == Status::fail) {
    if (!verdicts.from) return GapChange::came;
    return verdicts.from == Status::not_evaluated ? GapChange::judged : GapChange::opened;
  }
  if (verdicts.from != Status::fail) return GapChange::none;
  if (!verdicts.to) return GapChange::went;
  return verdicts.to == Status::not_evaluated ? GapChange::unjudged : GapChange::closed;
}

std::string text_of(const std::optional<Status>& status) {
  return std::string{status ? name_of(*status) : nothing};
}

}  // namespace

bool is_headline(std::string_view metric) {
  return std::any_of(headlines.begin(), headlines.end(),
                     [&](std::string_view pattern) { return matches_pattern(metric, pattern); });
}

std::vector<VerdictChange> verdict_changes(const RunResult& from, const RunResult& to) {
  std::map<Key, Verdicts> all;
  for (const auto& finding : from.compliance.findings) all[key_of(finding)].from = finding.status;
  for (const auto& finding : to.compliance.findings) all[key_of(finding)].to = finding.status;
  const bool by_profile = from.compliance.profiles.size() > 1 || to.compliance.profiles.size() > 1;
  std::vector<VerdictChange> changes;
  for (const auto& [key, verdicts] : all) {
    if (verdicts.from == verdicts.to) continue;
    changes.push_back({by_profile ? fmt::format("{} ({})", key.first, key.second) : key.first,
                       text_of(verdicts.from), text_of(verdicts.to), gap_change(verdicts)});
  }
  return changes;
}

std::vector<EdgeChange> changes_between(const RunResult& typical, const RunResult& edge) {
  const Speaking english{Language::english};
  std::vector<EdgeChange> changes;
  for (const auto& change : verdict_changes(typical, edge))
    changes.push_back({change.what, change.from, change.to});
  if (const auto was = what_binds(typical), is = what_binds(edge); was != is)
    changes.push_back({"bottleneck", was, is});
  compare_numbers(typical, edge, changes);
  return changes;
}

}  // namespace garoa
