#include <fmt/format.h>

#include "sim/cli/cli.hpp"
#include "sim/cli/streams.hpp"
#include "sim/core/build.hpp"

namespace garoa::cli {

int version_command(const Arguments& arguments) {
  CommandLine line{"garoa version", tr("Prints the version."), "garoa version"};
  line.parse(arguments);
  say("garoa {}, build {}\n", GAROA_VERSION, build_hash());
  return exit_done;
}

}  // namespace garoa::cli
