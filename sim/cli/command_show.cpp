#include <fmt/format.h>

#include "sim/cli/cli.hpp"
#include "sim/cli/streams.hpp"
#include "sim/scenario/show.hpp"

namespace garoa::cli {

int show_command(const Arguments& arguments) {
  CommandLine line{"garoa show FILE [options]",
                   tr("Prints a scenario, with every default as a comment, and where each value comes from."),
                   "garoa show scenarios/central-financeira/base.yaml --set ebs.documents.iops=6000"};
  line.add_scenario_options();
  line.parse(arguments);
  const auto options = line.scenario();
  const auto scenario = load_or_explain(options);
  if (!scenario) return exit_usage;
  for (const auto& edge : options.overrides.assumed) say("# with --assume {}\n", edge);
  say("{}", show_scenario(*scenario->record));
  return exit_done;
}

}  // namespace garoa::cli
