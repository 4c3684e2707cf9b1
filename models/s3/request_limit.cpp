#include "models/s3/request_limit.hpp"

#include <algorithm>

namespace garoa {

TokenBucket RequestLimit::bucket(double now) const {
  const double rate = settings_.rate.count() * partitions_;
  return {rate, std::max(1.0, rate * settings_.burst.count()), now};
}

bool RequestLimit::accept(double now) {
  if (now - last_request_ > settings_.keep.count()) forget(now);
  last_request_ = now;
  if (tokens_.try_take(now, 1)) return true;
  note_refusal(now);
  return false;
}

void RequestLimit::forget(double now) {
  partitions_ = settings_.partitions;
  tokens_ = bucket(now);
}

void RequestLimit::note_refusal(double now) {
  if (now - last_refusal_ > settings_.lull.count()) saturated_since_ = now;
  last_refusal_ = now;
  if (partitions_ >= settings_.most_partitions) return;
  const double wait = settings_.split_time.count() * (2.0 * partitions_ - 1);
  if (now - saturated_since_ < wait) return;
  ++partitions_;
  tokens_ = bucket(now);
  saturated_since_ = now;
}

}  // namespace garoa
