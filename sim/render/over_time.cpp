#include "sim/render/over_time.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "sim/core/human.hpp"
#include "sim/core/language.hpp"
#include "sim/render/text_table.hpp"

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
constexpr std::size_t beside_line = 46;  // the table's other columns

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

}  // namespace

std::string over_time_text(const RunResult& result, std::size_t width) {
  TextTable table{{{tr("of")},
                   {tr("what")},
                   {tr("from the beginning to the end")},
                   {tr("most, or least left"), TextTable::Align::right}},
                  2};
  const auto columns = std::min(widest_line, std::max(width, beside_line + 8) - beside_line);
  for (const auto& row : watched) {
    for (const auto& series : result.series) {
      if (series.metric != row.metric || series.statistic != row.statistic || series.points.empty()) continue;
      const double most = extreme_of(series, false);
      if (most <= 0) continue;
      const auto values = extremes(series, result.scenario.duration_s, columns, row.is_balance);
      table.add({series.resource, tr(row.words), line_of(values, most),
                 human_number(extreme_of(series, row.is_balance))});
    }
  }
  return table.empty() ? "" : table.text(width);
}

}  // namespace garoa
