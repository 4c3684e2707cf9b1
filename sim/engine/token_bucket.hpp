// A token bucket: tokens flow in at `rate` per second up to `burst`; who wants to pass takes some.
//
// Two ways to use it, as AWS limits come in two sorts:
//   - reserve(): limits that make wait. Reservations are first in, first out; each gets the time at which its
//     tokens are there. A request above the burst is allowed and waits for what exceeds it. Nothing queues:
//     the bucket goes into debt, and the time follows from the debt. A reservation cannot be withdrawn.
//   - try_take(): limits that reject (HTTP 503, 429). Taken if the tokens are there now, refused without a
//     trace otherwise.
// Not modelled: several buckets at once (ask each), a penalty for refused requests.
//
// It has no clock: times are simulated seconds that never fall from call to call. Tokens are in the caller's
// unit. It starts full.
// Errors: none are reported; rate >= 0 and finite, burst >= 0 and finite, tokens >= 0 are the owner's duty.
#pragma once

#include <algorithm>
#include <limits>

namespace garoa {

class TokenBucket {
 public:
  /// Full at time `now`.
  TokenBucket(double rate, double burst, double now = 0)
      : rate_{rate}, burst_{burst}, tokens_{burst}, since_{now}, last_grant_{now} {}

  /// Takes `tokens` and returns when they are available: `now` or later, and never before an earlier
  /// reservation. At a rate of 0 that may be never: then it returns infinity and takes nothing.
  double reserve(double now, double tokens) {
    refill(now);
    const double debt = tokens - tokens_;
    if (debt > 0 && rate_ <= 0) return std::numeric_limits<double>::infinity();
    tokens_ -= tokens;
    const double available = debt > 0 ? since_ + debt / rate_ : since_;
    last_grant_ = std::max(last_grant_, available);
    return last_grant_;
  }

  /// Takes `tokens` if they are available now. A shortage within rounding (1e-9 of what is asked) is none.
  bool try_take(double now, double tokens) {
    refill(now);
    if (tokens_ < tokens * (1 - 1e-9)) return false;
    tokens_ -= tokens;
    return true;
  }

  /// Tokens at `now`; negative while reservations wait.
  double level(double now) {
    refill(now);
    return tokens_;
  }
  [[nodiscard]] double rate() const { return rate_; }
  [[nodiscard]] double burst() const { return burst_; }

 private:
  void refill(double now) {
    if (now <= since_) return;
    tokens_ = std::min(burst_, tokens_ + rate_ * (now - since_));
    since_ = now;
  }

  double rate_;
  double burst_;
  double tokens_;
  double since_;       // the time of `tokens_`
  double last_grant_;  // of reserve()
};

}  // namespace garoa
