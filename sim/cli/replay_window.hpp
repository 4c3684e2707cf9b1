// --replay of `garoa run`: which part of the run is recorded to be played.
#pragma once

#include <optional>

#include "sim/cli/cli.hpp"
#include "sim/cli/run_plan.hpp"
#include "sim/results/replay.hpp"

namespace garoa::cli {

/// Errors: UsageError where it is given, and there is no single run or no folder to keep it.
void check_replay(const CommandLine& line, const RunPlan& plan, bool writes_files);

/// "from 2026-03-03T02:00, 20 min" or "from 26 h, 20 min": a local time of the scenario or a time since its start, and a length. Nothing
/// without the option. Errors: UsageError for another form, and for a window that is not within the run.
[[nodiscard]] std::optional<ReplayWindow> replay_window_of(const CommandLine& line, const Scenario& scenario);

}  // namespace garoa::cli
