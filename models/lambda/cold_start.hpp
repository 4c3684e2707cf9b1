// What a new environment needs before its first handler runs.
//
//   placement     a place for the sandbox, and a small package
//   download      of what a zip package has beyond a few MB (package_settings.hpp)
//   attachment    of a network interface, for functions in a VPC: nothing worth a second today, 8 to 16 s before the
//                 networking of late 2019 (by the date of the rules)
//   INIT          what it reads of the package (package_cache.hpp), then the runtime's own start as measured (init_duration.hpp) and the
//                 function's initialisation work; the import of an SDK unless that is given, and the first connection if it is made there
//   restore       instead of INIT, with SnapStart (snap_start_settings.hpp)
//
// INIT runs with vCPUs of its own at every memory size; before that was so (by date) with the memory's share. It may
// take a limited time (10 s). What is not done by then is thrown away and begun anew within the first invocation, on
// the function's clock, with the memory's share; what was read by then need not be read again. The same happens in an
// environment whose runtime was killed by a timeout or for lack of memory: the next invocation begins with INIT.
//
// The first handler of a new environment is slower by what a hello-world handler took there by runtime and memory, and by what
// the scenario says of its own (init.first_handler), at the memory's share.
// Not modelled: interfaces shared by several environments (before late 2019 every new one waited), layers, extensions,
// reading beside computing.
//
// Settings: cold_start_settings.hpp.
#pragma once

#include <cstdint>
#include <optional>

#include "models/lambda/cold_start_settings.hpp"
#include "sim/core/random.hpp"

namespace garoa {

/// The start of one environment, in seconds.
struct ColdStart {
  double before_init = 0;  // placement, download, attachment, restore
  double restore = 0;      // of it, as the "Restore Duration"
  double init = 0;         // as the "Init Duration" of the REPORT line, at most the limit
  double repeated = 0;     // INIT within the first invocation
};

/// `read`: seconds for which INIT reads (default: what the caches have).
[[nodiscard]] ColdStart draw_cold_start(const ColdStartSettings& settings, const Stream& stream,
                                        Entity environment, std::optional<double> read = {});
/// INIT within an invocation.
[[nodiscard]] double draw_repeated_init(const ColdStartSettings& settings, const Stream& stream,
                                        Entity environment);

}  // namespace garoa
