#include "sim/run/sweep.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "sim/run/replicate.hpp"
#include "sim/run/tasks_in_children.hpp"

namespace garoa {
namespace {

/// What the child does. Only what store() throws, files that have changed, and a lack of memory leave it.
void run_point(const SweepRequest& request, const SweepPoint& point) {
  auto overrides = request.overrides;
  for (auto& value : request.plan.overrides_of(point)) overrides.sets.push_back(std::move(value));
  Diagnostics faults;
  PointOutcome outcome{.number = point.number, .values = point.values};
  const auto scenario =
      load_scenario_again(request.base, request.plan.scenario, overrides, request.files, faults);
  if (!scenario) {
    outcome.state = PointState::invalid;
    outcome.message = faults.text();
    request.store(outcome, nullptr);
    return;
  }
  std::optional<RunResult> result;
  try {
    result = request.plan.replications == 1
                 ? run_here({*scenario})
                 : run_replications({.scenario = *scenario, .most = request.plan.replications});
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception& error) {
    outcome.state = PointState::failed;
    outcome.message = error.what();
    outcome.scenario_sha256 = scenario->sha256;
    request.store(outcome, nullptr);
    return;
  }
  request.store(outcome_of(point, *result, request.plan.metrics), &*result);
}

/// The outcome of a point whose child left none; throws if it could not put it away.
PointOutcome outcome_without_answer(const SweepPoint& point, const ChildProcess::End& end) {
  PointOutcome outcome{.number = point.number, .values = point.values};
  switch (end.state) {
    case ChildProcess::State::answered:
      break;
    case ChildProcess::State::failed:
      throw PointNotStored{end.text};
    case ChildProcess::State::out_of_memory:
      outcome.state = PointState::out_of_memory;
      outcome.message = "needs more memory than it may take";
      break;
    case ChildProcess::State::timed_out:
      outcome.state = PointState::timed_out;
      outcome.message = "takes longer than it may";
      break;
    case ChildProcess::State::killed:
      outcome.state = PointState::killed;
      outcome.message = fmt::format("was killed by signal {}", end.signal);
      break;
    case ChildProcess::State::crashed:
      outcome.state = PointState::crashed;
      outcome.message = end.signal == 0
                            ? std::string{"ended without an answer"}
                            : fmt::format("ended by signal {} ({})", end.signal, strsignal(end.signal));
      break;
  }
  return outcome;
}

/// The first of the axis' values that are no whole numbers.
std::vector<double> broken_numbers(const SweepAxis& axis, std::size_t place,
                                   const std::vector<SweepPoint>& points) {
  constexpr std::size_t most = 8;
  std::vector<double> broken;
  if (axis.kind == SweepAxis::Kind::list) return broken;
  for (const auto& point : points) {
    const auto& value = point.values[place];
    const auto number = parse_number(value.substr(0, value.size() - axis.from.unit.size()));
    if (number && *number != std::round(*number)) broken.push_back(*number);
    if (broken.size() == most) break;
  }
  return broken;
}

/// Ranges over what takes whole numbers alone: hardly any of their points could be run.
void check_whole_numbers(const SweepPlan& plan, const Scenario& base, const Overrides& overrides,
                         const ModelFiles& files, Diagnostics& diagnostics) {
  const auto points = plan.points();
  for (std::size_t place = 0; place < plan.axes.size(); ++place) {
    const auto& axis = plan.axes[place];
    const auto takes = [&](double value) {
      auto with_value = overrides;
      with_value.sets.push_back(fmt::format("{}={}{}", axis.path, value, axis.from.unit));
      Diagnostics faults;
      return load_scenario_again(base, plan.scenario, with_value, files, faults).has_value();
    };
    const auto broken = broken_numbers(axis, place, points);
    // One may be refused for what it is beside the others; no number that is taken is broken.
    const auto found = std::find_if(broken.begin(), broken.end(), [&](double number) {
      return !takes(number) && takes(std::round(number));
    });
    if (found != broken.end())
      diagnostics.error(axis.where,
                        fmt::format("axis '{}' takes whole numbers, and has {:.6g}{}: give it 'round: 1{}'",
                                    axis.path, *found, axis.from.unit, axis.from.unit));
  }
}

}  // namespace

std::optional<Scenario> base_of_sweep(const SweepPlan& plan, const Overrides& overrides,
                                      const ModelFiles& files, Diagnostics& diagnostics) {
  if (plan.scenario.empty()) return std::nullopt;
  std::optional<Scenario> so_far;
  auto base = load_scenario(plan.scenario, plan.with_places(overrides), files, diagnostics, &so_far);
  if (const auto& named = base ? base : so_far) {
    check_sweep_axes(plan, *describe_scenario(files), *named, diagnostics);
    check_sweep_metrics(plan, *named, diagnostics);
  }
  if (base && !diagnostics.has_errors()) check_whole_numbers(plan, *base, overrides, files, diagnostics);
  return diagnostics.has_errors() ? std::nullopt : std::move(base);
}

void run_points(const SweepRequest& request, const std::vector<SweepPoint>& points) {
  std::size_t done = 0;
  TasksInChildren tasks;
  tasks.count = points.size();
  tasks.at_once = request.at_once;
  if (request.plan.point_time) tasks.limits.seconds = request.plan.point_time->count();
  if (request.plan.point_memory) tasks.limits.memory_bytes = request.plan.point_memory->count();
  tasks.work = [&](std::size_t index, const ChildProcess::Tell&) {
    run_point(request, points[index]);
    return std::string{};
  };
  tasks.ended = [&](std::size_t index, const ChildProcess::End& end) {
    ++done;
    if (end.state == ChildProcess::State::answered) return;
    request.store(outcome_without_answer(points[index], end), nullptr);
  };
  tasks.keep_going = [&] { return !request.keep_going || request.keep_going(done); };
  run_in_children(tasks);
}

}  // namespace garoa
