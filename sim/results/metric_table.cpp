#include "sim/results/metric_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>

#include "sim/core/language.hpp"
#include "sim/core/reason.hpp"
#include "sim/results/metric_rows.hpp"
#include "sim/results/series_table.hpp"

namespace garoa {
namespace {

struct Table {
  std::vector<MetricRow> rows;
  std::deque<std::string> patterns;  // of the rows that several patterns begin

  Table() {
    add(metric_rows::requests());
    add_restores("drills.*");
    add_restores("flows.*.recovery");
    add(metric_rows::documents());
    add(metric_rows::services());
    add(metric_rows::cost());
  }
  void add(std::span<const MetricRow> more) { rows.insert(rows.end(), more.begin(), more.end()); }
  void add_restores(const std::string& path) {
    for (MetricRow row : metric_rows::restores()) {
      row.pattern = patterns.emplace_back(path + "." + std::string{row.pattern});
      rows.push_back(row);
    }
  }
};

std::string_view take_segment(std::string_view& text) {
  const auto dot = text.find('.');
  const auto segment = text.substr(0, dot);
  text = dot == std::string_view::npos ? std::string_view{} : text.substr(dot + 1);
  return segment;
}

/// The name without its last segment if that is a statistic of distributions; empty otherwise.
std::string_view distribution_of(std::string_view name) {
  const auto dot = name.rfind('.');
  if (dot == std::string_view::npos) return {};
  const auto& known = distribution_statistics;
  const bool statistic = std::find(known.begin(), known.end(), name.substr(dot + 1)) != known.end();
  return statistic ? name.substr(0, dot) : std::string_view{};
}

bool stands_for(std::string_view pattern, std::string_view segment) {
  if (pattern == "*") return !segment.empty();
  return pattern == "<reason>" ? reason_named(segment).has_value() : pattern == segment;
}

}  // namespace

std::string shown_pattern(const MetricRow& row) {
  std::string text{row.pattern};
  if (row.kind == MetricRow::Kind::distribution) text += ".{mean,p50,p95,p99,max}";
  return text;
}

std::span<const MetricRow> metric_table() {
  static const Table table;
  return table.rows;
}

bool matches_pattern(std::string_view name, std::string_view pattern) {
  while (!name.empty() && !pattern.empty()) {
    const auto wanted = take_segment(pattern);
    const auto segment = take_segment(name);
    if (!stands_for(wanted, segment)) return false;
  }
  return name.empty() && pattern.empty();
}

bool counts_by_reason(std::string_view name) {
  const auto* const row = find_metric_row(name);
  return row != nullptr && row->unit == "1" && row->pattern.ends_with("<reason>");
}

std::optional<Metric> metric_of(const RunResult& result, std::string_view name) {
  if (const auto* const metric = result.find_metric(name)) return *metric;
  if (!counts_by_reason(name)) return std::nullopt;
  const auto resource = name.substr(0, name.find('.', name.find('.') + 1) + 1);
  const bool measured = std::any_of(result.metrics.begin(), result.metrics.end(),
                                    [&](const Metric& metric) { return metric.name.starts_with(resource); });
  return measured ? std::optional{Metric{.name = std::string{name}, .value = 0, .unit = "1", .ci95 = {}}}
                  : std::nullopt;
}

const MetricRow* find_metric_row(std::string_view name) {
  const auto base = distribution_of(name);
  for (const auto& row : metric_table()) {
    if (name == row.pattern) return &row;
    const bool plain = row.kind == MetricRow::Kind::scalar;
    if (plain ? matches_pattern(name, row.pattern) : !base.empty() && matches_pattern(base, row.pattern))
      return &row;
  }
  return nullptr;
}

std::vector<std::string> metric_faults(const RunResult& result) {
  std::vector<std::string> faults;
  std::vector<std::string_view> names;
  for (const auto& metric : result.metrics) {
    if (find_metric_row(metric.name) == nullptr)
      faults.push_back("metric '" + metric.name + "' has no row in the metric table");
    names.push_back(metric.name);
  }
  std::sort(names.begin(), names.end());
  for (auto twin = std::adjacent_find(names.begin(), names.end()); twin != names.end();
       twin = std::adjacent_find(twin + 1, names.end())) {
    faults.push_back("metric '" + std::string{*twin} + "' is there twice");
  }
  for (const auto& series : result.series) {
    if (find_series_row(series.metric, series.statistic) == nullptr) {
      faults.push_back("series '" + series.metric + "' (" + series.statistic + ") of " + series.resource +
                       " has no row in the series table");
    }
  }
  return faults;
}

}  // namespace garoa
