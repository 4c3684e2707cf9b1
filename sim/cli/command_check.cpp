#include <fmt/format.h>

#include "models/compliance/static_checks.hpp"
#include "sim/cli/cli.hpp"
#include "sim/cli/streams.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/render/table.hpp"

namespace garoa::cli {

int check_command(const Arguments& arguments) {
  CommandLine line{"garoa check FILE [options]",
                   "Validates a scenario and applies the static controls, without simulation.",
                   "garoa check scenarios/central-financeira/base.yaml --profile pci-dss-4 --fail-on never"};
  line.add_scenario_options();
  line.add_gap_options("high");
  line.parse(arguments);
  (void)exit_code_of(std::vector<compliance::Finding>{}, line);
  const auto options = line.scenario();
  const auto scenario = load_or_explain(options);
  if (!scenario) return exit_usage;
  Compliance compliance;
  for (const auto& profile : scenario->profiles) compliance.profiles.push_back(profile.name);
  compliance.replaced_profiles = scenario->replaced_profiles();
  compliance.findings = compliance::check_static(architecture_of(*scenario), scenario->profiles);
  say("{}: valid\n\n{}", safe_text(options.file), for_terminal(compliance_text(compliance, output_width())));
  return exit_code_of(compliance.findings, line);
}

}  // namespace garoa::cli
