// The largest age in each period of a run, from the pieces of which it is told in the order of time (age_record.hpp).
//
// Periods begin at 0 and have equal length; the last one ends with the run. 0 where there was no age. Without a length nothing is kept.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "sim/results/result.hpp"

namespace garoa::compliance {

class AgePeaks {
 public:
  /// `interval` in seconds; 0: nothing is kept.
  explicit AgePeaks(double interval) : interval_{interval} {}
  /// The age was t - `origin` from `from` to `until`.
  void add(double origin, double from, double until) {
    if (interval_ <= 0) return;
    const auto first = static_cast<std::size_t>(from / interval_);
    for (std::size_t period = first; static_cast<double>(period) * interval_ < until; ++period) {
      if (period >= peaks_.size()) peaks_.resize(period + 1, 0);
      const double end = std::min(until, static_cast<double>(period + 1) * interval_);
      peaks_[period] = std::max(peaks_[period], end - origin);
    }
  }
  /// One point a period, up to `end`; none if nothing is kept.
  [[nodiscard]] std::vector<Series::Point> points(double end) const {
    std::vector<Series::Point> points;
    if (interval_ <= 0) return points;
    const auto periods = static_cast<std::size_t>(std::ceil(end / interval_));
    for (std::size_t period = 0; period < periods; ++period)
      points.push_back({std::min(end, static_cast<double>(period + 1) * interval_),
                        period < peaks_.size() ? peaks_[period] : 0});
    return points;
  }

 private:
  double interval_;
  std::vector<double> peaks_;
};

}  // namespace garoa::compliance
