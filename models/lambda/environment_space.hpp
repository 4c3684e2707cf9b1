// What a document needs in its environment: memory while the handler works on it, and files in /tmp.
//
//   memory   base + factor * size; above the configured memory the runtime is killed
//   /tmp     files of earlier invocations that were left there + factor * size; above its size the handler fails
//
// Both grow with the bytes that are read, so that a handler dies part-way through its GET. Files in /tmp outlive the
// invocation (also one that was killed) as long as the environment lives; a handler that ran out of space removes its
// own. Not modelled: memory that is not given back, file descriptors.
//
// Settings: space_settings.hpp.
#pragma once

#include <cstdint>
#include <optional>

#include "models/lambda/space_settings.hpp"

namespace garoa {

/// What ends the handler, and after which share of the document.
struct Exhausted {
  enum class What { memory, tmp } what;
  double at;
};

/// `in_tmp` is what earlier invocations left.
[[nodiscard]] std::optional<Exhausted> exhausted(const SpaceSettings& space, std::uint64_t bytes,
                                                 double in_tmp);

}  // namespace garoa
