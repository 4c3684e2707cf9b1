// The processor time of a function: vCPUs in proportion to its memory.
//
// One thread never gets more than one vCPU, and all threads of a function together never more than its share: work of
// one thread gets no faster above the memory of a full vCPU, work of several goes on gaining. Not modelled: the time
// slices (of 20 ms) in which a share is served, hyper-threading, work that divides unevenly among threads.
//
// Figures: models/lambda/lambda.yaml, memory.per_vcpu.
#pragma once

#include <algorithm>
#include <cstdint>

#include "sim/core/units.hpp"

namespace garoa {

struct CpuShare {
  double vcpus = 1;

  static CpuShare of(LambdaMemory memory, LambdaMemory per_vcpu) {
    return {static_cast<double>(memory.count()) / std::max(1.0, static_cast<double>(per_vcpu.count()))};
  }
  /// What so many threads get done in a second, in seconds of one vCPU.
  [[nodiscard]] double speed(std::uint32_t threads) const { return std::min<double>(threads, vcpus); }
};

}  // namespace garoa
