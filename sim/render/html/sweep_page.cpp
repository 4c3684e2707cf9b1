#include "sim/render/html/sweep_page.hpp"

#include <fmt/format.h>

#include "sim/core/language.hpp"
#include "sim/render/html/html_text.hpp"
#include "sim/render/html/page.hpp"
#include "sim/render/html/sweep_view.hpp"
#include "sim/render/sweep_text.hpp"
#include "sim/results/origin.hpp"

namespace garoa {
namespace {

/// The goal, or what the scenario of the points wants at the least money.
std::optional<SweepGoal> wanted_of(const std::vector<PointOutcome>& points,
                                   const std::optional<SweepGoal>& goal) {
  if (goal) return goal;
  for (const auto& point : points) {
    if (!point.objectives.empty()) return SweepGoal{point.objectives, "cost.per_month"};
  }
  return std::nullopt;
}

std::string header_of(const SweepView& view) {
  auto html =
      fmt::format("<h1>{}</h1>\n<p class=\"meta\">{}</p>\n", tr("Sweep {}", escaped(view.manifest.plan)),
                  with_code(escaped(sweep_sentence(view.points, view.manifest))));
  if (!view.goal) return html;
  const auto answer = answer_of(*view.goal, view.points);
  return html +
         fmt::format(
             "<p class=\"answer{}\">{}</p>\n", answer.best ? "" : " bad",
             breakable(with_code(escaped(goal_sentence(view.points, view.manifest, *view.goal, answer))))) +
         fmt::format("<p class=\"note\">{}</p>\n", with_code(escaped(goal_note(*view.goal))));
}

std::string all_points(const SweepView& view) {
  std::vector<const PointOutcome*> points;
  for (const auto& point : view.points) points.push_back(&point);
  const auto note = undone_note(view.points);
  return html_table(points_table(points, view.points, view.manifest, view.goal), tr("All points")) +
         (note.empty() ? "" : fmt::format("<p class=\"note\">{}</p>\n", escaped(note)));
}

std::string broken_points(const SweepView& view) {
  TextTable table{{{tr("point")}, {tr("values")}, {tr("state")}, {tr("why")}}};
  for (const auto& point : view.points) {
    if (!point.is_done())
      table.add({fmt::format("{}", point.number), fmt::format("{}", fmt::join(point.values, ", ")),
                 tr(name_of(point.state)), point.message.substr(0, point.message.find('\n'))});
  }
  return html_table(table, tr("Points without a result"));
}

}  // namespace

std::string sweep_page(const std::vector<PointOutcome>& points, const SweepManifest& manifest,
                       const std::optional<SweepGoal>& goal) {
  const TellingMoney money{currency_of(manifest.exchange)};
  SweepView view{points, manifest, wanted_of(points, goal)};
  Page page{.title = manifest.plan + " - garoa",
            .header = header_of(view),
            .sections = {},
            .footer = "<p>" +
                      tr("Simulated by garoa {}. Nothing on this page was fetched.",
                         escaped(program_in_words(manifest.garoa_version, manifest.garoa_build))) +
                      " " + escaped(money_note()) + "</p>\n",
            .charts = {},
            .scenario = {}};
  const auto curves = drawn(page, sweep_curves(view));
  const auto heat_map = drawn(page, sweep_heat_map(view));
  const auto front = drawn(page, sweep_front(view));
  for (const auto& chart : page.charts) view.explorer.charts.push_back(chart.id);
  page.sections = {{"move", tr("Move through the points"), explorer_html(view.explorer)},
                   {"curves", tr("Curves"), curves},
                   {"heat", tr("Heat map"), heat_map},
                   {"pareto", tr("What can be had together"), front},
                   {"broken", tr("Points without a result"), broken_points(view)},
                   {"points", tr("All points"), all_points(view)}};
  return html_page(page);
}

}  // namespace garoa
