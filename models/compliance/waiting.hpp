// What has begun and not ended at the end of the run: how many, and how long they have waited by then.
//
// What did not happen is an observation too, of which only a lower bound is known. Each beginning and each end is told by
// the time of the beginning; the end of the run is known beforehand. So nothing is kept of each single one that waits:
// memory is that of two histograms, and waits are as exact as their buckets (0.4 %).
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>

#include "sim/core/human.hpp"
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

/// Times of which some never come to an end, counted as longer than any other: fewer successes make no percentile better.
class TimesUntilThere {
 public:
  /// `lost`: how many never will be there.
  TimesUntilThere(Histogram ended, std::uint64_t lost) : times_{std::move(ended)}, lost_{lost} {}
  void waited(double time) { times_.add(time); }
  [[nodiscard]] std::uint64_t count() const { return times_.count() + lost_; }
  [[nodiscard]] double maximum() const { return times_.maximum(); }
  [[nodiscard]] std::uint64_t count_above(double limit) const { return times_.count_above(limit) + lost_; }
  /// Infinite where so many never were there.
  [[nodiscard]] double quantile(double p) const {
    if (count() == 0) return 0;
    const double rank = p * static_cast<double>(count());
    const auto there = static_cast<double>(times_.count());
    if (rank > there) return std::numeric_limits<double>::infinity();
    return times_.quantile(std::min(1.0, rank / there));
  }

 private:
  Histogram times_;
  std::uint64_t lost_;
};

[[nodiscard]] inline std::string duration_or_never(double seconds) {
  return std::isinf(seconds) ? "never" : human_duration(seconds);
}

}  // namespace garoa::compliance
