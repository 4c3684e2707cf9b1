// The rate of requests that a bucket takes, and how it grows (request_limit.hpp).
//
// Figures: models/s3/s3.yaml (limit.*).
#pragma once

#include <cstdint>

#include "sim/core/units.hpp"

namespace garoa {

struct RequestLimitSettings {
  PerSecond rate;  // of one partition
  Seconds burst;   // what an idle partition takes at once, as seconds of its rate
  std::uint32_t partitions = 1;
  std::uint32_t most_partitions = 1;
  Seconds split_time;
  Seconds lull;  // after so long without a refusal the wait for a split begins anew
  Seconds keep;
};

}  // namespace garoa
