// What `garoa sweep` and `garoa merge` have in common: the goal, the points of a folder, the end.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/cli/cli.hpp"
#include "sim/render/sweep_folder.hpp"
#include "sim/results/sweep_goal.hpp"

namespace garoa::cli {

/// --goal, --minimize, --fail-on and --format.
void add_goal_options(CommandLine& line);
/// That of the options, or else of the plan; nothing without any. Errors: UsageError.
[[nodiscard]] std::optional<SweepGoal> goal_of(const CommandLine& line, const SweepManifest& manifest);
/// Errors: UsageError where the options ask for metrics of what the scenario does not have.
void check_goal_of(const CommandLine& line, const Scenario& scenario);
/// Puts what the options ask in place of what the plan asks. Errors: UsageError.
void ask_for_goal(const CommandLine& line, SweepManifest& manifest);
/// That of the manifest. Errors: UsageError.
[[nodiscard]] std::optional<SweepGoal> goal_of(const SweepManifest& manifest);
/// Errors: UsageError for a word that --fail-on or --format does not know; pages that cannot be made, or of too many points.
void check_outcome_options(const CommandLine& line, const SweepManifest& manifest);
/// The page of points, with what their scenario wants where there is no goal. Errors: UsageError if there are too many.
[[nodiscard]] std::string page_of(const std::vector<PointOutcome>& points, const SweepManifest& manifest,
                                  const std::optional<SweepGoal>& goal);

/// Those of the points that the folder has, with the metrics of the goal, which may come from their results. Errors: UsageError for
/// one that cannot be read.
[[nodiscard]] std::vector<PointOutcome> points_to_tell(SweepFolder& folder,
                                                       const std::vector<std::size_t>& numbers,
                                                       const SweepManifest& manifest,
                                                       const CommandLine& line);

/// Searches the lines of the manifest's shard for what the goal wants; `run` sees to it that points are in the folder. What to say
/// of it, as a paragraph.
[[nodiscard]] std::string searched_text(const SweepManifest& manifest, const SweepGoal& goal,
                                        SweepFolder& folder,
                                        const std::function<void(const std::vector<std::size_t>&)>& run);

/// Do points have objectives, and does none meet all of its own?
[[nodiscard]] bool misses_objectives(const std::vector<PointOutcome>& points);

/// Prints the points and makes their page, as --format says; the exit code is by --fail-on.
int tell_sweep(SweepFolder& folder, const SweepManifest& manifest, const std::vector<PointOutcome>& points,
               const CommandLine& line);

}  // namespace garoa::cli
