// How a function speaks to S3: the limits of its network (network_bucket.hpp), its connections, what they cost the
// processor.
//
// Figures: models/lambda/lambda.yaml (network.*).
#pragma once

#include <algorithm>
#include <cstdint>

#include "models/lambda/cpu_share.hpp"
#include "models/retry/sdk_retry_settings.hpp"
#include "sim/core/units.hpp"

namespace garoa {

struct NetworkLimits {
  Bytes at_start;      // tokens of a new environment
  Bytes rechargeable;  // tokens after any lull
  BytesPerSecond burst;
  BytesPerSecond sustained;
};

/// How a function speaks to S3.
struct FunctionNetwork {
  NetworkLimits limits;
  std::uint32_t connections = 1;  // in parallel, a thread each
  Seconds cpu_per_mb;             // of TLS and copying, at one vCPU
  CpuShare cpu;
  RetrySettings retry;  // of its requests, unless the bucket says otherwise
  Bytes
      multipart_threshold;  // results of at least this size go in parts, with several connections; unless the bucket says otherwise
  Bytes multipart_part;  // likewise
  Bytes put_max;         // that S3 takes in one request

  /// What the connections and the processor could do, in bytes per second.
  [[nodiscard]] double rate(BytesPerSecond per_connection) const {
    const double connected = connections * per_connection.count();
    if (cpu_per_mb.count() <= 0) return connected;
    return std::min(connected, cpu.speed(connections) * 1e6 / cpu_per_mb.count());
  }
};

}  // namespace garoa
