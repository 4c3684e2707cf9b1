// How well the mean of one run is known, although its observations follow from each other: batch means.
//
// Observations are added up in batches of equal number, in their order; with 40 batches two become one, so that there are 20 to 39
// in the end and memory stays. Means of long batches hardly depend on each other: their variance over their number is the variance of
// the mean. Observations of an incomplete batch are left out.
// Source: B. Schmeiser, Batch size effects in the analysis of simulation output, Operations Research 30 (1982): more than 30 batches gain
// little.
#pragma once

#include <array>
#include <cstdint>

#include "sim/core/statistics.hpp"

namespace garoa {

/// Of an estimated mean. No degrees of freedom: nothing is known.
struct MeanError {
  double variance = 0;
  std::uint32_t degrees = 0;  // of freedom
};

class BatchMeans {
 public:
  static constexpr std::uint32_t most = 40;
  void add(double value) {
    sum_ += value;
    if (++filled_ == size_) close();
  }
  /// Observations in a batch.
  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] MeanError error() const;

 private:
  void close();

  std::array<double, most> means_{};
  std::uint32_t count_ = 0;  // of complete batches
  std::uint64_t size_ = 1;
  std::uint64_t filled_ = 0;  // of the next one
  double sum_ = 0;
};

/// Observations in their order: a histogram that knows how well its mean is known.
class Observations {
 public:
  void add(double value) {
    histogram_.add(value);
    batches_.add(value);
  }
  [[nodiscard]] const Histogram& histogram() const { return histogram_; }
  [[nodiscard]] MeanError error() const { return batches_.error(); }
  [[nodiscard]] std::uint64_t count() const { return histogram_.count(); }

 private:
  Histogram histogram_;
  BatchMeans batches_;
};

}  // namespace garoa
