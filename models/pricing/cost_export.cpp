#include "models/pricing/cost_export.hpp"

#include <fmt/format.h>

#include <charconv>

#include "sim/core/csv_text.hpp"

namespace garoa {
namespace {

constexpr std::string_view first_title = "Usage type";
constexpr std::string_view row_of_totals = "Usage type total";
constexpr std::string_view in_dollars = "($)";

std::optional<double> number_or_none(std::string_view text) {
  if (text.empty()) return 0;
  double value = 0;
  const auto [stop, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc{} || stop != text.data() + text.size()) return std::nullopt;
  return value;
}

/// "lineItem/UsageType" as "line_item_usage_type".
std::string in_new_style(const std::string& title) {
  if (title.find('/') == std::string::npos) return title;
  std::string name;
  for (const char c : title) {
    if (c == '/') {
      name += '_';
    } else if (c >= 'A' && c <= 'Z') {
      if (!name.empty() && name.back() != '_') name += '_';
      name += static_cast<char>(c - 'A' + 'a');
    } else {
      name += c;
    }
  }
  return name;
}

std::string cell_of(const CsvRow& row, int column) {
  return column < 0 || static_cast<std::size_t>(column) >= row.fields.size()
             ? std::string{}
             : row.fields[static_cast<std::size_t>(column)];
}

ReadExport of_line_items(const CsvRow& titles, const std::vector<CsvRow>& rows) {
  ReadExport read;
  const int cost = column_of(titles, "line_item_unblended_cost");
  const int amount = column_of(titles, "line_item_usage_amount");
  const int region = column_of(titles, "product_region_code");
  if (cost < 0 || amount < 0)
    return {{}, "line 1: lacks the column line_item_unblended_cost or line_item_usage_amount"};
  for (std::size_t i = 1; i < rows.size(); ++i) {
    ExportedUsage usage{.offer = cell_of(rows[i], column_of(titles, "line_item_product_code")),
                        .usage_type = cell_of(rows[i], column_of(titles, "line_item_usage_type")),
                        .operation = cell_of(rows[i], column_of(titles, "line_item_operation")),
                        .kind = cell_of(rows[i], column_of(titles, "line_item_line_item_type")),
                        .quantity = number_or_none(cell_of(rows[i], amount)),
                        .cost = 0,
                        .region = cell_of(rows[i], region)};
    const auto paid = number_or_none(cell_of(rows[i], cost));
    if (!paid || !usage.quantity)
      return {{}, fmt::format("line {}: the usage amount or the cost is no number", rows[i].line)};
    usage.cost = *paid;
    read.rows.push_back(std::move(usage));
  }
  return read;
}

ReadExport of_cost_explorer(const CsvRow& titles, const std::vector<CsvRow>& rows) {
  ReadExport read;
  for (const auto& row : rows) {
    if (row.fields.front() != row_of_totals) continue;
    for (std::size_t i = 1; i < titles.fields.size(); ++i) {
      std::string_view name = titles.fields[i];
      if (name.ends_with(in_dollars)) name.remove_suffix(in_dollars.size());
      if (name == "Total costs") continue;
      const auto cost = number_or_none(cell_of(row, static_cast<int>(i)));
      if (!cost) return {{}, fmt::format("line {}: the cost of {} is no number", row.line, name)};
      read.rows.push_back({"", std::string{name}, "", name == "Tax" ? "Tax" : "Usage", std::nullopt, *cost});
    }
    return read;
  }
  return {{}, fmt::format("has no row '{}'", row_of_totals)};
}

}  // namespace

ReadExport read_cost_export(const std::string& text) {
  auto rows = read_csv(text);
  if (rows.empty()) return {{}, "is empty"};
  auto& titles = rows.front();
  for (auto& title : titles.fields) title = in_new_style(title);
  if (column_of(titles, "line_item_usage_type") >= 0) return of_line_items(titles, rows);
  if (titles.fields.front() == first_title) return of_cost_explorer(titles, rows);
  return {{}, "is no export of costs: line 1 has neither line_item_usage_type nor 'Usage type' first"};
}

}  // namespace garoa
