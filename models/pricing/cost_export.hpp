// What was billed, as AWS exports it: usage types with their quantities and costs.
//
//   CUR 2.0         CSV of a data export, a row for each line item: line_item_usage_type, line_item_usage_amount,
//                   line_item_unblended_cost, line_item_line_item_type, line_item_product_code, line_item_operation,
//                   product_region_code, line_item_usage_start_date. Titles of the older report ("lineItem/UsageType") are the same.
//                   With reservation_effective_cost and savings_plan_savings_plan_effective_cost usage under a commitment costs its
//                   share of it; fees and negations are gone, but for what of the fees covered nothing ("unused Savings Plans").
//   Cost Explorer   CSV of costs by usage type: a column for each ("USE2-BoxUsage:m6i.large($)"), rows by day or month, of which the
//                   one of the totals is read. It has no quantities.
// Costs are taken as USD. Errors: a sentence with the line.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace garoa {

struct ExportedUsage {
  std::string offer;  // product code; empty where the export does not say
  std::string usage_type;
  std::string operation;
  std::string kind;  // "Usage", "Tax", "EdpDiscount"
  std::optional<double> quantity;
  double cost = 0;
  std::string region = {};  // "us-west-2"; empty where no column says it
};

struct ReadExport {
  std::vector<ExportedUsage> rows;
  std::string error;         // empty: it was read
  std::size_t left_out = 0;  // rows of other dates
  std::string first = {};    // date of the rows, by their start; empty: they have none
  std::string last = {};
};

/// Of the rows that are wanted, by the date on which their usage starts; empty: no end.
struct ExportPeriod {
  std::string from;   // "2026-03-02"
  std::string until;  // the day after the last one
  [[nodiscard]] bool given() const { return !from.empty() || !until.empty(); }
  [[nodiscard]] bool has(const std::string& day) const {
    return (from.empty() || day >= from) && (until.empty() || day < until);
  }
};

[[nodiscard]] ReadExport read_cost_export(const std::string& text, const ExportPeriod& period = {});

}  // namespace garoa
