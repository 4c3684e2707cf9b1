// What a Lambda function runs on: runtime, package, architecture, and memory with its share of processors.
//
// How long a new environment takes to be there: cold_start.hpp.
//
// A custom runtime's name says what runs on it (provided.al2023-go); AWS's bare names stand for Rust.
//
// Shape: zip, x86_64, 128 MB, the speed of the architecture unless given; `runtime` is required. Errors: memory outside Lambda's limits. Figures:
// models/lambda.
#pragma once

#include <string>

#include "models/lambda/cpu_share.hpp"
#include "models/lambda/init_duration.hpp"
#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"

namespace garoa {

struct RuntimeSettings {
  std::string name;  // empty after an error
  LambdaPackage package = LambdaPackage::zip;
  CpuArchitecture architecture = CpuArchitecture::x86_64;
  LambdaMemory memory;
  CpuShare cpu;
};

[[nodiscard]] RuntimeSettings read_runtime(Fields& fields, Figures& figures);

}  // namespace garoa
