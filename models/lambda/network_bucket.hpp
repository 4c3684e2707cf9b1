// The network of one environment in one direction: a token bucket.
//
// It starts with 300 MiB: half of it is a one-off, half comes back as soon as nothing is transferred. A transfer runs
// at what asks for it (connections, processor), up to the burst rate, while there are tokens; they flow in at the
// sustained rate. Then it runs at the sustained rate.
//
//   bytes until the bucket is empty   rate * tokens / (rate - sustained), if rate > sustained
//
// Not modelled: tokens in quanta of 100 ms, several transfers at once in one direction, the limit of about 20 GiB/s that
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

  /// Seconds of a transfer that could run at `rate` (bytes per second, positive); takes its tokens.
  double transfer(const NetworkLimits& limits, double bytes, double rate) {
    tokens_ = std::max(tokens_, static_cast<double>(limits.rechargeable.count()));
    const double sustained = limits.sustained.count();
    rate = std::min(rate, limits.burst.count());
    if (rate <= sustained) return bytes / rate;
    const double at_rate = std::min(bytes, rate * tokens_ / (rate - sustained));
    tokens_ -= at_rate * (rate - sustained) / rate;
    return at_rate / rate + (bytes - at_rate) / sustained;
  }
  [[nodiscard]] double tokens() const { return tokens_; }

 private:
  double tokens_;  // bytes
};

}  // namespace garoa
