// `garoa explain cost FILE`: what would save most, each found by running the scenario with one change.
#pragma once

#include "sim/cli/cli.hpp"

namespace garoa::cli {

/// Runs the scenario and its variants; the five changes that save most, with what each costs in objectives and gaps. Changes that the
/// scenario refuses are named. Nothing if the scenario itself has faults, which are told on stderr.
[[nodiscard]] std::optional<std::string> cost_levers(const ScenarioOptions& options);

}  // namespace garoa::cli
