// What a document needs in its environment: memory while the handler works on it, and files in /tmp.
//
//   memory   Use begins with what a handler has before it reads (50 MB, or `base` if that is less), grows with the bytes that
//            are read (each byte once, less if `factor` is below 1), then in a straight line over the first part `reached`
//            of the work up to base + factor * size. Where it reaches the usable share of the configured memory (98 %;
//            96 to 100 % were seen) the handler is out of memory.
//   /tmp     files of earlier invocations that were left there + factor * size; above its size the handler fails. They
//            grow with the bytes that are read.
//
// Out of memory, the process is killed there, or it goes on allocating and hangs until the timeout (`on_exhaustion`); all of
// the time is billed, and the next invocation begins with INIT. Files in /tmp outlive the invocation (also one that was
// killed) as long as the environment lives; a handler that ran out of space removes its own.
// Not modelled: memory that is not given back, memory of INIT, file descriptors.
//
// Settings: space_settings.hpp.
#pragma once

#include <cstdint>
#include <optional>

#include "models/lambda/space_settings.hpp"

namespace garoa {

/// What ends the handler while it reads, and after which share of the document.
struct Exhausted {
  enum class What { memory, tmp } what;
  double at;
};

/// `in_tmp` is what earlier invocations left.
[[nodiscard]] std::optional<Exhausted> exhausted(const SpaceSettings& space, std::uint64_t bytes,
                                                 double in_tmp);

/// The share of the work after which a handler is out of memory that had enough to read the document.
[[nodiscard]] std::optional<double> exhausted_by_work(const SpaceSettings& space, std::uint64_t bytes);

}  // namespace garoa
