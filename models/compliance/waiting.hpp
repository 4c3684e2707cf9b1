// What has begun and not ended at the end of the run: how many, and how long they have waited by then.
//
// What did not happen is an observation too, of which only a lower bound is known. Each beginning and each end is told by
// the time of the beginning; the end of the run is known beforehand. So nothing is kept of each single one that waits:
// memory is that of two histograms, and waits are as exact as their buckets (0.4 %).
#pragma once

#include <algorithm>
#include <cstdint>

#include "sim/core/statistics.hpp"

namespace garoa::compliance {

class Waiting {
 public:
  /// `end`: of the run.
  explicit Waiting(double end) : end_{end} {}
  void began(double time, std::uint64_t times = 1) { began_.add(wait_since(time), times); }
  /// What began at that time has ended, in whatever way.
  void ended(double began, std::uint64_t times = 1) { ended_.add(wait_since(began), times); }
  /// The waits of what has not ended, without the longest ones of `gone`, of which no beginning was told.
  [[nodiscard]] Histogram waits(std::uint64_t gone = 0) const {
    const Histogram all = began_.without(ended_);
    return gone == 0 ? all : all.without_highest(gone);
  }

 private:
  [[nodiscard]] double wait_since(double time) const { return std::max(0.0, end_ - time); }

  double end_;
  Histogram began_;
  Histogram ended_;
};

/// Observations with those added of which only a lower bound is known: its quantiles are lower bounds too.
[[nodiscard]] inline Histogram with_waits(const Histogram& ended, const Histogram& waits) {
  Histogram all = ended;
  all.merge(waits);
  return all;
}

}  // namespace garoa::compliance
