#include "models/pricing/cost_export.hpp"

#include <fmt/format.h>

#include <algorithm>
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

/// Where a report of line items has what is read of it; negative: nowhere.
struct ExportColumns {
  explicit ExportColumns(const CsvRow& titles)
      : cost{column_of(titles, "line_item_unblended_cost")},
        amount{column_of(titles, "line_item_usage_amount")},
        offer{column_of(titles, "line_item_product_code")},
        usage_type{column_of(titles, "line_item_usage_type")},
        operation{column_of(titles, "line_item_operation")},
        kind{column_of(titles, "line_item_line_item_type")},
        region{column_of(titles, "product_region_code")},
        begins{column_of(titles, "line_item_usage_start_date")},
        reserved{column_of(titles, "reservation_effective_cost")},
        planned{column_of(titles, "savings_plan_savings_plan_effective_cost")} {}
  int cost, amount, offer, usage_type, operation, kind, region, begins, reserved, planned;

  /// Usage under a commitment costs its share of the commitment, where the report says it.
  [[nodiscard]] int cost_of(const std::string& kind_of_row) const {
    if (kind_of_row == "DiscountedUsage" && reserved >= 0) return reserved;
    if (kind_of_row == "SavingsPlanCoveredUsage" && planned >= 0) return planned;
    return cost;
  }
};

/// What the fees of commitments come to beyond the usage that they cover.
class ExportCommitments {
 public:
  explicit ExportCommitments(const ExportColumns& columns) : columns_{columns} {}

  /// Is the row no usage, but a fee, or takes off what the covered usage would have cost?
  [[nodiscard]] bool takes(const ExportedUsage& row) {
    if (columns_.reserved >= 0 && row.kind == "DiscountedUsage") reserved_ -= row.cost;
    if (columns_.planned >= 0 && row.kind == "SavingsPlanCoveredUsage") planned_ -= row.cost;
    const bool fee_of_reserved = columns_.reserved >= 0 && row.kind == "RIFee";
    const bool fee_of_plan = columns_.planned >= 0 && row.kind == "SavingsPlanRecurringFee";
    if (fee_of_reserved) reserved_ += row.cost;
    if (fee_of_plan) planned_ += row.cost;
    return fee_of_reserved || fee_of_plan || (columns_.planned >= 0 && row.kind == "SavingsPlanNegation");
  }
  /// Less than nothing was paid earlier, upfront.
  void add_unused(std::vector<ExportedUsage>& rows) const {
    constexpr double worth_telling = 0.005;  // USD
    if (reserved_ > worth_telling)
      rows.push_back({"", "", "", "unused reservations", std::nullopt, reserved_});
    if (planned_ > worth_telling)
      rows.push_back({"", "", "", "unused Savings Plans", std::nullopt, planned_});
  }

 private:
  const ExportColumns& columns_;
  double reserved_ = 0;
  double planned_ = 0;
};

ReadExport of_line_items(const CsvRow& titles, const std::vector<CsvRow>& rows, const ExportPeriod& period) {
  ReadExport read;
  const ExportColumns columns{titles};
  ExportCommitments commitments{columns};
  if (columns.cost < 0 || columns.amount < 0)
    return {{}, "line 1: lacks the column line_item_unblended_cost or line_item_usage_amount"};
  if (period.given() && columns.begins < 0)
    return {{}, "line 1: lacks the column line_item_usage_start_date"};
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const auto begins = cell_of(rows[i], columns.begins).substr(0, std::string_view{"2026-03-02"}.size());
    if (!period.has(begins)) {
      ++read.left_out;
      continue;
    }
    ExportedUsage usage{.offer = cell_of(rows[i], columns.offer),
                        .usage_type = cell_of(rows[i], columns.usage_type),
                        .operation = cell_of(rows[i], columns.operation),
                        .kind = cell_of(rows[i], columns.kind),
                        .quantity = number_or_none(cell_of(rows[i], columns.amount)),
                        .cost = 0,
                        .region = cell_of(rows[i], columns.region)};
    const auto paid = number_or_none(cell_of(rows[i], columns.cost_of(usage.kind)));
    if (!paid || !usage.quantity)
      return {{}, fmt::format("line {}: the usage amount or the cost is no number", rows[i].line)};
    usage.cost = *paid;
    if (!begins.empty()) {
      read.first = read.first.empty() ? begins : std::min(read.first, begins);
      read.last = std::max(read.last, begins);
    }
    if (!commitments.takes(usage)) read.rows.push_back(std::move(usage));
  }
  commitments.add_unused(read.rows);
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

ReadExport read_cost_export(const std::string& text, const ExportPeriod& period) {
  auto rows = read_csv(text);
  if (rows.empty()) return {{}, "is empty"};
  auto& titles = rows.front();
  for (auto& title : titles.fields) title = in_new_style(title);
  if (column_of(titles, "line_item_usage_type") >= 0) return of_line_items(titles, rows, period);
  if (titles.fields.front() == first_title && period.given())
    return {{}, "has totals of all its dates: export the dates that are wanted"};
  if (titles.fields.front() == first_title) return of_cost_explorer(titles, rows);
  return {{}, "is no export of costs: line 1 has neither line_item_usage_type nor 'Usage type' first"};
}

}  // namespace garoa
