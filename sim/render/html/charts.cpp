// Charts of backups, time and money.
#include "sim/render/html/charts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <map>

#include "sim/core/human.hpp"
#include "sim/core/language.hpp"
#include "sim/render/html/axis_unit.hpp"
#include "sim/render/tables.hpp"
#include "sim/render/told.hpp"

namespace garoa {

namespace chart {

Json view(Json rows, double height) {
  return {{"$schema", schema},
          {"width", "container"},
          {"height", height},
          {"data", {{"values", std::move(rows)}}}};
}

Json time_axis() {
  return {{"field", "t"},
          {"type", "temporal"},
          {"title", nullptr},
          {"scale", {{"type", "utc"}}},
          {"axis",
           {{"format",
             {{"month", "%b %Y"},
              {"week", "%d %b"},
              {"date", "%d %b"},
              {"day", "%d %b"},
              {"hours", "%H:%M"},
              {"minutes", "%H:%M"}}}}}};
}

Json lone_points(Json encoding) {
  return {{"transform", Json::array({{{"filter", "datum.alone"}}})},
          {"mark", {{"type", "point"}, {"filled", true}, {"clip", true}, {"size", 16}, {"opacity", 1}}},
          {"encoding", std::move(encoding)}};
}

Json top_legend() {
  return {{"orient", "top"}, {"title", nullptr}};
}

}  // namespace chart

namespace {

constexpr double milliseconds_of_second = 1000;
/// Bars that a reader can tell apart.
constexpr std::size_t most_bars = 60;
constexpr std::size_t most_cost_lines = 14;
constexpr double bar_step = 18;

int number_at(std::string_view iso, std::size_t from, std::size_t length) {
  int number = 0;
  if (from + length <= iso.size()) std::from_chars(iso.data() + from, iso.data() + from + length, number);
  return number;
}

std::string run_name(const BackupRun& run, bool several_jobs) {
  const auto at = run.scheduled.empty() ? human_duration(run.scheduled_s) : human_time(run.scheduled);
  return several_jobs ? run.job + " " + at : at;
}

bool has_several_jobs(const std::vector<BackupRun>& runs) {
  return std::any_of(runs.begin(), runs.end(), [&](const auto& run) { return run.job != runs.front().job; });
}

/// The longest where there are too many; in their order.
std::vector<BackupRun> shown_runs(const RunResult& result) {
  auto runs = result.backups;
  if (runs.size() <= most_bars) return runs;
  std::stable_sort(runs.begin(), runs.end(),
                   [](const auto& a, const auto& b) { return a.duration_s() > b.duration_s(); });
  runs.resize(most_bars);
  std::stable_sort(runs.begin(), runs.end(),
                   [](const auto& a, const auto& b) { return a.scheduled_s < b.scheduled_s; });
  return runs;
}

Json backup_rows(const RunResult& result) {
  auto rows = Json::array();
  const bool several = has_several_jobs(result.backups);
  for (const auto& run : shown_runs(result)) {
    const double window = run.window_s.value_or(0);
    const bool missed = run.overrun_s() > 0 || run.state == BackupState::skipped ||
                        run.state == BackupState::failed || run.state == BackupState::expired;
    rows.push_back({{"run", run_name(run, several)},
                    {"state", std::string{name_of(run.state)}},
                    {"start_s", run.started_s},
                    {"end_s", run.ended_s},
                    {"due", 0},
                    {"from", (run.started_s - run.scheduled_s) / chart::hour},
                    {"to", (run.ended_s - run.scheduled_s) / chart::hour},
                    {"window", run.window_s ? Json(window / chart::hour) : Json()},
                    {"verdict", missed ? tr("missed") : tr("held")},
                    {"took", human_duration(run.duration_s())},
                    {"data", human_bytes(static_cast<double>(run.bytes))}});
  }
  return rows;
}

/// In which runs and windows are drawn, by the longest.
chart::AxisUnit unit_of_runs(const RunResult& result) {
  double longest = 0;
  for (const auto& run : shown_runs(result))
    longest = std::max({longest, run.window_s.value_or(0), run.ended_s - run.scheduled_s});
  return chart::axis_unit("s", longest);
}

/// Of rows in hours.
Json in_unit(const chart::AxisUnit& unit) {
  Json calculated = Json::array();
  for (const auto& [field, shown] : {std::pair{"from", "begins"}, {"to", "ends"}, {"window", "closes"}})
    calculated.push_back({{"calculate", fmt::format("isValid(datum.{0}) ? datum.{0} * {1} : null", field,
                                                    chart::hour / unit.per)},
                          {"as", shown}});
  return calculated;
}

/// Windows behind the runs, and their ends before them: a run that missed its window hides it.
std::pair<Json, Json> windows_of_runs(const Json& run) {
  const auto given = Json::array({{{"filter", "datum.window != null"}}});
  const Json due{{"field", "due"}, {"type", "quantitative"}};
  return {{{"transform", given},
           {"mark", {{"type", "bar"}, {"color", chart::quiet}}},
           {"encoding", {{"y", run}, {"x", due}, {"x2", {{"field", "closes"}}}}}},
          {{"transform", given},
           {"name", "window_ends"},
           {"mark", {{"type", "tick"}, {"color", "var(--ink)"}, {"thickness", 2}, {"size", bar_step}}},
           {"encoding", {{"y", run}, {"x", {{"field", "closes"}, {"type", "quantitative"}}}}}}};
}

/// Two colours that also stand for their words.
Json colours(const std::vector<std::pair<std::string, std::string>>& names) {
  Json domain = Json::array();
  Json range = Json::array();
  for (const auto& [name, colour] : names) {
    domain.push_back(name);
    range.push_back(colour);
  }
  return {{"domain", domain}, {"range", range}};
}

void add_time(Json& rows, const std::string& phase, const Bottleneck::Part& part, double of) {
  for (const auto& [kind, seconds] :
       {std::pair{tr("service"), part.service_s()}, std::pair{tr("queueing"), part.queueing_s}})
    rows.push_back({{"phase", phase},
                    {"resource", part.resource},
                    {"kind", kind},
                    {"share", of > 0 ? seconds / of : 0},
                    {"seconds", seconds}});
}

/// One phase's resources, the largest first.
Json bars_of_time() {
  const Json largest{{"field", "seconds"}, {"op", "sum"}, {"order", "descending"}};
  return {{"height", {{"step", bar_step}}},
          {"mark", {{"type", "bar"}, {"tooltip", {{"content", "data"}}}}},
          {"encoding",
           {{"y", {{"field", "resource"}, {"type", "nominal"}, {"sort", largest}, {"title", nullptr}}},
            {"x",
             {{"field", "share"},
              {"type", "quantitative"},
              {"axis", {{"format", "%"}}},
              {"title", tr("of the phase's time")}}},
            {"color",
             {{"field", "kind"},
              {"type", "nominal"},
              {"scale", colours({{tr("service"), chart::first}, {tr("queueing"), chart::warning}})},
              {"legend", chart::top_legend()}}},
            {"order", {{"field", "kind"}, {"type", "nominal"}, {"sort", "descending"}}}}}};
}

std::string cost_name(const CostLine& line) {
  return line.resource + ": " + tr(line.item);
}

}  // namespace

double chart_time(const ScenarioInfo& scenario, double seconds) {
  namespace ch = std::chrono;
  const std::string_view iso = scenario.start;
  const ch::sys_days day = ch::year{number_at(iso, 0, 4)} /
                           ch::month{static_cast<unsigned>(number_at(iso, 5, 2))} /
                           ch::day{static_cast<unsigned>(number_at(iso, 8, 2))};
  const double start = static_cast<double>(ch::seconds{day.time_since_epoch()}.count()) +
                       number_at(iso, 11, 2) * chart::hour + number_at(iso, 14, 2) * 60 +
                       number_at(iso, 17, 2);
  return (start + seconds) * milliseconds_of_second;
}

std::optional<Chart> backup_chart(const RunResult& result) {
  if (result.backups.empty()) return std::nullopt;
  Chart chart{
      .id = "backup-runs",
      .title = tr("Each run against its window"),
      .about =
          tr("One bar for each run, from when it was scheduled on; the pale bar behind it is its window, "
             "which ends at the upright line. Red: it left the window, failed, expired or was skipped."),
      .spec = chart::view(backup_rows(result), bar_step * static_cast<double>(shown_runs(result).size())),
      .lines = {},
      .numbers = backup_runs_table(result)};
  if (result.backups.size() > most_bars || result.backups_unlisted > 0)
    chart.about += " " + tr("Shown are the longest of {}.",
                            human_count(result.backups.size() + result.backups_unlisted));
  const Json run{{"field", "run"}, {"type", "nominal"}, {"sort", nullptr}, {"title", nullptr}};
  const auto unit = unit_of_runs(result);
  chart.spec["transform"] = in_unit(unit);
  auto [windows, ends] = windows_of_runs(run);
  Json runs{{"mark", {{"type", "bar"}, {"minBandSize", 6}, {"tooltip", {{"content", "data"}}}}},
            {"name", "runs"},
            {"encoding",
             {{"y", run},
              {"x",
               {{"field", "begins"},
                {"type", "quantitative"},
                {"title", unit.title_of(tr("after it was scheduled"))}}},
              {"x2", {{"field", "ends"}}},
              {"color",
               {{"field", "verdict"},
                {"type", "nominal"},
                {"scale", colours({{tr("held"), chart::first}, {tr("missed"), chart::bad}})},
                {"legend", chart::top_legend()}}}}}};
  chart.spec["layer"] = Json::array({std::move(windows), std::move(runs), std::move(ends)});
  const bool without_bar = std::any_of(result.backups.begin(), result.backups.end(), [](const auto& own) {
    return own.state == BackupState::skipped || (own.state == BackupState::failed && own.duration_s() == 0);
  });
  if (without_bar)
    chart.spec["layer"].push_back(
        {{"transform",
          Json::array(
              {{{"filter",
                 "datum.state == 'SKIPPED' || (datum.state == 'FAILED' && datum.to <= datum.from)"}}})},
         {"mark",
          {{"type", "point"}, {"shape", "cross"}, {"color", chart::bad}, {"filled", true}, {"size", 70}}},
         {"encoding", {{"y", run}, {"x", {{"field", "due"}, {"type", "quantitative"}}}}}});
  return chart;
}

std::optional<Chart> time_chart(const RunResult& result) {
  Json rows = Json::array();
  TextTable table{{{tr("phase")},
                   {tr("resource")},
                   {tr("service"), TextTable::Align::right},
                   {tr("queueing"), TextTable::Align::right},
                   {tr("share"), TextTable::Align::right}},
                  2};
  for (const auto& phase : result.bottlenecks) {
    const auto name = told_phase(phase);
    for (const auto& part : phase.parts) {
      table.add({name, part.resource, human_duration(part.service_s()), human_duration(part.queueing_s),
                 human_share(part.share)});
      add_time(rows, name, part, phase.waited_s);
    }
  }
  if (rows.empty()) return std::nullopt;
  Chart chart{
      .id = "time",
      .title = tr("By phase and resource"),
      .about = tr("Of all time that requests of a phase spend because of resources, each resource's part. "
                  "Service is what an idle resource takes as well; queueing is for others' work, a limit, "
                  "spent credits or a refusal."),
      .spec = {{"$schema", chart::schema}, {"data", {{"values", std::move(rows)}}}},
      .lines = {},
      .numbers = std::move(table)};
  chart.spec["facet"] = {
      {"row",
       {{"field", "phase"},
        {"type", "nominal"},
        {"title", nullptr},
        {"header", {{"labelAngle", 0}, {"labelOrient", "top"}, {"labelAnchor", "start"}}}}}};
  chart.spec["resolve"] = {{"scale", {{"y", "independent"}}}};
  chart.spec["spec"] = bars_of_time();
  return chart;
}

std::optional<Chart> cost_chart(const RunResult& result) {
  const auto cost = as_shown(result.cost);
  auto lines = cost.lines;
  std::erase_if(lines, [](const auto& line) { return line.amount <= 0; });
  if (lines.empty()) return std::nullopt;
  std::stable_sort(lines.begin(), lines.end(),
                   [](const auto& a, const auto& b) { return a.amount > b.amount; });
  Json rows = Json::array();
  double others = 0;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i >= most_cost_lines) {
      others += lines[i].amount;
      continue;
    }
    rows.push_back({{"line", cost_name(lines[i])},
                    {"amount", lines[i].amount},
                    {"price", lines[i].verified ? tr("verified") : tr("not verified")}});
  }
  if (others > 0) rows.push_back({{"line", tr("all others")}, {"amount", others}, {"price", tr("verified")}});
  const double height = bar_step * static_cast<double>(rows.size());
  Chart chart{.id = "cost",
              .title = tr("By line of the bill"),
              .about = tr("Lines of this run's bill in {}, the dearest first. Prices that no source "
                          "of AWS confirms are marked.",
                          cost.currency),
              .spec = chart::view(std::move(rows), height),
              .lines = {},
              .numbers = cost_lines_table(result.cost)};
  chart.spec["mark"] = {{"type", "bar"}, {"tooltip", {{"content", "data"}}}};
  chart.spec["encoding"] = {
      {"y", {{"field", "line"}, {"type", "nominal"}, {"sort", nullptr}, {"title", nullptr}}},
      {"x", {{"field", "amount"}, {"type", "quantitative"}, {"title", tr("{}, this run", cost.currency)}}},
      {"color",
       {{"field", "price"},
        {"type", "nominal"},
        {"scale", colours({{tr("verified"), chart::first}, {tr("not verified"), chart::warning}})},
        {"legend", {{"orient", "top"}, {"title", tr("price")}}}}}};
  return chart;
}

namespace {

Json months_of(const Json& rows) {
  Json months = Json::array();
  for (const auto& row : rows) months.push_back(row["month"]);
  return months;
}

}  // namespace

std::optional<Chart> growth_chart(const RunResult& result) {
  const auto cost = as_shown(result.cost);
  if (!months_differ(cost)) return std::nullopt;
  Json rows = Json::array();
  TextTable table{{{tr("month")}, {cost.currency, TextTable::Align::right}}};
  const auto add = [&](std::uint32_t month, const std::string& name, double amount) {
    rows.push_back({{"month", month}, {"amount", amount}});
    table.add({name, human_money(amount)});
  };
  for (const auto& month : cost.months) add(month.month, fmt::format("{}", month.month), month.amount);
  if (cost.steady) add(cost.steady->month, tr("from {} on", cost.steady->month), cost.steady->amount);
  Chart chart{.id = "growth",
              .title = tr("How the bill grows"),
              .about = tr("{} a month by what will have come together: {} in the first month; {}.",
                          cost.currency, human_money(cost.months.front().amount),
                          cost.steady ? tr("from month {} on each is alike", cost.steady->month)
                                      : tr("no end of it, as {}", what_grows(cost))),
              .spec = chart::view(std::move(rows), 160),
              .lines = {},
              .numbers = std::move(table)};
  chart.spec["mark"] = {
      {"type", "line"}, {"point", true}, {"tooltip", {{"content", "data"}}}, {"color", chart::first}};
  chart.spec["encoding"] = {
      {"x",
       {{"field", "month"},
        {"type", "quantitative"},
        {"title", tr("month")},
        {"scale", {{"zero", false}, {"nice", false}}},
        {"axis", {{"values", months_of(chart.spec["data"]["values"])}, {"labelOverlap", true}}}}},
      {"y", {{"field", "amount"}, {"type", "quantitative"}, {"title", tr("{} a month", cost.currency)}}}};
  return chart;
}

}  // namespace garoa
