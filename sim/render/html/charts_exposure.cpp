// Charts of what a loss would cost at any moment.
#include <fmt/format.h>

#include <algorithm>

#include "sim/core/human.hpp"
#include "sim/core/language.hpp"
#include "sim/render/html/charts.hpp"
#include "sim/results/control_ids.hpp"

namespace garoa {
namespace {

constexpr std::string_view unprotected_age = "garoa UnprotectedAge";

/// Points of the age of the newest recovery point of one job: it grows with time, and falls when a run completes to the time
/// since that run began.
void add_exposure(Json& rows, const RunResult& result, const std::string& job) {
  double newest = 0;
  const auto add = [&](double at) {
    rows.push_back(
        {{"t", chart_time(result.scenario, at)}, {"v", (at - newest) / chart::hour}, {"job", job}});
  };
  add(0);
  auto runs = result.backups;
  std::erase_if(runs, [&](const auto& run) { return run.job != job || run.state != BackupState::completed; });
  std::stable_sort(runs.begin(), runs.end(),
                   [](const auto& a, const auto& b) { return a.ended_s < b.ended_s; });
  for (const auto& run : runs) {
    if (run.started_s <= newest) continue;
    add(run.ended_s);
    newest = run.started_s;
    add(run.ended_s);
  }
  add(result.scenario.duration_s);
}

/// The recovery point objective that was judged; nothing where none was.
std::optional<double> objective_of(const RunResult& result) {
  for (const auto& finding : result.compliance.findings) {
    if (finding.control == compliance::control_ids::recovery_point && finding.limit) return finding.limit;
  }
  return std::nullopt;
}

Json limit_rule(double value, const std::string& label) {
  return {{"data", {{"values", Json::array({{{"limit", value}, {"label", label}}})}}},
          {"encoding", {{"y", {{"field", "limit"}, {"type", "quantitative"}}}}},
          {"layer",
           Json::array(
               {{{"mark", {{"type", "rule"}, {"color", chart::bad}, {"strokeDash", {6, 4}}}}},
                {{"mark", {{"type", "text"}, {"align", "left"}, {"x", 4}, {"dy", -6}, {"color", chart::bad}}},
                 {"encoding", {{"text", {{"field", "label"}}}}}}})}};
}

/// A line at the recovery point objective, if one was judged.
void add_objective(Chart& chart, const RunResult& result) {
  const auto objective = objective_of(result);
  if (!objective) return;
  chart.about += " " + tr("The broken line is the objective (RPO): {}.", human_duration(*objective));
  chart.spec["layer"].push_back(limit_rule(*objective / chart::hour, "RPO " + human_duration(*objective)));
}

}  // namespace

std::optional<Chart> exposure_chart(const RunResult& result) {
  if (result.backups.empty() || result.backups_unlisted > 0) return std::nullopt;
  Json rows = Json::array();
  std::vector<std::string> jobs;
  for (const auto& run : result.backups) {
    if (std::find(jobs.begin(), jobs.end(), run.job) != jobs.end()) continue;
    jobs.push_back(run.job);
    add_exposure(rows, result, run.job);
  }
  Chart chart{
      .id = "exposure",
      .title = tr("Age of the newest recovery point"),
      .about = tr("What a loss of the volume would cost at any moment: the time since the newest completed "
                  "run of the backup began. It grows until a run completes."),
      .spec = chart::view(std::move(rows), 180),
      .lines = {}};
  Json line{{"mark", {{"type", "line"}, {"strokeWidth", 2}}},
            {"name", "ages"},
            {"encoding",
             {{"x", chart::time_axis()},
              {"y", {{"field", "v"}, {"type", "quantitative"}, {"title", tr("hours")}}},
              {"color",
               {{"field", "job"},
                {"type", "nominal"},
                {"legend", jobs.size() > 1 ? chart::top_legend() : Json()}}}}}};
  chart.spec["layer"] = Json::array({std::move(line)});
  add_objective(chart, result);
  return chart;
}

bool is_always_protected(const RunResult& result) {
  bool seen = false;
  for (const auto& series : result.series) {
    if (!series.metric.starts_with(unprotected_age)) continue;
    if (std::any_of(series.points.begin(), series.points.end(),
                    [](const auto& point) { return point.value > 0; }))
      return false;
    seen = seen || !series.points.empty();
  }
  return seen;
}

std::optional<Chart> unprotected_chart(const RunResult& result) {
  Chart chart{
      .id = "unprotected",
      .title = tr("Oldest document without a copy"),
      .about = tr("The age of the oldest acknowledged document that has no second copy, at its largest in "
                  "each period after the warm-up: what a loss would cost. By job: the copy counts when its "
                  "job has ended well."),
      .spec = {{"$schema", chart::schema}, {"width", "container"}, {"height", 180}},
      .lines = {}};
  constexpr const char* in_hours = "isValid(datum.v) ? datum.v / 3600 : null";
  for (std::size_t i = 0; i < result.series.size(); ++i) {
    const auto& series = result.series[i];
    if (!series.metric.starts_with(unprotected_age)) continue;
    const auto kind = series.metric.substr(unprotected_age.size());
    const auto words = kind == "ByJob"      ? tr(", by job")
                       : kind == "Isolated" ? tr(", in another account")
                                            : tr(", any copy");
    chart.lines.push_back({"ages", i, series.resource + words});
  }
  if (chart.lines.empty() || is_always_protected(result)) return std::nullopt;
  Json line{{"data", {{"name", "ages"}}},
            {"transform", Json::array({{{"calculate", in_hours}, {"as", "hours"}}})},
            {"mark", {{"type", "line"}, {"strokeWidth", 1.5}}},
            {"encoding",
             {{"x", chart::time_axis()},
              {"y", {{"field", "hours"}, {"type", "quantitative"}, {"title", tr("hours")}}},
              {"color", {{"field", "what"}, {"type", "nominal"}, {"legend", chart::top_legend()}}},
              {"strokeDash", {{"field", "what"}, {"type", "nominal"}, {"legend", nullptr}}}}}};
  auto alone = chart::lone_points(line["encoding"]);
  alone["data"] = line["data"];
  alone["transform"].insert(alone["transform"].begin(), line["transform"].front());
  chart.spec["layer"] = Json::array({std::move(line), std::move(alone)});
  add_objective(chart, result);
  return chart;
}

}  // namespace garoa
