// What a scenario says about the start of a function's environments (cold_start.hpp).
//
// Shape: no work but an SDK's import where services are called, no connections, a package of a few MB, no VPC, no SnapStart unless given.
// Errors: unknown runtime or a variant that was not measured, one that was not there on the scenario's `aws_date`,
// SnapStart where there is none. Figures: models/lambda.
#pragma once

#include <cstdint>
#include <optional>

#include "models/lambda/package_settings.hpp"
#include "models/lambda/runtime_settings.hpp"
#include "models/lambda/snap_start_settings.hpp"
#include "sim/core/distribution.hpp"
#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"

namespace garoa {

struct ColdStartSettings {
  Distribution placement;  // seconds, as all below
  PackageSettings package;
  bool vpc = false;
  Bytes call_headers{0};               // that a call takes through the VPC beside its item or message
  std::optional<std::uint32_t> zones;  // of its subnets there; nothing: not told
  Distribution attachment;
  Distribution runtime;  // INIT of the runtime itself at one vCPU of its architecture
  Seconds work;          // INIT of the function's own, at one vCPU
  std::uint32_t work_threads = 1;
  double work_serial = 0;   // share of it that one thread alone can do
  bool work_given = false;  // with what it imports
  Seconds sdk;              // import of an SDK, by one thread; 0 if the work is given or no service is called
  bool connects = false;    // the first call's client and connection are made in INIT
  Seconds connect;          // by the threads of the first handler
  CpuShare init_cpu;        // during INIT
  CpuShare handler_cpu;     // within an invocation
  Seconds init_limit;
  Seconds first_run;
  double first_threads = 1;          // of the first handler
  bool first_handler_given = false;  // what the first handler does more, its first call included
  std::optional<SnapStartSettings> snap_start;
};

[[nodiscard]] ColdStartSettings read_cold_start(const RuntimeSettings& runtime, Fields& fields,
                                                Catalogue& catalogue);

}  // namespace garoa
