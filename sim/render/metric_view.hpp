// Metrics laid out as tables: one row per resource, one column per measure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/results/result.hpp"

namespace garoa {

struct MetricColumn {
  std::string_view title;
  /// What follows the row's prefix in the metric's name; the first one that exists is shown, "-" if none
  /// does.
  std::vector<std::string_view> measures;
  std::string (*shown)(double value);
};

struct MetricView {
  std::string_view row_title;
  /// Prefixes of names, with `*` for the resource: "lambda.*", "flows.*.upload".
  std::vector<std::string_view> prefixes;
  std::vector<MetricColumn> columns;
};

/// The table as text; empty when no metric has one of the prefixes. Rows by name, in the order of the
/// prefixes within a name. The row of "flows.intake.upload" is called "intake upload".
[[nodiscard]] std::string metric_view_text(const RunResult& result, const MetricView& view);

}  // namespace garoa
