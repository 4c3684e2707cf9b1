// The network of one environment in one direction: a token bucket.
//
// It starts with 300 MiB: half of it is a one-off, half comes back after 100 ms in which nothing is transferred. Transfers run
// at what asks for it (connections, processor), up to the burst rate, while there are tokens; they flow in at the
// sustained rate. Then they run at the sustained rate. Several at once use the line one after the other, and each takes as long
// as it would alone at least.
//
//   bytes until the bucket is empty   rate * tokens / (rate - sustained), if rate > sustained
//
// Not modelled: tokens in quanta, fair shares of transfers at once, the limit of about 20 GiB/s that
// functions of one VPC and zone share. A bandwidth that grows with memory is not modelled either: small functions are
// slow for lack of processor time (FunctionNetwork).
//
// Source: Bodner et al. section 4.2; figures: models/lambda/lambda.yaml.
#pragma once

#include <algorithm>
#include <cstdint>

#include "models/lambda/network_settings.hpp"

namespace garoa {

class NetworkBucket {
 public:
  explicit NetworkBucket(const NetworkLimits& limits)
      : tokens_{static_cast<double>(limits.at_start.count())} {}

  /// Bytes per second: what the transfer could do alone, and it with those beside it; both positive.
  struct Rates {
    double alone;
    double together;
  };
  /// Seconds of a transfer that begins now, the clock's seconds; takes its tokens.
  double transfer(const NetworkLimits& limits, double now, double bytes, const Rates& rates) {
    refill(limits, now);
    line_free_ = std::max(line_free_, now) + time_on_line(limits, bytes, rates.together);
    const double seconds = std::max(line_free_ - now, bytes / std::min(rates.alone, limits.burst.count()));
    over_ = std::max(over_, now + seconds);
    return seconds;
  }
  [[nodiscard]] double tokens() const { return tokens_; }

 private:
  /// What came in since the line is free, and all that can come back if nothing was transferred for long enough.
  void refill(const NetworkLimits& limits, double now) {
    const auto back = static_cast<double>(limits.rechargeable.count());
    const double in = limits.sustained.count() * std::max(now - line_free_, 0.0);
    tokens_ = std::max(tokens_, now >= over_ + limits.lull.count() ? back : std::min(tokens_ + in, back));
  }
  double time_on_line(const NetworkLimits& limits, double bytes, double rate) {
    const double sustained = limits.sustained.count();
    rate = std::min(rate, limits.burst.count());
    if (rate <= sustained) return bytes / rate;
    const double at_rate = std::min(bytes, rate * tokens_ / (rate - sustained));
    tokens_ -= at_rate * (rate - sustained) / rate;
    return at_rate / rate + (bytes - at_rate) / sustained;
  }

  double tokens_;         // bytes
  double line_free_ = 0;  // when the line has carried all that was asked for
  double over_ = 0;       // when the last of these transfers is
};

}  // namespace garoa
