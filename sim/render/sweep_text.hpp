// A sweep as text for a terminal: its points, what is broken, and the point that was looked for.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/render/text_table.hpp"
#include "sim/render/text_wrap.hpp"
#include "sim/results/sweep_goal.hpp"

namespace garoa {

/// All points if there are at most `listed_points`, else those that matter to the goal (the front), and how many there are.
/// `goal` without objectives: only what is to be small.
[[nodiscard]] std::string sweep_text(const std::vector<PointOutcome>& points, const SweepManifest& manifest,
                                     const std::optional<SweepGoal>& goal,
                                     std::size_t width = terminal_width);

/// "memory" of "lambda.validate.memory", with as many parts as tell the paths apart.
[[nodiscard]] std::vector<std::string> short_names(const std::vector<std::string>& paths);
/// What is shown of each point: with a goal what it is about, else the headlines that differ.
[[nodiscard]] std::vector<std::string> shown_metrics(const std::vector<PointOutcome>& points,
                                                     const SweepManifest& manifest,
                                                     const std::optional<SweepGoal>& goal);
/// "meets", "misses", why it is broken.
[[nodiscard]] std::string verdict_of(const PointOutcome& point, const std::optional<SweepGoal>& goal);
/// The same with a star where not all work that came was done.
[[nodiscard]] std::string marked_verdict(const PointOutcome& point, const std::optional<SweepGoal>& goal);
/// What the star says; empty if no point has it.
[[nodiscard]] std::string undone_note(const std::vector<PointOutcome>& points);
/// Some of `all` points.
[[nodiscard]] TextTable points_table(const std::vector<const PointOutcome*>& points,
                                     const std::vector<PointOutcome>& all, const SweepManifest& manifest,
                                     const std::optional<SweepGoal>& goal);
/// What was looked for, and what was found.
[[nodiscard]] std::string goal_sentence(const std::vector<PointOutcome>& points,
                                        const SweepManifest& manifest, const SweepGoal& goal,
                                        const GoalAnswer& answer);
/// What the minimized metric leaves out; empty if nothing needs to be said.
[[nodiscard]] std::string goal_note(const SweepGoal& goal);
/// Of what, and how many points.
[[nodiscard]] std::string sweep_sentence(const std::vector<PointOutcome>& points,
                                         const SweepManifest& manifest);

constexpr std::size_t listed_points = 60;
constexpr std::size_t listed_broken_points = 10;

}  // namespace garoa
