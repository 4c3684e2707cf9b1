#include "sim/render/csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

#include "sim/core/units.hpp"
#include "sim/render/csv_form.hpp"
#include "sim/results/cost_sums.hpp"
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

namespace {

/// Takes the first field off a line; quotes are taken off it.
std::string take_field(std::string_view& line) {
  std::string text;
  bool quoted = false;
  std::size_t at = 0;
  for (; at < line.size() && (quoted || line[at] != ','); ++at) {
    if (line[at] != '"') {
      text += line[at];
    } else if (quoted && line.substr(at).starts_with("\"\"")) {
      text += '"';
      ++at;
    } else {
      quoted = !quoted;
    }
  }
  line.remove_prefix(std::min(at + 1, line.size()));
  return text;
}

/// Adds a line to its series; false if it is none.
bool add_line(std::vector<Series>& all, std::string_view line) {
  const auto time = parse_number(take_field(line));
  take_field(line);
  auto resource = take_field(line);
  auto metric = take_field(line);
  auto statistic = take_field(line);
  take_field(line);
  const auto value = parse_number(take_field(line));
  if (!time || !value || metric.empty()) return false;
  const bool goes_on = !all.empty() && all.back().resource == resource && all.back().metric == metric &&
                       all.back().statistic == statistic;
  if (!goes_on) all.push_back({std::move(resource), std::move(metric), std::move(statistic), {}});
  all.back().points.push_back({*time, *value});
  return true;
}

std::string origin_cells_of(const RunResult& result) {
  return csv_origin_cells({.garoa_version = result.garoa_version,
                           .garoa_build = result.garoa_build,
                           .scenario_sha256 = result.scenario.sha256,
                           .overrides_sha256 = result.provenance.overrides_sha256,
                           .seed = std::to_string(result.scenario.seed),
                           .replications = result.scenario.replications});
}

}  // namespace

const std::string_view csv_origin_titles =
    ",garoa_version,garoa_build,scenario_sha256,overrides_sha256,seed,replications";

std::string csv_origin_cells(const CsvOrigin& origin) {
  constexpr std::size_t told_digits = 12;
  return fmt::format(",{},{},{},{},{},{}", csv_field(origin.garoa_version), csv_field(origin.garoa_build),
                     origin.scenario_sha256.substr(0, told_digits),
                     origin.overrides_sha256.substr(0, told_digits), origin.seed, origin.replications);
}

std::string metrics_csv(const RunResult& result) {
  auto text = fmt::format("metric,value,unit,n,ci95_low,ci95_high{}\n", csv_origin_titles);
  const auto origin = origin_cells_of(result);
  for (const auto& metric : result.metrics) {
    const std::string interval =
        metric.ci95 ? fmt::format("{},{}", metric.ci95->first, metric.ci95->second) : ",";
    fmt::format_to(std::back_inserter(text), "{},{},{},{},{}{}\n", csv_field(metric.name), metric.value,
                   csv_field(metric.unit), metric.n, interval, origin);
  }
  return text;
}

namespace {

struct CostRow {
  std::string_view row;
  std::string_view service;
  std::vector<std::string> flows;
  double amount;
  double per_month;
};

/// A line without parts, as that of an earlier version, is no flow's; what costs nothing is not split: its amounts do not say how.
std::vector<AmountOfFlows> parts_of(const CostLine& line) {
  if (line.of_flows.empty()) return {{{}, line.amount, line.per_month}};
  if (line.amount != 0 || line.quantity == 0) return line.of_flows;
  std::set<std::string> flows;
  for (const auto& part : line.of_flows) flows.insert(part.flows.begin(), part.flows.end());
  return {{{flows.begin(), flows.end()}, line.amount, line.per_month}};
}

void add_row(std::string& text, const CostRow& of, const CostLine& line, const std::string& origin) {
  std::string flows;
  for (const auto& flow : of.flows) flows += (flows.empty() ? "" : " ") + flow;
  const bool is_line = !line.resource.empty();
  const double share = line.amount == 0 ? 1 : of.amount / line.amount;
  fmt::format_to(std::back_inserter(text), "{},{},{},{},{},{},{},{},{},{},{}{}\n", of.row,
                 csv_field(of.service), csv_field(flows), csv_field(line.resource), csv_field(line.item),
                 csv_field(line.region), is_line ? fmt::format("{}", line.quantity * share) : "",
                 csv_field(line.unit), is_line ? fmt::format("{}", line.unit_price) : "", of.amount,
                 of.per_month, origin);
}

}  // namespace

std::string cost_csv(const RunResult& result) {
  auto text =
      fmt::format("row,service,flows,resource,item,region,quantity,unit,unit_price,amount,per_month{}\n",
                  csv_origin_titles);
  const auto origin = origin_cells_of(result);
  for (const auto& line : result.cost.lines) {
    for (const auto& part : parts_of(line))
      add_row(text, {"line", line.service, part.flows, part.amount, part.per_month}, line, origin);
  }
  for (const auto& sum : sums_by_service(result.cost))
    add_row(text, {"service", sum.service, {}, sum.amount, sum.per_month}, {}, origin);
  for (const auto& sum : sums_by_flow(result.cost))
    add_row(text, {"flow", {}, sum.flows, sum.amount, sum.per_month}, {}, origin);
  add_row(text, {"total", {}, {}, result.cost.total, result.cost.per_month}, {}, origin);
  return text;
}

namespace {

/// About what the lines take, rather more: a text that grows step by step is copied with each step.
std::size_t most_bytes_of(const std::vector<Series>& all, std::size_t origin) {
  constexpr std::size_t numbers = 80;  // two times and a value
  constexpr std::size_t unit = 16;
  std::size_t bytes = 0;
  for (const auto& series : all)
    bytes += series.points.size() * (series.resource.size() + series.metric.size() + series.statistic.size() +
                                     unit + numbers + origin);
  return bytes;
}

}  // namespace

std::string series_csv(const RunResult& result, const std::function<std::string(double)>& local_time) {
  auto text = fmt::format("time_s,time,resource,metric,statistic,unit,value{}\n", csv_origin_titles);
  const auto origin = origin_cells_of(result);
  // Series have the same ones, and writing them is most of the work.
  std::map<double, std::string> instants;
  text.reserve(text.size() + most_bytes_of(result.series, origin.size()));
  for (const auto& series : result.series) {
    const SeriesRow* row = find_series_row(series.metric, series.statistic);
    const std::string about =
        fmt::format("{},{},{},{},", csv_field(series.resource), csv_field(series.metric), series.statistic,
                    row == nullptr ? "" : row->unit);
    auto place = instants.begin();
    for (const auto& point : series.points) {
      place = instants.try_emplace(place, point.time);
      auto& instant = (place++)->second;
      if (instant.empty())
        instant = fmt::format("{},{},", point.time, local_time ? local_time(point.time) : "");
      text.append(instant).append(about);
      fmt::format_to(std::back_inserter(text), "{}{}\n", point.value, origin);
    }
  }
  return text;
}

Read<std::vector<Series>> read_series_csv(std::string_view written) {
  const auto plain = with_decimal_points(written);
  std::string_view text = plain;
  Read<std::vector<Series>> read;
  std::vector<Series> all;
  std::size_t number = 0;
  while (!text.empty()) {
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (++number == 1 || add_line(all, line)) continue;
    read.error = fmt::format("line {} is no value of a series", number);
    return read;
  }
  read.value = std::move(all);
  return read;
}

}  // namespace garoa
