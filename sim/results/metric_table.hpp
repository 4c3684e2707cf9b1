// The metrics that a result may contain: name pattern, unit and meaning. A metric without a row is a fault of
// the program.
//
// A pattern is a name in which `*` stands for one segment (between dots), such as a resource's or flow's name, and
// `<reason>` for the name of a Reason. A row for `x.latency` of kind `distribution` stands for x.latency.mean, .p50, .p95, .p99 and .max.
//
// Adding a metric: one row (metric_rows_*.cpp), and one add() where it is measured.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/results/result.hpp"

namespace garoa {

struct MetricRow {
  enum class Kind { scalar, distribution };
  std::string_view pattern;
  std::string_view unit;  // "1" counts things, "share" is 0 to 1
  std::string_view meaning;
  Kind kind = Kind::scalar;
};

/// All units that metrics have: base units, as files carry them. How people see them: sim/core/human.hpp.
constexpr std::array<std::string_view, 9> metric_units{"1",     "s",       "B",       "1/s", "B/s",
                                                       "share", "credits", "units/s", "USD"};

/// The statistics of a distribution, in the order in which they are listed.
constexpr std::array<std::string_view, 5> distribution_statistics{"mean", "p50", "p95", "p99", "max"};

/// In the order of `garoa list metrics`.
[[nodiscard]] std::span<const MetricRow> metric_table();

/// The row that describes `name`; null when there is none.
[[nodiscard]] const MetricRow* find_metric_row(std::string_view name);

/// Does it count what happened for one reason? A run that lacks it has had none.
[[nodiscard]] bool counts_by_reason(std::string_view name);

/// The metric as the run has it; a count by reason that it lacks is 0 where the run measured what it is of ("lambda.validate").
[[nodiscard]] std::optional<Metric> metric_of(const RunResult& result, std::string_view name);

/// True when `name` has as many segments as `pattern` and each equals its counterpart, or is what that stands for.
[[nodiscard]] bool matches_pattern(std::string_view name, std::string_view pattern);

/// What is wrong with the names in a result: metrics without a row, metrics that are there twice, series
/// without a row. Empty is good.
[[nodiscard]] std::vector<std::string> metric_faults(const RunResult& result);

/// "flows.*.upload.latency.{mean,p50,p95,p99,max}": the row's pattern with all that it stands for.
[[nodiscard]] std::string shown_pattern(const MetricRow& row);

}  // namespace garoa
