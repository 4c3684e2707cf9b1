#include <fmt/format.h>

#include "sim/cli/cli.hpp"
#include "sim/cli/streams.hpp"
#include "sim/scenario/show.hpp"

namespace garoa::cli {

int schema_command(const Arguments& arguments) {
  CommandLine line{"garoa schema", "Prints the JSON Schema of scenario files, for editors.",
                   "garoa schema > scenario.schema.json"};
  line.parse(arguments);
  Diagnostics diagnostics;
  const ModelFiles files{"", diagnostics};
  say("{}", scenario_schema(*describe_scenario(files)));
  return exit_done;
}

}  // namespace garoa::cli
