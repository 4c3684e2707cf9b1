#include "sim/render/csv.hpp"

#include <fmt/format.h>

#include <iterator>
#include <map>

#include "sim/results/series_table.hpp"

namespace garoa {

std::string csv_field(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string{text};
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string metrics_csv(const RunResult& result) {
  std::string text = "metric,value,unit,n,ci95_low,ci95_high\n";
  for (const auto& metric : result.metrics) {
    const std::string interval =
        metric.ci95 ? fmt::format("{},{}", metric.ci95->first, metric.ci95->second) : ",";
    fmt::format_to(std::back_inserter(text), "{},{},{},{},{}\n", csv_field(metric.name), metric.value,
                   csv_field(metric.unit), metric.n, interval);
  }
  return text;
}

std::string series_csv(const RunResult& result, const std::function<std::string(double)>& local_time) {
  std::string text = "time_s,time,resource,metric,statistic,unit,value\n";
  // Series have the same ones, and writing them is most of the work.
  std::map<double, std::string> instants;
  for (const auto& series : result.series) {
    const SeriesRow* row = find_series_row(series.metric, series.statistic);
    const std::string about =
        fmt::format("{},{},{},{},", csv_field(series.resource), csv_field(series.metric), series.statistic,
                    row == nullptr ? "" : row->unit);
    for (const auto& point : series.points) {
      auto& instant = instants[point.time];
      if (instant.empty())
        instant = fmt::format("{},{},", point.time, local_time ? local_time(point.time) : "");
      text.append(instant).append(about);
      fmt::format_to(std::back_inserter(text), "{}\n", point.value);
    }
  }
  return text;
}

}  // namespace garoa
