// How bursty a stream of arrivals is, measured while it passes, so that users can compare a generated stream
// with measured ones.
//
//   interarrival_cv()         standard deviation over mean of the gaps between arrivals: 0 for a timer, 1 for a
//                             Poisson process
//   index_of_dispersion(end)  variance over mean of the counts per 60 s window: 1 for a Poisson process
//
// Windows start at time 0; a window that is not over at `end` does not count. Memory is constant.
#pragma once

#include <cstdint>

#include "sim/core/statistics.hpp"

namespace garoa {

class BurstinessMeter {
 public:
  static constexpr double window_seconds = 60;

  /// Times in seconds from 0 on; they never fall.
  void add(double time);
  [[nodiscard]] std::uint64_t count() const { return count_; }
  /// 0 for fewer than three arrivals, or when all come at once.
  [[nodiscard]] double interarrival_cv() const;
  /// 0 when no arrival lies in a closed window. `end` is at or after the last arrival.
  [[nodiscard]] double index_of_dispersion(double end) const;

 private:
  std::uint64_t count_ = 0;
  double last_ = 0;
  Moments gaps_;
  // Closed windows with arrivals only: their counts and squared counts. Empty windows add nothing to either
  // sum.
  std::uint64_t window_ = 0;
  std::uint64_t in_window_ = 0;
  double sum_ = 0;
  double squares_ = 0;
};

}  // namespace garoa
