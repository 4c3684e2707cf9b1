#include "sim/render/over_time.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "sim/core/human.hpp"
#include "sim/core/language.hpp"
#include "sim/render/text_table.hpp"
#include "sim/render/text_wrap.hpp"

namespace garoa {
namespace {

struct Watched {
  std::string_view metric;
  std::string_view statistic;
  std::string_view words;
  bool is_balance = false;  // what is spent: its least matters
};
constexpr std::array watched{Watched{"garoa UploadsStarted", "Sum", msgid("uploads in a period")},
                             Watched{"garoa UploadsRejected", "Sum", msgid("rejected in a period")},
                             Watched{"garoa UploadLatency", "p99", msgid("upload p99, s")},
                             Watched{"AWS/Lambda ConcurrentExecutions", "Maximum", msgid("running at once")},
                             Watched{"AWS/Lambda AsyncEventAge", "Maximum", msgid("event age, ms")},
                             Watched{"AWS/EBS VolumeQueueLength", "Average", msgid("volume queue")},
                             Watched{"AWS/EBS BurstBalance", "Average", msgid("burst balance, %"), true},
                             Watched{"AWS/EC2 CPUCreditBalance", "Average", msgid("CPU credits"), true},
                             Watched{"CWAgent disk_used_percent", "Average", msgid("disk used, %")}};

constexpr std::size_t widest_line = 48;
constexpr std::size_t narrowest_line = 8;
constexpr std::size_t between = 8;  // before and between the four columns

/// The most, or of balances the least, of each of so many parts of the run.
std::vector<double> extremes(const Series& series, double end, std::size_t columns, bool least) {
  std::vector<std::optional<double>> found(columns);
  for (const auto& point : series.points) {
    const double place = std::ceil(point.time / end * static_cast<double>(columns)) - 1;
    auto& column = found[std::min(static_cast<std::size_t>(std::max(place, 0.0)), columns - 1)];
    const bool takes = !column || (least ? point.value < *column : point.value > *column);
    if (takes) column = point.value;
  }
  std::vector<double> values;
  for (const auto& column : found) values.push_back(column.value_or(0));
  return values;
}

std::string line_of(const std::vector<double>& values, double most) {
  constexpr std::array heights{"\u2581", "\u2582", "\u2583", "\u2584",
                               "\u2585", "\u2586", "\u2587", "\u2588"};
  constexpr double highest = heights.size();
  std::string text;
  for (const double value : values)
    text +=
        heights[static_cast<std::size_t>(std::clamp(std::ceil(value / most * highest), 1.0, highest)) - 1];
  return text;
}

double extreme_of(const Series& series, bool least) {
  const auto by_value = [](const auto& a, const auto& b) { return a.value < b.value; };
  const auto [low, high] = std::minmax_element(series.points.begin(), series.points.end(), by_value);
  return least ? low->value : high->value;
}

struct Told {
  const Series* series;
  std::string words;
  std::string extreme;
  bool is_balance;
};

std::vector<Told> told_rows(const RunResult& result) {
  std::vector<Told> rows;
  for (const auto& row : watched) {
    for (const auto& series : result.series) {
      if (series.metric != row.metric || series.statistic != row.statistic || series.points.empty()) continue;
      if (extreme_of(series, false) <= 0) continue;
      rows.push_back(
          {&series, tr(row.words), human_number(extreme_of(series, row.is_balance)), row.is_balance});
    }
  }
  return rows;
}

template <class Text>
std::size_t widest(const std::vector<Told>& rows, const std::string& title, const Text& text) {
  std::size_t most = display_width(title);
  for (const auto& row : rows) most = std::max(most, display_width(text(row)));
  return most;
}

}  // namespace

std::string over_time_text(const RunResult& result, std::size_t width) {
  const auto rows = told_rows(result);
  if (rows.empty()) return "";
  const std::string of = tr("of");
  const std::string what = tr("what");
  const std::string extreme = tr("most, or least left");
  const auto beside = widest(rows, of, [](const Told& row) { return row.series->resource; }) +
                      widest(rows, what, [](const Told& row) { return row.words; }) +
                      widest(rows, extreme, [](const Told& row) { return row.extreme; }) + between;
  const auto columns = std::min(widest_line, std::max(width, beside + narrowest_line) - beside);
  TextTable table{{{of}, {what}, {tr("from the beginning to the end")}, {extreme, TextTable::Align::right}},
                  2};
  for (const auto& row : rows) {
    const auto values = extremes(*row.series, result.scenario.duration_s, columns, row.is_balance);
    table.add(
        {row.series->resource, row.words, line_of(values, extreme_of(*row.series, false)), row.extreme});
  }
  return table.text(width);
}

}  // namespace garoa
