#include "sim/run/run_lesson.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "sim/results/metric_table.hpp"
#include "sim/run/run.hpp"
#include "sim/run/tasks_in_children.hpp"
#include "sim/scenario/load.hpp"

namespace garoa {
namespace {

/// What a resource, or one item of it, costs in a month; nothing where the bill has no such line.
std::optional<double> monthly_cost(const Invoice& bill, const LessonMeasure& measure) {
  std::optional<double> month;
  for (const auto& line : bill.lines) {
    const bool is_of_it = line.resource == measure.bill || line.resource.starts_with(measure.bill + ".");
    if (is_of_it && (measure.item.empty() || line.item == measure.item))
      month = month.value_or(0) + line.per_month;
  }
  return month;
}

std::optional<double> measured_by(const RunResult& result, const LessonMeasure& measure) {
  std::optional<double> value;
  if (measure.metric.empty()) {
    value = monthly_cost(result.cost, measure);
  } else if (const auto metric = metric_of(result, measure.metric)) {
    value = metric->value;
  }
  return value ? value : measure.if_none;
}

/// Of a series the least and the largest of each stretch of time, so that no peak gets lost.
nlohmann::json thinned(const std::vector<Series::Point>& points) {
  constexpr std::size_t stretches = 120;
  const std::size_t each = (points.size() + stretches - 1) / stretches;
  auto values = nlohmann::json::array();
  const auto add = [&](const Series::Point& point) { values.push_back({point.time, point.value}); };
  for (std::size_t from = 0; from < points.size(); from += each) {
    const auto begin = points.begin() + static_cast<std::ptrdiff_t>(from);
    const auto end = points.begin() + static_cast<std::ptrdiff_t>(std::min(from + each, points.size()));
    const auto [least, largest] =
        std::minmax_element(begin, end, [](const auto& a, const auto& b) { return a.value < b.value; });
    add(*std::min(least, largest));
    if (least != largest) add(*std::max(least, largest));
  }
  return values;
}

nlohmann::json drawn_of(const RunResult& result, const LessonCurve& curve) {
  for (const auto& series : result.series) {
    if (series.resource == curve.resource && series.metric == curve.metric &&
        series.statistic == curve.statistic)
      return thinned(series.points);
  }
  return nlohmann::json::array();
}

/// What the child does: its answer has a list of values, null where there is none, and one of curves.
std::string run_lesson_point(const LessonRequest& request, std::size_t point) {
  const auto& lesson = request.lesson;
  std::string file = lesson.scenario;
  Overrides overrides{lesson.sets, {}};
  const auto positions = lesson.positions_at(point);
  for (std::size_t i = 0; i < positions.size(); ++i) {
    const auto& position = lesson.sliders[i].positions[positions[i]];
    if (!position.scenario.empty()) file = position.scenario;
    overrides.sets.insert(overrides.sets.end(), position.sets.begin(), position.sets.end());
  }
  Diagnostics faults;
  const auto scenario = load_scenario(file, overrides, request.files, faults);
  if (!scenario) throw LessonNotRun{faults.text()};
  const auto result = run_here({*scenario});
  nlohmann::json values = nlohmann::json::array();
  for (const auto& measure : lesson.measures) {
    const auto value = measured_by(result, measure);
    values.push_back(value ? nlohmann::json(*value) : nlohmann::json());
  }
  auto curves = nlohmann::json::array();
  for (const auto& curve : lesson.curves) curves.push_back(drawn_of(result, curve));
  return nlohmann::json{{"values", std::move(values)}, {"curves", std::move(curves)}}.dump();
}

std::vector<std::optional<double>> values_in(const nlohmann::json& answer) {
  std::vector<std::optional<double>> values;
  for (const auto& value : answer)
    values.push_back(value.is_null() ? std::nullopt : std::optional{value.get<double>()});
  return values;
}

}  // namespace

LessonRuns run_lesson(const LessonRequest& request) {
  const auto points = request.lesson.points();
  LessonRuns runs{LessonValues(points), LessonCurves(points)};
  std::size_t done = 0;
  TasksInChildren tasks;
  tasks.count = points;
  tasks.at_once = request.at_once;
  tasks.work = [&](std::size_t point, const ChildProcess::Tell&) { return run_lesson_point(request, point); };
  tasks.ended = [&](std::size_t point, const ChildProcess::End& end) {
    ++done;
    if (end.state != ChildProcess::State::answered)
      throw LessonNotRun{end.text.empty() ? fmt::format("point {} of the lesson has no result\n", point + 1)
                                          : end.text};
    const auto answer = nlohmann::json::parse(end.text);
    runs.values[point] = values_in(answer["values"]);
    answer["curves"].get_to(runs.curves[point]);
  };
  tasks.keep_going = [&] { return !request.keep_going || request.keep_going(done); };
  run_in_children(tasks);
  return runs;
}

}  // namespace garoa
