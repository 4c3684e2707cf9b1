#include "sim/render/html/sweep_view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include "sim/core/human.hpp"
#include "sim/core/language.hpp"
#include "sim/core/units.hpp"
#include "sim/render/sweep_text.hpp"
#include "sim/render/tables.hpp"
#include "sim/results/metric_table.hpp"

namespace garoa {
namespace {

/// Charts below each other.
constexpr std::size_t most_metrics = 6;

/// A value as number and unit: "512 MB", "20/s".
std::pair<std::string, std::string> parts_of(const std::string& value) {
  const auto end = value.find_first_not_of("+-0123456789.eE_");
  if (end == std::string::npos) return {value, ""};
  auto unit = value.substr(end);
  unit.erase(0, unit.find_first_not_of(' '));
  return {value.substr(0, end), unit};
}

/// Orders the values of one unit, and keeps their numbers.
void read_numbers(SweepView::Axis& axis) {
  std::vector<std::pair<double, std::string>> read;
  for (const auto& value : axis.values) {
    const auto [number, unit] = parts_of(value);
    const auto parsed = parse_number(number);
    if (!parsed || (!read.empty() && unit != axis.unit)) return axis.unit.clear();
    axis.unit = unit;
    read.emplace_back(*parsed, value);
  }
  std::stable_sort(read.begin(), read.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (std::size_t i = 0; i < read.size(); ++i) {
    axis.numbers.push_back(read[i].first);
    axis.values[i] = read[i].second;
  }
}

std::vector<SweepView::Axis> axes_of(const std::vector<PointOutcome>& points, const SweepManifest& manifest) {
  std::vector<SweepView::Axis> axes;
  const auto names = short_names(manifest.axes);
  for (std::size_t i = 0; i < names.size(); ++i) {
    SweepView::Axis axis{.name = names[i], .unit = {}, .values = {}, .numbers = {}};
    std::set<std::string> seen;
    for (const auto& point : points) {
      if (seen.insert(point.values.at(i)).second) axis.values.push_back(point.values[i]);
    }
    read_numbers(axis);
    axes.push_back(std::move(axis));
  }
  return axes;
}

std::string interval_of(const std::optional<std::pair<double, double>>& interval, const std::string& unit) {
  return interval
             ? tr("95 %: {} to {}", human_value(interval->first, unit), human_value(interval->second, unit))
             : "";
}

Explorer::Cell cell_of(const PointOutcome& point, const std::string& name) {
  const auto* const metric = point.find_metric(name);
  if (metric == nullptr) return {std::string{TextTable::nothing}};
  return {human_value(metric->value, metric->unit), "", interval_of(metric->ci95, metric->unit)};
}

std::string tone_of(ObjectiveState state) {
  if (state == ObjectiveState::not_evaluated) return "";
  return state == ObjectiveState::met ? "good" : "bad";
}

/// What the goal says of that metric.
std::string tone_of(const SweepView& view, const PointOutcome& point, const std::string& metric) {
  if (!view.goal) return "";
  for (const auto& objective : view.goal->objectives) {
    if (objective.metric == metric) return tone_of(judged(objective, point).state);
  }
  return "";
}

Explorer::Cell cell_of(const Objective& objective) {
  return {tr(name_of(objective.state)), tone_of(objective.state),
          objective.value ? human_value(*objective.value, objective.unit) : ""};
}

/// Of the goal, and of the scenario of the points.
std::vector<std::string> objective_labels(const SweepView& view) {
  std::vector<std::string> labels;
  if (view.goal) {
    for (const auto& objective : view.goal->objectives) labels.push_back(tr("goal: {}", text_of(objective)));
  }
  for (const auto& point : view.points) {
    if (point.objectives.empty()) continue;
    for (const auto& objective : point.objectives) labels.push_back(text_of(objective));
    break;
  }
  return labels;
}

std::vector<std::string> all_metrics(const SweepView& view) {
  std::set<std::string> names;
  for (const auto& point : view.points) {
    for (const auto& metric : point.metrics) names.insert(metric.name);
  }
  return {names.begin(), names.end()};
}

std::vector<Explorer::Cell> cells_of(const SweepView& view, const PointOutcome& point) {
  std::vector<Explorer::Cell> cells;
  const auto& [cards, objectives, all] = std::tie(
      view.explorer.groups[0].labels, view.explorer.groups[1].labels, view.explorer.groups[2].labels);
  for (const auto& name : cards) {
    cells.push_back(cell_of(point, name));
    cells.back().tone = tone_of(view, point, name);
  }
  const auto before = cells.size();
  if (view.goal) {
    for (const auto& objective : view.goal->objectives) cells.push_back(cell_of(judged(objective, point)));
  }
  for (const auto& objective : point.objectives) cells.push_back(cell_of(objective));
  cells.resize(before + objectives.size());
  for (const auto& name : all) cells.push_back(cell_of(point, name));
  return cells;
}

std::string note_of(const SweepView& view, const PointOutcome& point) {
  const auto number = tr("point {}", point.number);
  if (!point.is_done())
    return fmt::format("{}, {}: {}", number, tr(name_of(point.state)),
                       point.message.substr(0, point.message.find('\n')));
  const auto verdict = marked_verdict(point, view.goal);
  return verdict == TextTable::nothing ? number : fmt::format("{}, {}", number, verdict);
}

/// The one that the goal wants, or else the first.
std::size_t first_shown(const SweepView& view) {
  return view.goal ? answer_of(*view.goal, view.points).best.value_or(0) : 0;
}

Explorer explorer_of(const SweepView& view) {
  Explorer explorer{.id = "sliders", .axes = {}, .groups = {}, .points = {}, .first = 0, .charts = {}};
  if (view.is_grid) {
    for (const auto& axis : view.axes) explorer.axes.push_back({axis.name, axis.values});
  } else {
    explorer.axes.push_back({tr("point"), {}});
    for (const auto& point : view.points)
      explorer.axes.front().values.push_back(fmt::format("{}", fmt::join(point.values, ", ")));
  }
  return explorer;
}

}  // namespace

SweepView::SweepView(const std::vector<PointOutcome>& all, const SweepManifest& of,
                     std::optional<SweepGoal> wanted)
    : points{all},
      manifest{of},
      goal{std::move(wanted)},
      is_grid{of.sample == "grid"},
      axes{axes_of(all, of)},
      metrics{shown_metrics(all, of, goal)} {
  explorer = explorer_of(*this);
  explorer.groups = {{tr("The point"), Explorer::Group::Form::cards, metrics},
                     {tr("Objectives of the point"), Explorer::Group::Form::table, objective_labels(*this)},
                     {tr("All numbers of the point"), Explorer::Group::Form::folded, all_metrics(*this)}};
  for (std::size_t i = 0; i < points.size(); ++i) {
    Explorer::Point point{.at = {}, .cells = {}, .note = note_of(*this, points[i])};
    if (is_grid) {
      for (std::size_t axis = 0; axis < axes.size(); ++axis) point.at.push_back(at(points[i], axis));
    } else {
      point.at.push_back(i);
    }
    if (points[i].is_done()) point.cells = cells_of(*this, points[i]);
    explorer.points.push_back(std::move(point));
  }
  explorer.first = first_shown(*this);
  std::erase_if(explorer.groups, [](const auto& group) { return group.labels.empty(); });
  if (metrics.size() > most_metrics) metrics.resize(most_metrics);
  for (const auto& name : metrics) {
    const auto* const row = find_metric_row(name);
    units.emplace_back(row == nullptr ? "" : row->unit);
  }
}

std::size_t SweepView::at(const PointOutcome& point, std::size_t axis) const {
  const auto& values = axes[axis].values;
  return static_cast<std::size_t>(std::find(values.begin(), values.end(), point.values[axis]) -
                                  values.begin());
}

}  // namespace garoa
