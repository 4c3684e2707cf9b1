#include <fmt/format.h>

#include "sim/cli/cli.hpp"
#include "sim/scenario/show.hpp"

namespace garoa::cli {

int show_command(const Arguments& arguments) {
  CommandLine line{"garoa show FILE [options]",
                   "Prints a scenario with every default filled in, and where each value comes from."};
  line.add_scenario_options();
  if (!line.parse(arguments)) return exit_done;
  const auto options = line.scenario();
  Diagnostics diagnostics;
  Catalogue catalogue{options.models, diagnostics};
  const auto scenario = load_or_explain(options, catalogue);
  if (!scenario) return exit_usage;
  fmt::print("{}", show_scenario(*scenario->record));
  return exit_done;
}

int schema_command(const Arguments& arguments) {
  CommandLine line{"garoa schema", "Prints the JSON Schema of scenario files, for editors."};
  if (!line.parse(arguments)) return exit_done;
  Diagnostics diagnostics;
  Catalogue catalogue{"", diagnostics};
  fmt::print("{}", scenario_schema(*describe_scenario(catalogue)));
  return exit_done;
}

int version_command(const Arguments& arguments) {
  CommandLine line{"garoa version", "Prints the version."};
  if (line.parse(arguments)) fmt::print("garoa {}\n", GAROA_VERSION);
  return exit_done;
}

}  // namespace garoa::cli
