#include "sim/render/over_time.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "sim/core/human.hpp"
#include "sim/render/text_table.hpp"

namespace garoa {
namespace {

struct Watched {
  std::string_view metric;
  std::string_view statistic;
  std::string_view words;
};
constexpr std::array watched{Watched{"garoa UploadsStarted", "Sum", "uploads in a period"},
                             Watched{"garoa UploadsRejected", "Sum", "rejected in a period"},
                             Watched{"garoa UploadLatency", "p99", "upload p99, s"},
                             Watched{"AWS/Lambda ConcurrentExecutions", "Maximum", "running at once"},
                             Watched{"AWS/Lambda AsyncEventAge", "Maximum", "event age, ms"},
                             Watched{"AWS/EBS VolumeQueueLength", "Average", "volume queue"},
                             Watched{"AWS/EBS BurstBalance", "Average", "burst balance, %"},
                             Watched{"AWS/EC2 CPUCreditBalance", "Average", "CPU credits"},
                             Watched{"CWAgent disk_used_percent", "Average", "disk used, %"}};

constexpr std::size_t widest_line = 48;
constexpr std::size_t beside_line = 46;  // the table's other columns

std::string line_of(const Series& series, double end, double most, std::size_t columns) {
  constexpr std::array heights{"\u2581", "\u2582", "\u2583", "\u2584",
                               "\u2585", "\u2586", "\u2587", "\u2588"};
  std::vector<double> largest(columns, 0);
  for (const auto& point : series.points) {
    const auto at = static_cast<std::size_t>(
        std::max(0.0, std::ceil(point.time / end * static_cast<double>(columns)) - 1));
    auto& column = largest[std::min(at, columns - 1)];
    column = std::max(column, point.value);
  }
  std::string text;
  for (const double value : largest) {
    const double height = most > 0 ? std::ceil(value / most * static_cast<double>(heights.size())) : 0;
    text +=
        heights[static_cast<std::size_t>(std::clamp(height, 1.0, static_cast<double>(heights.size()))) - 1];
  }
  return text;
}

}  // namespace

std::string over_time_text(const RunResult& result, std::size_t width) {
  TextTable table{{{"of"}, {"what"}, {"from the beginning to the end"}, {"most", TextTable::Align::right}},
                  2};
  const auto columns = std::min(widest_line, std::max(width, beside_line + 8) - beside_line);
  for (const auto& row : watched) {
    for (const auto& series : result.series) {
      if (series.metric != row.metric || series.statistic != row.statistic) continue;
      double most = 0;
      for (const auto& point : series.points) most = std::max(most, point.value);
      if (most > 0)
        table.add({series.resource, std::string{row.words},
                   line_of(series, result.scenario.duration_s, most, columns), human_number(most)});
    }
  }
  return table.empty() ? "" : table.text(width);
}

}  // namespace garoa
