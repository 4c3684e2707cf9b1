// The processor time of a function: vCPUs in proportion to its memory, and how fast they are.
//
// One thread never gets more than one vCPU, and all threads of a function together never more than its share: work of
// one thread gets no faster above the memory of a full vCPU, work of several goes on gaining. Threads may be a mean (1.5). Times of work are those of
// a full vCPU of x86_64. One of arm64 needs more memory (1,981 MB, on x86_64 1,769), and is faster by what the runtime gains
// there at equal memory. A share below one vCPU is served in slices (cpu_slices.hpp). Not modelled: the two classes of hosts behind arm64,
// up to 24 % apart; hyper-threading.
//
// Figures: models/lambda/lambda.yaml, memory.per_vcpu and speed.
#pragma once

#include <algorithm>

#include "sim/core/units.hpp"

namespace garoa {

struct CpuShare {
  double vcpus = 1;
  double vcpu_speed = 1;  // relative to x86_64

  static CpuShare of(LambdaMemory memory, LambdaMemory per_vcpu) {
    return {static_cast<double>(memory.count()) / std::max(1.0, static_cast<double>(per_vcpu.count()))};
  }
  /// How much of a vCPU's time so many threads get, in vCPUs.
  [[nodiscard]] double share(double threads) const { return std::min(threads, vcpus); }
  /// What so many threads get done in a second, in seconds of one vCPU of x86_64.
  [[nodiscard]] double speed(double threads) const { return vcpu_speed * share(threads); }
  /// Seconds of work, in seconds of one vCPU of x86_64, of which a share is for one thread alone (Amdahl's law).
  [[nodiscard]] double time(double work, double threads, double serial) const {
    return work * (serial / speed(1) + (1 - serial) / speed(threads));
  }
};

}  // namespace garoa
