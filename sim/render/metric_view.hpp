// Metrics laid out as tables: one row per resource, one column per measure, each value by its metric's unit.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/render/text_table.hpp"
#include "sim/results/result.hpp"

namespace garoa {

struct MetricColumn {
  std::string_view title;
  /// What follows the row's prefix in the metric's name; the first one that exists is shown, "-" if none
  /// does.
  std::vector<std::string_view> measures;
  enum class Zero { number, nothing } zero = Zero::number;  // "0" or "-"
};

struct MetricView {
  std::string_view row_title;
  /// Prefixes of names, with `*` for the resource: "lambda.*", "flows.*.upload".
  std::vector<std::string_view> prefixes;
  std::vector<MetricColumn> columns;
  /// One of which a row has at least, other than zero; empty: one of its columns.
  std::vector<std::string_view> needs = {};
};

/// The table; empty when no metric has one of the prefixes. Rows without a value other than zero are left
/// out. Rows by name, in the order of the
/// prefixes within a name. The row of "flows.intake.upload" is called "intake upload",
/// or "intake" where the view has one prefix.
[[nodiscard]] TextTable metric_view_table(const RunResult& result, const MetricView& view);
[[nodiscard]] std::string metric_view_text(const RunResult& result, const MetricView& view,
                                           std::size_t width);

}  // namespace garoa
