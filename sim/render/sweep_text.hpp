// A sweep as text for a terminal: its points, what is broken, and the point that was looked for.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/render/text_wrap.hpp"
#include "sim/results/sweep_goal.hpp"

namespace garoa {

/// All points if there are at most `listed_points`, else those that matter to the goal (the front), and how many there are.
/// `goal` without objectives: only what is to be small.
[[nodiscard]] std::string sweep_text(const std::vector<PointOutcome>& points, const SweepManifest& manifest,
                                     const std::optional<SweepGoal>& goal,
                                     std::size_t width = terminal_width);

constexpr std::size_t listed_points = 60;
constexpr std::size_t listed_broken_points = 10;

}  // namespace garoa
