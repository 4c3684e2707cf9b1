#include "sim/results/sweep_goal.hpp"

#include <algorithm>

namespace garoa {
namespace {

/// What a point is compared by, the smaller the better.
struct Merits {
  std::size_t point = 0;
  std::vector<double> values;

  [[nodiscard]] bool is_beaten_by(const Merits& other) const {
    bool better = false;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (other.values[i] > values[i]) return false;
      better = better || other.values[i] < values[i];
    }
    return better;
  }
};

bool wants_less(const Objective& objective) {
  return objective.comparison == Comparison::below || objective.comparison == Comparison::at_most;
}

std::optional<Merits> merits_of(const SweepGoal& goal, const std::vector<PointOutcome>& points,
                                std::size_t point) {
  const auto cost = cost_of(goal, points[point]);
  if (!cost) return std::nullopt;
  Merits merits{point, {*cost}};
  for (const auto& objective : goal.objectives) {
    const auto value = judged(objective, points[point]).value;
    if (!value) return std::nullopt;
    merits.values.push_back(wants_less(objective) ? *value : -*value);
  }
  return merits;
}

std::vector<std::size_t> front_of(const SweepGoal& goal, const std::vector<PointOutcome>& points) {
  std::vector<Merits> all;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (auto merits = merits_of(goal, points, i)) all.push_back(std::move(*merits));
  }
  // In this order only an earlier one can beat a later one.
  std::stable_sort(all.begin(), all.end(),
                   [](const Merits& a, const Merits& b) { return a.values < b.values; });
  std::vector<Merits> front;
  for (const auto& candidate : all) {
    const bool beaten = std::any_of(front.begin(), front.end(),
                                    [&](const Merits& other) { return candidate.is_beaten_by(other); });
    if (!beaten) front.push_back(candidate);
  }
  std::vector<std::size_t> numbers;
  for (const auto& merits : front) numbers.push_back(merits.point);
  return numbers;
}

}  // namespace

std::vector<std::string> SweepGoal::metrics() const {
  std::vector<std::string> names{minimize};
  for (const auto& objective : objectives) {
    if (std::find(names.begin(), names.end(), objective.metric) == names.end())
      names.push_back(objective.metric);
  }
  return names;
}

Objective judged(Objective objective, const PointOutcome& point) {
  const auto* const metric = point.find_metric(objective.metric);
  objective.state = ObjectiveState::not_evaluated;
  if (metric == nullptr) return objective;
  objective.value = metric->value;
  objective.ci95 = metric->ci95;
  objective.state = objective.holds_for(metric->value) ? ObjectiveState::met : ObjectiveState::missed;
  return objective;
}

bool meets(const SweepGoal& goal, const PointOutcome& point) {
  return point.is_done() && cost_of(goal, point).has_value() &&
         std::all_of(goal.objectives.begin(), goal.objectives.end(), [&](const Objective& objective) {
           return judged(objective, point).state == ObjectiveState::met;
         });
}

std::optional<double> cost_of(const SweepGoal& goal, const PointOutcome& point) {
  const auto* const metric = point.find_metric(goal.minimize);
  if (metric == nullptr) return std::nullopt;
  return metric->value;
}

GoalAnswer answer_of(const SweepGoal& goal, const std::vector<PointOutcome>& points) {
  GoalAnswer answer;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const auto& point = points[i];
    if (!point.is_done()) {
      ++answer.broken;
    } else if (!merits_of(goal, points, i)) {
      ++answer.without_value;
    } else if (!meets(goal, point)) {
      ++answer.missed;
    } else {
      ++answer.met;
      if (!answer.best || *cost_of(goal, point) < *cost_of(goal, points[*answer.best])) answer.best = i;
    }
  }
  answer.front = front_of(goal, points);
  if (!answer.best) return answer;
  for (const auto& objective : goal.objectives) {
    if (!judged(objective, points[*answer.best]).is_certain()) answer.uncertain.push_back(objective.text);
  }
  return answer;
}

}  // namespace garoa
