// How many reads, or writes, a table takes.
//
// Provisioned: `units` a second, and what was not used of the last 300 s comes on top (a token bucket, full at
// the start). Auto scaling: capacity_scaling.hpp.
// On demand: what a new table takes, or twice the highest minute that is at least 30 min old.
// Both: a partition takes no more than 1,000 writes or 3,000 reads a second, burst or not. Keys spread evenly
// over as many partitions as the capacity needs; the hot key is in one of its own.
//
// Not modelled: splitting for size or heat, limits on the number of decreases a day, the time that a change of
// capacity takes, indexes. Times never fall from call to call.
#pragma once

#include <cstdint>
#include <deque>

#include "models/dynamodb/capacity_scaling.hpp"
#include "sim/engine/token_bucket.hpp"

namespace garoa {

class Capacity {
 public:
  explicit Capacity(const CapacitySettings& settings);

  /// Takes the units of a request, or refuses it without a trace.
  bool take(double now, double units, bool hot);
  /// Looks at the minutes that have passed.
  void advance(double now);
  /// Units a second that it takes steadily.
  [[nodiscard]] double units() const { return units_; }
  /// Units a second that it may come to take: by scaling, or on demand by its quota.
  [[nodiscard]] double most_units() const {
    const bool grows = settings_.mode == CapacityMode::on_demand || settings_.target > 0;
    return grows ? settings_.most_units : settings_.units;
  }
  /// Units since the start.
  [[nodiscard]] double taken() const { return taken_; }
  /// Units times seconds since the last call.
  double take_unit_seconds(double now);

 private:
  [[nodiscard]] double burst() const { return units_ * settings_.burst; }
  void end_minute();
  void grow_on_demand();
  void set_units(double units);

  CapacitySettings settings_;
  double units_;
  TokenBucket table_;
  TokenBucket even_;  // all partitions
  TokenBucket hot_;   // the one of the hot key
  double minute_end_;
  double taken_ = 0;
  double taken_before_ = 0;    // this minute
  std::deque<double> recent_;  // on demand: units a second of the last minutes
  double old_peak_ = 0;
  CapacityScaling scaling_;
  double unit_seconds_ = 0;
  double counted_until_ = 0;
};

}  // namespace garoa
