// The mean of a correlated series with its confidence interval, by batch means: the series is cut into
// batches so long that their means are nearly independent; Student's t over these. The first observations,
// from the empty start, are left out.
#pragma once

#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <cstdint>

#include "sim/core/statistics.hpp"

namespace garoa::test {

class BatchMeans {
 public:
  BatchMeans(std::uint64_t skipped, std::uint64_t batch) : skipped_{skipped}, batch_{batch} {}

  void add(double value) {
    if (seen_++ < skipped_) return;
    sum_ += value;
    if ((seen_ - skipped_) % batch_ != 0) return;
    means_.add(sum_ / static_cast<double>(batch_));
    sum_ = 0;
  }
  /// Of all full batches.
  [[nodiscard]] double mean() const { return means_.mean(); }
  [[nodiscard]] double half_width(double confidence) const {
    const auto batches = static_cast<double>(means_.count());
    const boost::math::students_t student{batches - 1};
    return boost::math::quantile(student, 0.5 + confidence / 2) * std::sqrt(means_.variance() / batches);
  }

 private:
  std::uint64_t skipped_;
  std::uint64_t batch_;
  std::uint64_t seen_ = 0;
  double sum_ = 0;
  Moments means_;
};

}  // namespace garoa::test
