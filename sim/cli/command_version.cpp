#include <fmt/format.h>

#include "sim/cli/cli.hpp"
#include "sim/cli/streams.hpp"

namespace garoa::cli {

int version_command(const Arguments& arguments) {
  CommandLine line{"garoa version", tr("Prints the version."), "garoa version"};
  line.parse(arguments);
  say("garoa {}\n", GAROA_VERSION);
  return exit_done;
}

}  // namespace garoa::cli
