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
  Bytes rechargeable;  // tokens after a lull
  BytesPerSecond burst;
  BytesPerSecond sustained;
  Seconds lull;
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

  /// What the connections and the processor could do for so many transfers at once, in bytes per second.
  [[nodiscard]] double rate(BytesPerSecond per_connection, std::uint32_t transfers = 1) const {
    const double connected = 1.0 * transfers * connections * per_connection.count();
    if (cpu_per_mb.count() <= 0) return connected;
    return std::min(connected, 1e6 / cpu_time(1e6, transfers));
  }
  /// Seconds of the processor for so many bytes, of so many transfers at once.
  [[nodiscard]] double cpu_time(double bytes, std::uint32_t transfers = 1) const {
    return bytes / 1e6 * cpu_per_mb.count() / cpu.speed(transfers * connections);
  }
};

}  // namespace garoa
