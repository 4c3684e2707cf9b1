// What a Lambda function runs on: runtime, package, architecture, memory with its share of a processor, and how
// long a new environment takes to be there.
//
// Modelled: placement and INIT time by runtime, package and architecture; CPU share by memory, up to one vCPU.
// Not modelled: SnapStart, VPC attachment, work on several vCPUs.
//
// Shape: zip, x86_64, 128 MB unless given; `runtime` is required. Errors: unknown runtime or a variant that
// was not measured, memory outside Lambda's limits. Figures: models/lambda.
#pragma once

#include <string>

#include "models/lambda/init_duration.hpp"
#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"

namespace garoa {

struct RuntimeSettings {
  std::string name;
  LambdaPackage package = LambdaPackage::zip;
  CpuArchitecture architecture = CpuArchitecture::x86_64;
  LambdaMemory memory;
  double cpu_share = 1;
  Distribution placement;  // seconds
  Distribution init;       // seconds
};

[[nodiscard]] RuntimeSettings read_runtime(Fields& fields, Catalogue& catalogue);

}  // namespace garoa
