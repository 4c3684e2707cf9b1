// Statistics that stream: their memory does not grow with the number of observations.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>
#include <vector>

namespace garoa {

/// Quantiles of non-negative observations, each with a relative error of at most 0.4 %.
///
/// Buckets are 1/128 of a power of two wide. Observations below 1e-9 (in the caller's unit) count as zero.
/// Count, sum, minimum and maximum are exact; quantile(p) is the nearest-rank value: the middle of the bucket
/// that holds the observation of rank ceil(p n), within [minimum, maximum].
class Histogram {
 public:
  /// All there is to know, to store it and have it back.
  struct State {
    double sum = 0;
    double minimum = 0;  // 0 without observations, as the maximum
    double maximum = 0;
    std::uint64_t zeros = 0;
    std::int64_t first_bucket = 0;      // of `counts`
    std::vector<std::uint64_t> counts;  // of adjacent buckets
    /// False where no observations give this: it was made up or damaged.
    [[nodiscard]] bool is_possible() const;
  };
  Histogram() = default;
  explicit Histogram(State state);
  [[nodiscard]] State state() const;

  void add(double value) {
    ++count_;
    sum_ += value;
    minimum_ = std::min(minimum_, value);
    maximum_ = std::max(maximum_, value);
    ++count_of(value);
  }
  void add(double value, std::uint64_t times);
  void merge(const Histogram& other);
  /// As one without observations; it keeps its memory for others of that size.
  void clear();
  /// What is here and not in `others`, which are some of the same observations. Sum, minimum and maximum are as exact as
  /// buckets are.
  [[nodiscard]] Histogram without(const Histogram& others) const;
  [[nodiscard]] Histogram without_highest(std::uint64_t observations) const;
  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] double sum() const { return sum_; }
  /// 0 without observations, as the next three.
  [[nodiscard]] double mean() const { return count_ == 0 ? 0 : sum_ / static_cast<double>(count_); }
  [[nodiscard]] double minimum() const { return count_ == 0 ? 0 : minimum_; }
  [[nodiscard]] double maximum() const { return count_ == 0 ? 0 : maximum_; }
  [[nodiscard]] double quantile(double p) const;
  /// Observations in the buckets above that of `value`.
  [[nodiscard]] std::uint64_t count_above(double value) const;

 private:
  static constexpr int buckets_per_octave_log2 = 7;
  static constexpr double smallest = 1e-9;
  /// The bits of a positive double are ordered like its value; dropping the low mantissa bits leaves exponent and the bucket
  /// within it.
  [[nodiscard]] static std::int64_t bucket_of(double value) {
    return static_cast<std::int64_t>(std::bit_cast<std::uint64_t>(value) >> (52 - buckets_per_octave_log2));
  }
  [[nodiscard]] static double middle_of(std::int64_t bucket);
  /// Of the observations that are alike with this one.
  std::uint64_t& count_of(double value) {
    if (value < smallest) return zeros_;
    const auto bucket = bucket_of(value);
    const auto place = static_cast<std::uint64_t>(bucket - first_bucket_);
    return place < counts_.size() ? counts_[place] : slot(bucket);
  }
  std::uint64_t& slot(std::int64_t bucket);
  /// In `counts_`, of the observation of this rank, which is no zero.
  [[nodiscard]] std::size_t place_of(std::uint64_t rank) const;

  std::vector<std::uint64_t> counts_;
  std::int64_t first_bucket_ = 0;
  std::uint64_t zeros_ = 0;
  std::uint64_t count_ = 0;
  double sum_ = 0;
  double minimum_ = std::numeric_limits<double>::infinity();
  double maximum_ = 0;
};

/// A level over time (queue length, concurrency): time average, maximum, current value.
class TimeWeighted {
 public:
  /// Average and maximum count from `start` on; the level may be set before.
  explicit TimeWeighted(double start = 0, double value = 0)
      : since_{start}, start_{start}, value_{value}, maximum_{value} {}
  /// The level is `value` from `now` on. `now` never falls.
  void set(double now, double value) {
    if (now > since_) {
      integral_ += value_ * (now - since_);
      since_ = now;
    }
    value_ = value;
    if (value > maximum_ || now < start_) maximum_ = value;
  }
  void add(double now, double change) { set(now, value_ + change); }
  [[nodiscard]] double value() const { return value_; }
  [[nodiscard]] double maximum() const { return maximum_; }
  /// Level times seconds since the start.
  [[nodiscard]] double integral(double now) const {
    return now > since_ ? integral_ + value_ * (now - since_) : integral_;
  }
  [[nodiscard]] double average(double now) const {
    return now > start_ ? integral(now) / (now - start_) : value_;
  }

 private:
  double integral_ = 0;
  double since_;  // never before the start
  double start_;
  double value_;
  double maximum_;
};

/// Mean and variance of observations (Welford).
class Moments {
 public:
  void add(double value) {
    ++count_;
    const double delta = value - mean_;
    mean_ += delta / static_cast<double>(count_);
    squares_ += delta * (value - mean_);
  }
  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] double mean() const { return mean_; }
  /// Unbiased; 0 for fewer than two observations.
  [[nodiscard]] double variance() const {
    return count_ < 2 ? 0 : squares_ / static_cast<double>(count_ - 1);
  }
  /// The same about another centre than the mean: never less.
  [[nodiscard]] double variance_about(double centre) const {
    if (count_ < 2) return 0;
    const auto n = static_cast<double>(count_);
    return (squares_ + n * (mean_ - centre) * (mean_ - centre)) / (n - 1);
  }

 private:
  std::uint64_t count_ = 0;
  double mean_ = 0;
  double squares_ = 0;
};

}  // namespace garoa
