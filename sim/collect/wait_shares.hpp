// What a phase of a flow spent its time on. Every wait names the resource that caused it; the bottleneck is the one
// with the largest share of the seconds, summed over requests. Which of them were queueing and which service is told
// apart: a sequential copy is bound by a latency for which nothing queues.
//
// Concurrent requests count each: ten requests that wait one second at once are ten seconds.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/collect/per_name.hpp"
#include "sim/journal/journal.hpp"
#include "sim/results/result.hpp"

namespace garoa {

class WaitShares {
 public:
  WaitShares(Journal& journal, double warmup);
  WaitShares(const WaitShares&) = delete;
  WaitShares& operator=(const WaitShares&) = delete;

  /// Waits of the phase since the last begin_stretch() of it, warm-up or not: the resource with the largest
  /// share, empty if none.
  [[nodiscard]] std::string bottleneck_of_stretch(NameId flow, NameId phase) const;
  void begin_stretch(NameId flow, NameId phase);

  /// By flow, then phase; phases without waits are left out.
  [[nodiscard]] std::vector<Bottleneck> bottlenecks() const;

 private:
  struct Waited {
    double counted = 0;  // after warm-up, as the next
    double queueing = 0;
    double stretch = 0;
  };
  using Phase = PerName<Waited>;  // by resource

  [[nodiscard]] Bottleneck bottleneck_of(NameId flow, NameId phase, const Phase& waits) const;

  const Journal& journal_;
  double warmup_;
  PerName<PerName<Phase>> phases_;  // [flow][phase]
};

}  // namespace garoa
