#include "sim/render/metric_view.hpp"

#include <algorithm>

#include "sim/render/text_table.hpp"
#include "sim/results/metric_table.hpp"

namespace garoa {
namespace {

struct Row {
  std::string resource;
  std::size_t order = 0;  // of its prefix in the view
  std::string prefix;     // "flows.intake.upload."
  friend auto operator<=>(const Row&, const Row&) = default;
};

/// The first segments of `name`, as many as `pattern` has; empty if it has no more.
std::string_view leading_segments(std::string_view name, std::string_view pattern) {
  auto dots = std::count(pattern.begin(), pattern.end(), '.') + 1;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name[i] == '.' && --dots == 0) return name.substr(0, i);
  }
  return {};
}

std::string resource_of(std::string_view prefix) {
  const auto start = prefix.find('.') + 1;
  return std::string{prefix.substr(start, prefix.find('.', start) - start)};
}

std::vector<Row> rows_of(const RunResult& result, const MetricView& view) {
  std::vector<Row> found;
  for (const auto& metric : result.metrics) {
    for (std::size_t i = 0; i < view.prefixes.size(); ++i) {
      const auto prefix = leading_segments(metric.name, view.prefixes[i]);
      if (prefix.empty() || !matches_pattern(prefix, view.prefixes[i])) continue;
      found.push_back({resource_of(prefix), i, std::string{prefix} + "."});
    }
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

std::string row_name(const Row& row) {
  std::string name = row.prefix.substr(row.prefix.find('.') + 1);
  name.pop_back();
  std::replace(name.begin(), name.end(), '.', ' ');
  return name;
}

std::string cell_of(const RunResult& result, const Row& row, const MetricColumn& column) {
  for (const auto measure : column.measures) {
    const Metric* metric = result.find_metric(row.prefix + std::string{measure});
    if (metric != nullptr) return column.shown(metric->value);
  }
  return "-";
}

}  // namespace

std::string metric_view_text(const RunResult& result, const MetricView& view) {
  std::vector<TextTable::Column> columns{{std::string{view.row_title}, TextTable::Align::left}};
  for (const auto& column : view.columns)
    columns.push_back({std::string{column.title}, TextTable::Align::right});
  TextTable table{std::move(columns)};
  for (const auto& row : rows_of(result, view)) {
    std::vector<std::string> cells{row_name(row)};
    for (const auto& column : view.columns) cells.push_back(cell_of(result, row, column));
    table.add(std::move(cells));
  }
  return table.empty() ? "" : table.text();
}

}  // namespace garoa
