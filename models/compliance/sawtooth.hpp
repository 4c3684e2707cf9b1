// The distribution over time of an age that grows with slope 1 and only drops in jumps (the age of the oldest
// unprotected document).
//
// The age is given as teeth: in each tooth it runs from `low` to `high`, one second a second. time_below(x)
// is exact at the edges of buckets that are 1/128 of a power of two wide, and linear between them: exact also
// there as long as no tooth begins or ends in that bucket. Ages below 1 ms share one bucket, ages above 10
// billion seconds the last. Memory is flat, a tooth costs a few additions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace garoa::compliance {

class SawtoothDistribution {
 public:
  SawtoothDistribution();
  /// 0 <= low <= high, seconds.
  void add(double low, double high);
  /// Time covered by teeth.
  [[nodiscard]] double total() const { return total_; }
  /// The age below which the share p of the time `observed` passed; time without a tooth counts as age 0.
  [[nodiscard]] double quantile(double p, double observed) const;

 private:
  struct Bucket {
    double partial = 0;       // seconds of teeth that begin or end in it
    std::int64_t change = 0;  // of the number of teeth that cross it from edge to edge
  };
  [[nodiscard]] static std::size_t bucket_of(double age);
  [[nodiscard]] static double edge(std::size_t bucket);

  std::vector<Bucket> buckets_;
  double total_ = 0;
};

}  // namespace garoa::compliance
