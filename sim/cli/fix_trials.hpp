// How `check` and `run` try changes for --suggest.
#pragma once

#include "sim/cli/cli.hpp"
#include "sim/cli/findings_choice.hpp"
#include "sim/run/find_fixes.hpp"

namespace garoa::cli {

/// The scenario of the options with one more --set; nothing where it has faults, which are not told.
[[nodiscard]] std::function<std::optional<Scenario>(const std::string&)> with_setting(
    ScenarioOptions options);
/// Runs in children, with progress unless `quiet`. Errors: Interrupted.
[[nodiscard]] std::function<std::optional<RunResult>(const Scenario&)> runs_apart(bool quiet);
/// The findings that a fix is looked for.
[[nodiscard]] std::function<bool(const compliance::Finding&)> fixable(const FindingsChoice& choice);

}  // namespace garoa::cli
