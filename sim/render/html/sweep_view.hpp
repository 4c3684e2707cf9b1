// What a sweep's page shows of its points: their axes as numbers where they are, metrics, verdicts.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "sim/render/html/charts.hpp"
#include "sim/render/html/explorer.hpp"
#include "sim/results/sweep_goal.hpp"

namespace garoa {

struct SweepView {
  struct Axis {
    std::string name;                 // "memory"
    std::string unit;                 // of numbers
    std::vector<std::string> values;  // each once; numbers ascending, others as points have them
    std::vector<double> numbers;      // of the values; empty: they are words, or of several units
    [[nodiscard]] bool is_numeric() const { return !numbers.empty(); }
    [[nodiscard]] std::string title() const { return unit.empty() ? name : name + " (" + unit + ")"; }
  };

  SweepView(const std::vector<PointOutcome>& points, const SweepManifest& manifest,
            std::optional<SweepGoal> goal);

  const std::vector<PointOutcome>& points;
  const SweepManifest& manifest;
  std::optional<SweepGoal> goal;
  bool is_grid;
  std::vector<Axis> axes;
  std::vector<std::string> metrics;  // that charts show: those that the sweep is about
  std::vector<std::string> units;    // of them
  Explorer explorer;                 // of a grid an axis each, else one of all points

  /// The number of the point's value on that axis.
  [[nodiscard]] std::size_t at(const PointOutcome& point, std::size_t axis) const;
};

/// Metrics over the longest axis, a line for each value of the next one, with 95 % bands where there are intervals; the sliders choose
/// what further axes have. Nothing without an axis that has two values.
[[nodiscard]] std::optional<Chart> sweep_curves(const SweepView& view);
/// Metrics over two axes of a grid.
[[nodiscard]] std::optional<Chart> sweep_heat_map(const SweepView& view);
/// What is to be small against what is bound by objectives; nothing without a goal that has such.
[[nodiscard]] std::optional<Chart> sweep_front(const SweepView& view);

}  // namespace garoa
