#include "sim/run/run_lesson.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "sim/run/run.hpp"
#include "sim/run/tasks_in_children.hpp"
#include "sim/scenario/load.hpp"

namespace garoa {
namespace {

/// What a resource, or one item of it, costs in a month; nothing where the bill has no such line.
std::optional<double> monthly_cost(const Invoice& bill, const LessonMeasure& measure) {
  std::optional<double> run;
  for (const auto& line : bill.lines) {
    const bool is_of_it = line.resource == measure.bill || line.resource.starts_with(measure.bill + ".");
    if (!is_of_it || (!measure.item.empty() && line.item != measure.item)) continue;
    run = run.value_or(0) + line.amount - line.one_off;
  }
  const double repeated = bill.total - bill.one_offs;
  if (!run || repeated <= 0) return std::nullopt;
  return *run * bill.per_month / repeated;
}

std::optional<double> measured_by(const RunResult& result, const LessonMeasure& measure) {
  std::optional<double> value;
  if (measure.metric.empty()) {
    value = monthly_cost(result.cost, measure);
  } else if (const auto* const metric = result.find_metric(measure.metric)) {
    value = metric->value;
  }
  return value ? value : measure.if_none;
}

/// What the child does: its answer is a list of values, null where there is none.
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
  return values.dump();
}

std::vector<std::optional<double>> values_in(const std::string& answer) {
  std::vector<std::optional<double>> values;
  for (const auto& value : nlohmann::json::parse(answer))
    values.push_back(value.is_null() ? std::nullopt : std::optional{value.get<double>()});
  return values;
}

}  // namespace

LessonValues run_lesson(const LessonRequest& request) {
  LessonValues values(request.lesson.points());
  std::size_t done = 0;
  TasksInChildren tasks;
  tasks.count = values.size();
  tasks.at_once = request.at_once;
  tasks.work = [&](std::size_t point, const ChildProcess::Tell&) { return run_lesson_point(request, point); };
  tasks.ended = [&](std::size_t point, const ChildProcess::End& end) {
    ++done;
    if (end.state != ChildProcess::State::answered)
      throw LessonNotRun{end.text.empty() ? fmt::format("point {} of the lesson has no result\n", point + 1)
                                          : end.text};
    values[point] = values_in(end.text);
  };
  tasks.keep_going = [&] { return !request.keep_going || request.keep_going(done); };
  run_in_children(tasks);
  return values;
}

}  // namespace garoa
