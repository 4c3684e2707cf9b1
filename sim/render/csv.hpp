// Results as CSV (RFC 4180: comma, quotes where needed, a header line; line ends are LF). Numbers are the
// shortest text that reads back to the same double.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/results/result.hpp"
#include "sim/results/result_json.hpp"

namespace garoa {

/// A text as one field.
[[nodiscard]] std::string csv_field(std::string_view text);

/// What made a line, at its end, so that a table by itself can be made again: ",garoa_version,garoa_build,scenario_sha256,
/// overrides_sha256,seed,replications", of hashes the first twelve digits, as texts have them.
struct CsvOrigin {
  std::string_view garoa_version;
  std::string_view garoa_build;
  std::string_view scenario_sha256;
  std::string_view overrides_sha256;
  std::string seed;
  std::uint32_t replications = 1;
};
extern const std::string_view csv_origin_titles;
[[nodiscard]] std::string csv_origin_cells(const CsvOrigin& origin);

/// metric,value,unit,n,ci95_low,ci95_high and the origin; one line a metric, by name. An interval that is not there
/// is empty.
[[nodiscard]] std::string metrics_csv(const RunResult& result);
/// The bill in USD: `row` is a line of it, cut by flows where several share it, or a sum of lines: service, flow, total. Flows that share
/// something stand in one cell, divided by blanks.
[[nodiscard]] std::string cost_csv(const RunResult& result);

/// time_s,time,resource,metric,statistic,unit,value and the origin; by resource, metric, statistic, time. A line covers the period
/// from the line before it (or the start) to its time; CloudWatch names a period by its start. `local_time` gives the `time`
/// column as ISO 8601; without it the column is empty. Units and statistics are CloudWatch's, from the series
/// table.
[[nodiscard]] std::string series_csv(const RunResult& result,
                                     const std::function<std::string(double)>& local_time);

/// The inverse of series_csv(), of values that it wrote, with decimal points or commas (csv_form.hpp). Error: a sentence that begins with the line.
[[nodiscard]] Read<std::vector<Series>> read_series_csv(std::string_view text);

}  // namespace garoa
