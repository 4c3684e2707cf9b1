// A sweep as a page: what was looked for, sliders over its points, curves, heat map, front of Pareto, all points.
//
// Its numbers are those of points.json. A page holds `most_points_of_page` points; more are a matter for points.csv.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/results/sweep_goal.hpp"

namespace garoa {

constexpr std::size_t most_points_of_page = 2000;

/// Needs why_no_page() to be empty (page.hpp), and one point at least.
[[nodiscard]] std::string sweep_page(const std::vector<PointOutcome>& points, const SweepManifest& manifest,
                                     const std::optional<SweepGoal>& goal);

}  // namespace garoa
