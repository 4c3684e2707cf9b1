// What a scenario says about the memory and /tmp that a document needs in its environment (environment_space.hpp).
//
// Shape: nothing but the base unless given, /tmp 512 MB, no files left. Errors: /tmp outside Lambda's limits.
// Figures: models/lambda/lambda.yaml.
#pragma once

#include <cstdint>

#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"
#include "sim/core/units.hpp"

namespace garoa {

struct SpaceSettings {
  Bytes memory;
  Bytes memory_base;
  double memory_factor = 0;
  LambdaMemory tmp;
  LambdaMemory tmp_free;  // not billed
  double tmp_factor = 0;
  double tmp_left = 0;  // share of a document's files
};

[[nodiscard]] SpaceSettings read_space(LambdaMemory memory, Fields& fields, Figures& figures);

[[nodiscard]] inline Bytes bytes_of(LambdaMemory memory) {
  return Bytes{std::uint64_t{memory.count()} << 20};
}

}  // namespace garoa
