// Charts of a result as Vega-Lite specifications: what is drawn, from which numbers. The page draws them (page.js).
//
// A chart that shows series names them by their place in the result; the page makes rows of them: `t` (local time of the scenario, as if
// it were UTC, in milliseconds, with the offset that the start has), `v` and `what`. All other charts carry their rows.
// Colours are names of the page's style, so that light, dark and print are the style's matter.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/render/text_table.hpp"
#include "sim/results/json_archive.hpp"
#include "sim/results/result.hpp"

namespace garoa {

struct Chart {
  /// A line in a data set that is made of series.
  struct Line {
    std::string data;
    std::size_t series = 0;
    std::string what;
  };
  std::string id;
  std::string title;
  std::string about;      // what it shows, in words: for those who do not see it, too
  std::string hint = {};  // how it is used, not on paper
  Json spec;
  std::vector<Line> lines;
  TextTable numbers{{}};  // what those who do not see it read instead
};

/// Milliseconds since 1970 of the scenario's local time at `seconds`, taken as UTC with the offset of its start.
[[nodiscard]] double chart_time(const ScenarioInfo& scenario, double seconds);

/// Series below each other, and backups; nothing without series. Limits are those of `scenario`, as `garoa show` prints it; empty: unknown.
[[nodiscard]] std::optional<Chart> timeline_chart(const RunResult& result, std::string_view scenario = {});
/// How long each run of each backup took against its window.
[[nodiscard]] std::optional<Chart> backup_chart(const RunResult& result);
/// How much of the newest documents a loss would cost at any moment: the age of the newest recovery point of each backup.
[[nodiscard]] std::optional<Chart> exposure_chart(const RunResult& result);
/// The age of the oldest document without a copy, over time; nothing without such series, or where they are zero.
[[nodiscard]] std::optional<Chart> unprotected_chart(const RunResult& result);
/// There are such series, and they are zero from the beginning to the end: nothing to draw.
[[nodiscard]] bool is_always_protected(const RunResult& result);
/// What each phase spends its time on, service and queueing apart.
[[nodiscard]] std::optional<Chart> time_chart(const RunResult& result);
[[nodiscard]] std::optional<Chart> cost_chart(const RunResult& result);
/// The first twelve months; nothing where every month costs the same.
[[nodiscard]] std::optional<Chart> growth_chart(const RunResult& result);

/// What all charts share.
namespace chart {
constexpr const char* schema = "https://vega.github.io/schema/vega-lite/v6.json";
/// Colours by name of the style.
constexpr const char* good = "var(--good)";
constexpr const char* bad = "var(--bad)";
constexpr const char* warning = "var(--warning)";
constexpr const char* quiet = "var(--quiet)";
constexpr const char* first = "var(--series-1)";
/// The style of marks that are left out where a page is narrow.
constexpr const char* roomy = "roomy";
/// A label that writes its tick in full, to twelve digits: a format of type r takes as few as tell ticks apart.
constexpr const char* whole_number = "format(datum.value, ',')";
constexpr const char* second = "var(--series-2)";
/// A view of the page's width.
[[nodiscard]] Json view(Json rows, double height);
constexpr double hour = 3600;  // s
[[nodiscard]] Json top_legend();
/// Points for values of a line that stand alone, which a line does not show. `encoding` is the line's.
[[nodiscard]] Json lone_points(Json encoding);
/// A temporal axis in the scenario's local time.
[[nodiscard]] Json time_axis();
}  // namespace chart

}  // namespace garoa
