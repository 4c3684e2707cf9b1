#include "sim/render/metric_view.hpp"

#include <algorithm>

#include "sim/core/human.hpp"
#include "sim/core/language.hpp"
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

std::string row_name(const Row& row, const MetricView& view) {
  if (view.prefixes.size() == 1) return row.resource;
  std::string name = row.prefix.substr(row.prefix.find('.') + 1);
  name.pop_back();
  std::replace(name.begin(), name.end(), '.', ' ');
  return name;
}

const Metric* metric_of(const RunResult& result, const Row& row,
                        const std::vector<std::string_view>& measures) {
  for (const auto measure : measures) {
    const Metric* metric = result.find_metric(row.prefix + std::string{measure});
    if (metric != nullptr) return metric;
  }
  return nullptr;
}

/// What nothing ever happened to is not shown.
bool was_used(const RunResult& result, const Row& row, const MetricView& view) {
  const auto is_there = [&](const Metric* metric) { return metric != nullptr && metric->value != 0; };
  if (!view.needs.empty())
    return std::any_of(view.needs.begin(), view.needs.end(),
                       [&](std::string_view need) { return is_there(metric_of(result, row, {need})); });
  return std::any_of(view.columns.begin(), view.columns.end(), [&](const MetricColumn& column) {
    return is_there(metric_of(result, row, column.measures));
  });
}

std::string cell_of(const Metric* metric, MetricColumn::Zero zero) {
  const bool nothing = metric == nullptr || (metric->value == 0 && zero == MetricColumn::Zero::nothing);
  return nothing ? std::string{TextTable::nothing} : human_value(metric->value, metric->unit);
}

}  // namespace

TextTable metric_view_table(const RunResult& result, const MetricView& view) {
  auto rows = rows_of(result, view);
  std::erase_if(rows, [&](const Row& row) { return !was_used(result, row, view); });
  std::vector<TextTable::Column> columns{{tr(view.row_title), TextTable::Align::left}};
  for (const auto& column : view.columns) columns.push_back({tr(column.title), TextTable::Align::right});
  TextTable table{std::move(columns)};
  for (const auto& row : rows) {
    std::vector<std::string> cells{row_name(row, view)};
    for (const auto& column : view.columns)
      cells.push_back(cell_of(metric_of(result, row, column.measures), column.zero));
    table.add(std::move(cells));
  }
  return table;
}

std::string metric_view_text(const RunResult& result, const MetricView& view, std::size_t width) {
  const auto table = metric_view_table(result, view);
  return table.empty() ? "" : table.text(width);
}

}  // namespace garoa
