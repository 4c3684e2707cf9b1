// How many PutLogEvents calls are accepted: by an account (all groups share it), and by the streams of a group.
//
// A token bucket that refuses what exceeds it. A rate of 0 is no limit: since 2023 streams have none.
// Figures: models/cloudwatch_logs/cloudwatch_logs.yaml, which dates them.
#pragma once

#include <algorithm>
#include <cstdint>

#include "models/cloudwatch_logs/cloudwatch_logs_settings.hpp"
#include "sim/engine/token_bucket.hpp"

namespace garoa {

class PutQuota {
 public:
  /// `holders` of the limit share their calls.
  explicit PutQuota(const PutLimit& limit, std::uint32_t holders = 1)
      : limited_{limit.rate.count() > 0},
        calls_{holders * limit.rate.count(),
               std::max(1.0, holders * limit.rate.count() * limit.burst.count())} {}

  [[nodiscard]] bool try_take(double now) { return !limited_ || calls_.try_take(now, 1); }

 private:
  bool limited_;
  TokenBucket calls_;
};

}  // namespace garoa
