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

#include "models/lambda/cpu_share.hpp"
#include "sim/core/units.hpp"

namespace garoa {

struct NetworkLimits {
  Bytes at_start;      // tokens of a new environment
  Bytes rechargeable;  // tokens after any lull
  BytesPerSecond burst;
  BytesPerSecond sustained;
};

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

/// How a function speaks to S3.
struct FunctionNetwork {
  NetworkLimits limits;
  std::uint32_t connections = 1;  // in parallel, a thread each
  Seconds cpu_per_mb;             // of TLS and copying, at one vCPU
  CpuShare cpu;

  /// What the connections and the processor could do, in bytes per second.
  [[nodiscard]] double rate(BytesPerSecond per_connection) const {
    const double connected = connections * per_connection.count();
    if (cpu_per_mb.count() <= 0) return connected;
    return std::min(connected, cpu.speed(connections) * 1e6 / cpu_per_mb.count());
  }
};

}  // namespace garoa
