#include "models/compliance/sawtooth.hpp"

#include <algorithm>
#include <bit>

namespace garoa::compliance {
namespace {

// The bits of a positive double are ordered like its value; what is left after this shift is exponent and
// 1/128 of the octave.
constexpr int dropped_bits = 52 - 7;
constexpr double smallest = 0x1p-10;
constexpr double largest = 0x1p33;
constexpr std::uint64_t first = std::bit_cast<std::uint64_t>(smallest) >> dropped_bits;
constexpr std::uint64_t last = std::bit_cast<std::uint64_t>(largest) >> dropped_bits;

}  // namespace

SawtoothDistribution::SawtoothDistribution() : buckets_(last - first + 2) {}

// Bucket 0 is [0, smallest); bucket i > 0 begins at the double whose high bits are first + i - 1.
std::size_t SawtoothDistribution::bucket_of(double age) {
  if (age < smallest) return 0;
  if (age >= largest) return last - first + 1;
  return (std::bit_cast<std::uint64_t>(age) >> dropped_bits) - first + 1;
}

double SawtoothDistribution::edge(std::size_t bucket) {
  return bucket == 0 ? 0 : std::bit_cast<double>((first + bucket - 1) << dropped_bits);
}

void SawtoothDistribution::add(double low, double high) {
  total_ += high - low;
  const auto from = bucket_of(low);
  const auto to = bucket_of(high);
  if (from == to) {
    buckets_[from].partial += high - low;
    return;
  }
  buckets_[from].partial += edge(from + 1) - low;
  buckets_[to].partial += high - edge(to);
  ++buckets_[from + 1].change;
  --buckets_[to].change;
}

double SawtoothDistribution::quantile(double p, double observed) const {
  const double wanted = p * observed;
  double seen = std::max(0.0, observed - total_);
  if (wanted <= seen) return 0;
  std::int64_t crossing = 0;
  for (std::size_t i = 0; i < buckets_.size(); ++i) {
    crossing += buckets_[i].change;
    const double width = edge(std::min(i + 1, buckets_.size() - 1)) - edge(i);
    const double here = buckets_[i].partial + static_cast<double>(crossing) * width;
    if (here > 0 && seen + here >= wanted) return edge(i) + (wanted - seen) / here * width;
    seen += here;
  }
  return edge(buckets_.size() - 1);
}

}  // namespace garoa::compliance
