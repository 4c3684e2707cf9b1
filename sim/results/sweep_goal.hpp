// Which point of a sweep is wanted: of those that meet every objective of the goal, the one whose metric is smallest.
//
// The front of Pareto is of the metric and of the objectives' own: a point is on it if no other is as good in each of them and
// better in one. Points without a value of one of these are on no front and meet nothing.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "sim/results/sweep.hpp"

namespace garoa {

struct SweepGoal {
  std::vector<Objective> objectives;
  std::string minimize;

  /// Of the objectives and the one to minimize, each once.
  [[nodiscard]] std::vector<std::string> metrics() const;
};

struct GoalAnswer {
  std::optional<std::size_t> best;  // of the points; the first of those that are alike
  std::vector<std::size_t> front;   // of the points, the least of the metric first
  std::size_t met = 0;
  std::size_t missed = 0;
  std::size_t without_value = 0;  // of points that are done
  std::size_t broken = 0;
  std::vector<std::string> uncertain;  // objectives of the best one that more replications could turn round
};

/// The objective as the point meets or misses it.
[[nodiscard]] Objective judged(Objective objective, const PointOutcome& point);
[[nodiscard]] bool meets(const SweepGoal& goal, const PointOutcome& point);
/// What is to be small, of a point that has it.
[[nodiscard]] std::optional<double> cost_of(const SweepGoal& goal, const PointOutcome& point);
[[nodiscard]] GoalAnswer answer_of(const SweepGoal& goal, const std::vector<PointOutcome>& points);

}  // namespace garoa
