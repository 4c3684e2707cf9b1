#include <fmt/format.h>

#include <array>

#include "sim/cli/cli.hpp"
#include "sim/cli/streams.hpp"
#include "sim/results/waivers.hpp"
#include "sim/scenario/show.hpp"
#include "sim/scenario/sweep_plan.hpp"

namespace garoa::cli {
namespace {

struct Schema {
  std::string_view name;
  std::string (*text)();
};

std::string schema_of_scenarios() {
  Diagnostics diagnostics;
  const ModelFiles files{"", diagnostics};
  return scenario_schema(*describe_scenario(files));
}

constexpr std::array schemas{
    Schema{"scenario", schema_of_scenarios},
    Schema{"plan", [] { return sweep_plan_schema(describe_sweep_plan()); }},
    Schema{"waivers", [] { return waivers_schema(describe_waivers()); }},
};

}  // namespace

int schema_command(const Arguments& arguments) {
  CommandLine line{
      "garoa schema [scenario|plan|waivers]",
      tr("Prints the JSON Schema of scenario files, of plans of sweeps or of files of waivers, for editors."),
      "garoa schema > scenario.schema.json"};
  std::vector<std::string> kinds;
  for (const auto& kind : schemas) kinds.emplace_back(kind.name);
  line.optional_positional("KIND", kinds);
  line.parse(arguments);
  const auto wanted = line.given("KIND") ? line.get<std::string>("KIND") : std::string{schemas.front().name};
  for (const auto& kind : schemas) {
    if (kind.name != wanted) continue;
    say("{}", kind.text());
    return exit_done;
  }
  throw UsageError{fmt::format("there is no schema of '{}'{}; one of {}", wanted,
                               did_you_mean(wanted, {kinds.begin(), kinds.end()}), fmt::join(kinds, ", "))};
}

}  // namespace garoa::cli
