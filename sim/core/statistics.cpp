#include "sim/core/statistics.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>
#include <utility>

namespace garoa {

void Histogram::add(double value, std::uint64_t times) {
  count_ += times;
  sum_ += value * static_cast<double>(times);
  minimum_ = std::min(minimum_, value);
  maximum_ = std::max(maximum_, value);
  count_of(value) += times;
}

void Histogram::clear() {
  std::fill(counts_.begin(), counts_.end(), 0);
  zeros_ = count_ = 0;
  sum_ = 0;
  minimum_ = std::numeric_limits<double>::infinity();
  maximum_ = 0;
}

double Histogram::middle_of(std::int64_t bucket) {
  const auto low = static_cast<std::uint64_t>(bucket) << (52 - buckets_per_octave_log2);
  const auto high = static_cast<std::uint64_t>(bucket + 1) << (52 - buckets_per_octave_log2);
  return (std::bit_cast<double>(low) + std::bit_cast<double>(high)) / 2;
}

std::uint64_t& Histogram::slot(std::int64_t bucket) {
  if (counts_.empty()) {
    first_bucket_ = bucket;
    counts_.resize(1);
  } else if (bucket < first_bucket_) {
    counts_.insert(counts_.begin(), static_cast<std::size_t>(first_bucket_ - bucket), 0);
    first_bucket_ = bucket;
  } else if (bucket - first_bucket_ >= static_cast<std::int64_t>(counts_.size())) {
    counts_.resize(static_cast<std::size_t>(bucket - first_bucket_ + 1));
  }
  return counts_[static_cast<std::size_t>(bucket - first_bucket_)];
}

bool Histogram::State::is_possible() const {
  constexpr auto buckets = std::int64_t{1} << (11 + buckets_per_octave_log2);  // of all positive doubles
  const auto size = static_cast<std::int64_t>(counts.size());
  return first_bucket >= 0 && size <= buckets && first_bucket <= buckets - size && minimum <= maximum;
}

Histogram::Histogram(State state)
    : counts_{std::move(state.counts)},
      first_bucket_{state.first_bucket},
      zeros_{state.zeros},
      count_{std::accumulate(counts_.begin(), counts_.end(), zeros_)},
      sum_{state.sum} {
  if (count_ == 0) return;
  minimum_ = state.minimum;
  maximum_ = state.maximum;
}

Histogram::State Histogram::state() const {
  return {.sum = sum_,
          .minimum = minimum(),
          .maximum = maximum(),
          .zeros = zeros_,
          .first_bucket = first_bucket_,
          .counts = counts_};
}

void Histogram::merge(const Histogram& other) {
  count_ += other.count_;
  sum_ += other.sum_;
  zeros_ += other.zeros_;
  minimum_ = std::min(minimum_, other.minimum_);
  maximum_ = std::max(maximum_, other.maximum_);
  for (std::size_t i = 0; i < other.counts_.size(); ++i) {
    if (other.counts_[i] != 0) slot(other.first_bucket_ + static_cast<std::int64_t>(i)) += other.counts_[i];
  }
}

Histogram Histogram::without(const Histogram& others) const {
  Histogram rest;
  if (zeros_ > others.zeros_) rest.add(0, zeros_ - others.zeros_);
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    const auto bucket = first_bucket_ + static_cast<std::int64_t>(i);
    const auto place = static_cast<std::uint64_t>(bucket - others.first_bucket_);
    const auto gone = place < others.counts_.size() ? others.counts_[place] : 0;
    if (counts_[i] > gone) rest.add(std::clamp(middle_of(bucket), minimum_, maximum_), counts_[i] - gone);
  }
  return rest;
}

Histogram Histogram::without_highest(std::uint64_t observations) const {
  Histogram rest;
  if (observations >= count_) return rest;
  auto left = count_ - observations;
  const auto take = [&](double value, std::uint64_t times) {
    const auto taken = std::min(left, times);
    if (taken > 0) rest.add(value, taken);
    left -= taken;
  };
  take(0, zeros_);
  for (std::size_t i = 0; i < counts_.size(); ++i)
    take(std::clamp(middle_of(first_bucket_ + static_cast<std::int64_t>(i)), minimum_, maximum_), counts_[i]);
  return rest;
}

std::uint64_t Histogram::count_above(double value) const {
  const auto next = value < smallest ? first_bucket_ : std::max(first_bucket_, bucket_of(value) + 1);
  const auto first = std::min(counts_.size(), static_cast<std::size_t>(next - first_bucket_));
  return std::accumulate(counts_.begin() + static_cast<std::ptrdiff_t>(first), counts_.end(),
                         std::uint64_t{0});
}

double Histogram::quantile(double p) const {
  if (count_ == 0) return 0;
  // 0.07 * 100 is a little more than 7, which must not become rank 8.
  const double exact = p * static_cast<double>(count_) * (1 - 1e-14);
  const auto rank = std::clamp<std::uint64_t>(static_cast<std::uint64_t>(std::ceil(exact)), 1, count_);
  if (rank == count_) return maximum_;
  if (rank == 1) return minimum_;
  if (rank <= zeros_) return minimum_;
  const auto place = place_of(rank);
  return std::clamp(middle_of(first_bucket_ + static_cast<std::int64_t>(place)), minimum_, maximum_);
}

/// From the nearer end: most quantiles that are asked for are high ones.
std::size_t Histogram::place_of(std::uint64_t rank) const {
  if (rank > count_ / 2) {
    std::size_t place = counts_.size() - 1;
    for (auto left = count_ - counts_[place]; left >= rank; left -= counts_[place]) --place;
    return place;
  }
  std::size_t place = 0;
  for (auto seen = zeros_ + counts_[place]; seen < rank; seen += counts_[place]) ++place;
  return place;
}

}  // namespace garoa
