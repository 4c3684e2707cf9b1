#include "sim/results/compared.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "sim/core/human.hpp"
#include "sim/core/student.hpp"
#include "sim/results/edge_changes.hpp"
#include "sim/results/replication_rules.hpp"

namespace garoa {
namespace {

/// What both sides are looked at for.
std::set<std::string> metrics_to_compare(const RunResult& from, const RunResult& to) {
  std::set<std::string> names;
  for (const auto* const result : {&from, &to}) {
    for (const auto& metric : result->metrics) {
      if (is_headline(metric.name) || metric.name == "cost.per_month") names.insert(metric.name);
    }
    for (const auto& objective : result->objectives) names.insert(objective.metric);
  }
  return names;
}

/// Amounts of a month by resource and item.
std::map<std::pair<std::string, std::string>, double> monthly_lines(const Invoice& cost) {
  std::map<std::pair<std::string, std::string>, double> lines;
  const double factor = cost.total > 0 ? cost.per_month / cost.total : 0;
  for (const auto& line : cost.lines) lines[{line.resource, line.item}] += line.amount * factor;
  return lines;
}

std::vector<CostChange> cost_changes(const Invoice& from, const Invoice& to) {
  constexpr double cent = 0.01;
  auto before = monthly_lines(from);
  auto after = monthly_lines(to);
  for (const auto& [key, amount] : before) after.try_emplace(key, 0);
  std::vector<CostChange> changes;
  for (const auto& [key, amount] : after) {
    const double was = before[key];
    if (std::abs(amount - was) >= cent) changes.push_back({key.first, key.second, was, amount});
  }
  std::stable_sort(changes.begin(), changes.end(), [](const CostChange& a, const CostChange& b) {
    return std::abs(a.to - a.from) > std::abs(b.to - b.from);
  });
  return changes;
}

std::vector<VerdictChange> verdict_changes_of(const RunResult& from, const RunResult& to) {
  std::vector<VerdictChange> changes;
  for (const auto& change : verdict_changes(from, to))
    changes.push_back({change.what, change.from, change.to});
  return changes;
}

std::string in_words(const MetricChange& change) {
  const double by = *change.difference;
  auto text = fmt::format("{} {} by {}", change.metric, by > 0 ? "rises" : "falls",
                          human_value(std::abs(by), change.unit));
  if (const auto relative = change.relative()) text += fmt::format(" ({})", human_share(std::abs(*relative)));
  return text;
}

}  // namespace

bool MetricChange::is_certain() const {
  return pairs >= fewest_replications && difference && half_width && std::abs(*difference) > *half_width;
}

std::optional<double> MetricChange::relative() const {
  if (!difference || !from || *from == 0) return std::nullopt;
  return *difference / std::abs(*from);
}

PairedRuns::PairedRuns(std::vector<std::string> names)
    : names_{std::move(names)}, joined_(names_.size()), differences_(names_.size()) {}

void PairedRuns::add(std::vector<RunResult> runs) {
  std::map<std::string, double> first;
  for (const auto& metric : runs.front().metrics) first[metric.name] = metric.value;
  for (std::size_t i = 1; i < runs.size(); ++i) {
    for (const auto& metric : runs[i].metrics) {
      if (const auto before = first.find(metric.name); before != first.end())
        differences_[i][metric.name].add(metric.value - before->second);
    }
  }
  for (std::size_t i = 0; i < runs.size(); ++i) joined_[i].add(std::move(runs[i]));
}

std::vector<MetricChange> PairedRuns::changes(std::size_t other) const {
  const auto before = joined_.front().result();
  const auto after = joined_[other].result();
  std::vector<MetricChange> changes;
  for (const auto& name : metrics_to_compare(before, after)) {
    const auto* const from = before.find_metric(name);
    const auto* const to = after.find_metric(name);
    auto& change = changes.emplace_back();
    change.metric = name;
    if (from != nullptr) change.from = from->value;
    if (to != nullptr) change.to = to->value;
    if (from != nullptr || to != nullptr) change.unit = from != nullptr ? from->unit : to->unit;
    if (from == nullptr || to == nullptr) continue;
    change.difference = to->value - from->value;
    const auto pairs = differences_[other].find(name);
    if (pairs == differences_[other].end()) continue;
    change.pairs = pairs->second.count();
    if (change.pairs < 2) continue;
    const bool is_rounded = is_percentile(name) && *change.difference != 0;
    const double least = is_rounded ? percentile_error * (from->value + to->value) : 0;
    change.half_width = std::max(student_half_width(pairs->second, *change.difference), least);
  }
  return changes;
}

ComparedScenarios PairedRuns::result(const std::vector<std::vector<SettingChange>>& settings) const {
  ComparedScenarios compared;
  compared.names = names_;
  for (const auto& joined : joined_) compared.results.push_back(joined.result());
  for (std::size_t i = 1; i < names_.size(); ++i) {
    ComparedPair pair;
    pair.from = names_.front();
    pair.to = names_[i];
    pair.pairs = count();
    pair.settings = settings[i - 1];
    pair.metrics = changes(i);
    pair.costs = cost_changes(compared.results.front().cost, compared.results[i].cost);
    pair.verdicts = verdict_changes_of(compared.results.front(), compared.results[i]);
    pair.sentence = sentence_about(pair);
    compared.pairs.push_back(std::move(pair));
  }
  return compared;
}

std::string sentence_about(const ComparedPair& pair) {
  constexpr std::size_t most_told = 3;
  std::vector<MetricChange> certain;
  std::copy_if(pair.metrics.begin(), pair.metrics.end(), std::back_inserter(certain),
               [](const MetricChange& change) { return change.is_certain(); });
  const auto size = [](const MetricChange& change) { return std::abs(change.relative().value_or(INFINITY)); };
  std::stable_sort(certain.begin(), certain.end(),
                   [&](const MetricChange& a, const MetricChange& b) { return size(a) > size(b); });
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < std::min(most_told, certain.size()); ++i) parts.push_back(in_words(certain[i]));
  if (certain.size() > most_told) parts.push_back(fmt::format("{} more change", certain.size() - most_told));
  const auto opened = std::count_if(pair.verdicts.begin(), pair.verdicts.end(),
                                    [](const VerdictChange& v) { return v.opens_gap(); });
  const auto closed = std::count_if(pair.verdicts.begin(), pair.verdicts.end(),
                                    [](const VerdictChange& v) { return v.closes_gap(); });
  if (opened > 0) parts.push_back(fmt::format("{} gap{} opened", opened, opened == 1 ? " is" : "s are"));
  if (closed > 0) parts.push_back(fmt::format("{} gap{} closed", closed, closed == 1 ? " is" : "s are"));
  if (parts.empty()) parts.emplace_back("no number that is compared differs for certain, and no gap");
  return fmt::format("{} against {}: {}.", pair.to, pair.from, fmt::join(parts, ", "));
}

}  // namespace garoa
