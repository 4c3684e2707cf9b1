#include <fmt/format.h>

#include "sim/cli/cli.hpp"
#include "sim/cli/streams.hpp"
#include "sim/scenario/show.hpp"
#include "sim/scenario/sweep_plan.hpp"

namespace garoa::cli {

int schema_command(const Arguments& arguments) {
  CommandLine line{"garoa schema [scenario|plan]",
                   tr("Prints the JSON Schema of scenario files, or of plans of sweeps, for editors."),
                   "garoa schema > scenario.schema.json"};
  line.optional_positional("KIND");
  line.parse(arguments);
  const auto kind = line.given("KIND") ? line.get<std::string>("KIND") : "scenario";
  if (kind == "plan") {
    say("{}", sweep_plan_schema(describe_sweep_plan()));
    return exit_done;
  }
  if (kind != "scenario")
    throw UsageError{fmt::format("there is no schema of '{}'{}; one of scenario, plan", kind,
                                 did_you_mean(kind, {"scenario", "plan"}))};
  Diagnostics diagnostics;
  const ModelFiles files{"", diagnostics};
  say("{}", scenario_schema(*describe_scenario(files)));
  return exit_done;
}

}  // namespace garoa::cli
