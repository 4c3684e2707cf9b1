#include "sim/cli/fix_trials.hpp"

#include <utility>

#include "sim/cli/progress.hpp"
#include "sim/cli/streams.hpp"
#include "sim/scenario/load.hpp"

namespace garoa::cli {

std::function<std::optional<Scenario>(const std::string&)> with_setting(ScenarioOptions options) {
  return [options = std::move(options)](const std::string& setting) {
    Diagnostics ignored;
    const ModelFiles files{options.models, ignored};
    auto overrides = options.overrides;
    overrides.sets.push_back(setting);
    return load_scenario(options.file, overrides, files, ignored);
  };
}

std::function<std::optional<RunResult>(const Scenario&)> runs_apart(bool quiet) {
  return [quiet](const Scenario& scenario) {
    ProgressReport progress{quiet};
    auto outcome = run_apart({scenario}, {}, [&](const Progress& p) { return progress.keep_going(p); });
    if (outcome.state == RunOutcome::State::interrupted) throw Interrupted{};
    return std::move(outcome.result);
  };
}

std::function<bool(const compliance::Finding&)> fixable(const FindingsChoice& choice) {
  return [&choice](const compliance::Finding& finding) { return is_chosen(finding, choice); };
}

}  // namespace garoa::cli
