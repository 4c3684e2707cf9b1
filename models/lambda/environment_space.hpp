// What a document needs in its environment: memory while the handler works on it, and files in /tmp.
//
//   memory   base + factor * size; above the configured memory the runtime is killed
//   /tmp     files of earlier invocations that were left there + factor * size; above its size the handler fails
//
// Both grow with the bytes that are read, so that a handler dies part-way through its GET. Files in /tmp outlive the
// invocation (also one that was killed) as long as the environment lives; a handler that ran out of space removes its
// own. Not modelled: memory that is not given back, file descriptors.
//
// Shape: nothing but the base unless given, /tmp 512 MB, no files left. Errors: /tmp outside Lambda's limits.
// Figures: models/lambda/lambda.yaml.
#pragma once

#include <cstdint>
#include <optional>

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

/// What ends the handler, and after which share of the document.
struct Exhausted {
  enum class What { memory, tmp } what;
  double at;
};

/// `in_tmp` is what earlier invocations left.
[[nodiscard]] std::optional<Exhausted> exhausted(const SpaceSettings& space, std::uint64_t bytes,
                                                 double in_tmp);

}  // namespace garoa
