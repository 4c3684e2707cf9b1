// The chart of series: panels below each other, and an overview that chooses the time they all show.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "sim/core/human.hpp"
#include "sim/core/language.hpp"
#include "sim/render/html/axis_unit.hpp"
#include "sim/render/html/charts.hpp"
#include "sim/render/html/scenario_lines.hpp"
#include "sim/render/html/timeline_panels.hpp"
#include "sim/results/series_table.hpp"

namespace garoa {
namespace {

using Align = TextTable::Align;

constexpr double milliseconds = 1000;
constexpr double panel_height = 90;
constexpr double overview_height = 36;
constexpr double panel_spacing = 12;
/// Of axes, so that panels stand below each other.
constexpr double axis_width = 52;
constexpr const char* chosen = "chosen";

std::vector<Chart::Line> lines_of(const RunResult& result, const TimelinePanel& panel) {
  std::vector<Chart::Line> lines;
  for (const auto& source : panel.sources) {
    for (std::size_t i = 0; i < result.series.size(); ++i) {
      const auto& series = result.series[i];
      if (series.metric != source.metric || series.statistic != source.statistic || series.points.empty())
        continue;
      lines.push_back(
          {std::string{panel.id}, i, series.resource + (source.word.empty() ? "" : " ") + tr(source.word)});
    }
  }
  return lines;
}

/// Where there is one line it is named here, else by a legend.
Json title_of(const TimelinePanel& panel, const std::vector<Chart::Line>& lines) {
  if (lines.size() > 1) return tr(panel.title);
  return {{"text", tr(panel.title)}, {"subtitle", lines.front().what}};
}

/// Is there anything but zero?
bool says_something(const RunResult& result, const std::vector<Chart::Line>& lines) {
  return std::any_of(lines.begin(), lines.end(), [&](const Chart::Line& line) {
    const auto& points = result.series[line.series].points;
    return std::any_of(points.begin(), points.end(), [](const auto& point) { return point.value != 0; });
  });
}

Json axis_of(const chart::AxisUnit& unit) {
  return {{"field", "shown"},
          {"type", "quantitative"},
          {"title", unit.name},
          {"axis", {{"minExtent", axis_width}, {"maxExtent", axis_width}, {"tickCount", 4}}}};
}

Json chosen_time() {
  auto axis = chart::time_axis();
  axis["scale"]["domain"] = {{"param", chosen}};
  return axis;
}

Json colour_of(bool several) {
  return {{"field", "what"},
          {"type", "nominal"},
          {"legend", several ? Json{{"orient", "top"}, {"title", nullptr}, {"labelLimit", 220}} : Json()}};
}

/// Limits that a line comes near to: one far above would leave nothing to see of the lines.
std::map<double, std::string> limits_of(const RunResult& result, const TimelinePanel& panel,
                                        const std::vector<Chart::Line>& lines, std::string_view scenario) {
  constexpr double near = 0.5;
  std::map<double, std::string> limits;
  if (panel.limit) limits.emplace(*panel.limit, tr("limit"));
  if (panel.limited_by.empty()) return limits;
  for (const auto& line : lines) {
    const auto& series = result.series[line.series];
    const auto shown = shown_amount(scenario, fmt::format("{}.{}", series.resource, panel.limited_by));
    if (!shown) continue;
    const double limit = *shown * (panel.axis == "ms" ? milliseconds : 1);
    const auto reached = [&](const auto& point) { return point.value >= near * limit; };
    if (std::none_of(series.points.begin(), series.points.end(), reached)) continue;
    auto& whose = limits[limit];
    whose += (whose.empty() ? "" : ", ") + line.what;
  }
  return limits;
}

Json limit_layer(const TimelinePanel& panel, const std::map<double, std::string>& limits,
                 const chart::AxisUnit& unit) {
  Json rows = Json::array();
  for (const auto& [limit, whose] : limits) rows.push_back({{"limit", limit / unit.per}, {"of", whose}});
  const Json tooltip = Json::array({{{"field", "of"}, {"title", tr("limit")}},
                                    {{"field", "limit"}, {"type", "quantitative"}, {"title", unit.name}}});
  return {{"data", {{"values", std::move(rows)}}},
          {"name", "limits_" + std::string{panel.id}},
          {"mark", {{"type", "rule"}, {"color", chart::bad}, {"strokeDash", {6, 4}}}},
          {"encoding", {{"y", {{"field", "limit"}, {"type", "quantitative"}}}, {"tooltip", tooltip}}}};
}

/// In which a panel of durations is drawn, by its largest value.
chart::AxisUnit unit_of(const RunResult& result, const TimelinePanel& panel,
                        const std::vector<Chart::Line>& lines) {
  const bool in_seconds = panel.axis == "s";
  if (!in_seconds && panel.axis != "ms") return {1, tr(panel.axis)};
  double largest = 0;
  for (const auto& line : lines) {
    for (const auto& point : result.series[line.series].points) largest = std::max(largest, point.value);
  }
  return chart::axis_unit(in_seconds ? "Seconds" : "Milliseconds", largest);
}

Json view_of(const TimelinePanel& panel, const std::vector<Chart::Line>& lines, const chart::AxisUnit& unit) {
  const Json in_unit = Json::array(
      {{{"calculate", fmt::format("isValid(datum.v) ? datum.v / {} : null", unit.per)}, {"as", "shown"}}});
  const Json tooltip = Json::array(
      {{{"field", "t"}, {"type", "temporal"}, {"title", tr("local time")}, {"format", "%Y-%m-%d %H:%M"}},
       {{"field", "what"}, {"title", tr("of")}},
       {{"field", "shown"}, {"type", "quantitative"}, {"title", unit.name}}});
  const auto near = "near_" + std::string{panel.id};
  const Json hover{
      {"name", near},
      {"select", {{"type", "point"}, {"on", "pointerover"}, {"nearest", true}, {"clear", "pointerout"}}}};
  const Json data{{"name", std::string{panel.id}}};
  Json shared{{"x", chosen_time()}, {"y", axis_of(unit)}, {"color", colour_of(lines.size() > 1)}};
  Json line{{"name", "line_" + std::string{panel.id}},
            {"data", data},
            {"transform", in_unit},
            {"mark", {{"type", "line"}, {"clip", true}, {"strokeWidth", 1.5}}},
            {"encoding", shared}};
  shared["tooltip"] = tooltip;
  shared["opacity"] = {{"condition", {{"param", near}, {"empty", false}, {"value", 1}}}, {"value", 0}};
  // Single values can be pointed at in a range that was chosen: all of them are too many.
  auto alone = chart::lone_points(line["encoding"]);
  alone["data"] = data;
  alone["transform"].insert(alone["transform"].begin(), in_unit.front());
  Json points{
      {"data", data},
      {"transform", Json::array({in_unit.front(), {{"filter", {{"param", chosen}, {"empty", false}}}}})},
      {"mark", {{"type", "point"}, {"filled", true}, {"clip", true}, {"size", 40}}},
      {"params", Json::array({hover})},
      {"encoding", std::move(shared)}};
  Json view{{"name", "panel_" + std::string{panel.id}},
            {"title", title_of(panel, lines)},
            {"height", panel_height},
            {"layer", Json::array({std::move(line), std::move(alone), std::move(points)})}};
  return view;
}

Json overview_of(const std::string& data) {
  return {
      {"name", "overview"},
      {"title", tr("Time that is shown")},
      {"data", {{"name", data}}},
      {"height", overview_height},
      {"params", Json::array({{{"name", chosen}, {"select", {{"type", "interval"}, {"encodings", {"x"}}}}}})},
      {"mark", {{"type", "area"}, {"color", chart::quiet}}},
      {"encoding",
       {{"x", chart::time_axis()},
        {"y",
         {{"field", "v"},
          {"type", "quantitative"},
          {"aggregate", "max"},
          {"title", nullptr},
          {"axis",
           {{"minExtent", axis_width},
            {"maxExtent", axis_width},
            {"labels", false},
            {"ticks", false},
            {"grid", false}}}}}}}};
}

/// Each run as a row of the chart of backups.
Json backup_rows_in_time(const RunResult& result) {
  Json rows = Json::array();
  for (const auto& run : result.backups) {
    const auto at = [&](double seconds) { return chart_time(result.scenario, seconds); };
    rows.push_back({{"t", at(run.started_s)},
                    {"end", at(run.ended_s)},
                    {"scheduled", at(run.scheduled_s)},
                    {"window", at(run.scheduled_s + run.window_s.value_or(0))},
                    {"job", run.job},
                    {"state", tr(name_of(run.state))},
                    {"took", human_duration(run.duration_s())}});
  }
  return rows;
}

/// Of the states that there are.
Json state_colour(const RunResult& result) {
  const std::array<std::pair<BackupState, const char*>, 6> colours{{{BackupState::completed, chart::first},
                                                                    {BackupState::partial, chart::warning},
                                                                    {BackupState::running, chart::second},
                                                                    {BackupState::failed, chart::bad},
                                                                    {BackupState::expired, chart::bad},
                                                                    {BackupState::skipped, chart::bad}}};
  Json domain = Json::array();
  Json range = Json::array();
  for (const auto& [state, colour] : colours) {
    const bool there = std::any_of(result.backups.begin(), result.backups.end(),
                                   [&](const BackupRun& run) { return run.state == state; });
    if (!there) continue;
    domain.push_back(tr(name_of(state)));
    range.push_back(colour);
  }
  return {{"field", "state"},
          {"type", "nominal"},
          {"legend", {{"orient", "top"}, {"title", nullptr}}},
          {"scale", {{"domain", std::move(domain)}, {"range", std::move(range)}}}};
}

/// Each run of each job as a bar at its time, before its window; a tick shows where one begins that is short.
Json backups_view(const RunResult& result) {
  const Json job{
      {"field", "job"},
      {"type", "nominal"},
      {"title", nullptr},
      {"axis", {{"minExtent", axis_width}, {"maxExtent", axis_width}, {"labelLimit", axis_width}}}};
  auto scheduled = chosen_time();
  scheduled["field"] = "scheduled";
  Json windows{{"mark", {{"type", "bar"}, {"clip", true}, {"color", chart::quiet}}},
               {"encoding", {{"x", scheduled}, {"x2", {{"field", "window"}}}, {"y", job}}}};
  Json runs{
      {"name", "bars_backups"},
      {"mark", {{"type", "bar"}, {"clip", true}, {"height", 10}, {"tooltip", {{"content", "data"}}}}},
      {"encoding",
       {{"x", chosen_time()}, {"x2", {{"field", "end"}}}, {"y", job}, {"color", state_colour(result)}}}};
  Json starts{{"mark", {{"type", "tick"}, {"clip", true}, {"thickness", 2}, {"size", 14}}},
              {"encoding", {{"x", chosen_time()}, {"y", job}, {"color", state_colour(result)}}}};
  return {{"name", "panel_backups"},
          {"title", tr("Backups and their windows")},
          {"data", {{"values", backup_rows_in_time(result)}}},
          {"height", {{"step", 22}}},
          {"layer", Json::array({std::move(windows), std::move(runs), std::move(starts)})}};
}

void add_numbers(TextTable& table, const RunResult& result, const std::vector<Chart::Line>& lines,
                 const TimelinePanel& panel, const chart::AxisUnit& unit) {
  for (const auto& line : lines) {
    const auto& points = result.series[line.series].points;
    const auto [least, most] = std::minmax_element(
        points.begin(), points.end(), [](const auto& a, const auto& b) { return a.value < b.value; });
    const auto when = [&](const auto& point) { return human_duration(point->time); };
    double sum = 0;
    for (const auto& point : points) sum += point.value;
    const auto shown = [&](double value) { return human_number(value / unit.per); };
    table.add({tr(panel.title), line.what, shown(least->value),
               shown(sum / static_cast<double>(points.size())), shown(most->value), when(most), unit.name});
  }
}

/// How long a period is: means and sums over an hour look calmer than over five minutes.
std::string period_text(const RunResult& result) {
  for (const auto& series : result.series) {
    if (series.metric == "garoa UploadsStarted" && series.points.size() > 1)
      return " " + tr("A period is {}.", human_duration(series.points[1].time - series.points[0].time));
  }
  return "";
}

}  // namespace

std::optional<Chart> timeline_chart(const RunResult& result, std::string_view scenario) {
  Chart chart{
      .id = "timeline",
      .title = tr("Series of the run"),
      .about = tr("Series of the run, below each other on one time axis.") + period_text(result),
      .hint = tr("A range that is drawn in the first one, or a day that is chosen above, is what all of them "
                 "show; its single values can be pointed at."),
      .spec = {{"$schema", chart::schema}, {"vconcat", Json::array()}, {"spacing", panel_spacing}},
      .lines = {},
      .numbers = TextTable{{{tr("series")},
                            {tr("of")},
                            {tr("least"), Align::right},
                            {tr("mean"), Align::right},
                            {tr("most"), Align::right},
                            {tr("after"), Align::right},
                            {tr("unit")}},
                           2}};
  Json panels_below = Json::array();
  if (!result.backups.empty()) panels_below.push_back(backups_view(result));
  std::string overview;
  bool any_limit = false;
  for (const auto& panel : timeline_panels) {
    const auto lines = lines_of(result, panel);
    if (!says_something(result, lines)) continue;
    if (overview.empty()) overview = lines.front().data;
    const auto unit = unit_of(result, panel, lines);
    panels_below.push_back(view_of(panel, lines, unit));
    const auto limits = limits_of(result, panel, lines, scenario);
    if (!limits.empty()) panels_below.back()["layer"].push_back(limit_layer(panel, limits, unit));
    any_limit = any_limit || !limits.empty();
    add_numbers(chart.numbers, result, lines, panel, unit);
    chart.lines.insert(chart.lines.end(), lines.begin(), lines.end());
  }
  if (overview.empty()) return std::nullopt;
  if (any_limit)
    chart.about +=
        " " +
        tr("Dashed: the limit; that of concurrency and of the age of events where half of it was reached.");
  Json below{{"vconcat", std::move(panels_below)},
             {"spacing", panel_spacing},
             {"resolve", {{"scale", {{"x", "shared"}, {"color", "independent"}}}}}};
  chart.spec["vconcat"] = Json::array({overview_of(overview), std::move(below)});
  chart.spec["resolve"] = {{"scale", {{"color", "independent"}}}};
  return chart;
}

}  // namespace garoa
