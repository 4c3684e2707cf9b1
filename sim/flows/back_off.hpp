// The pauses of one who asks again and again for an environment: they double up to a longest one, and each is shorter or
// longer by a random part, so that those who were refused together do not come back together.
#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>

#include "models/lambda/trigger_settings.hpp"
#include "sim/core/random.hpp"

namespace garoa {

class BackOff {
 public:
  /// `entity` and `purpose` are what the pauses are drawn for. All outlive it.
  BackOff(const AsyncRules& rules, const Stream& stream, Entity entity, Purpose purpose)
      : rules_{rules},
        stream_{stream},
        entity_{entity},
        purpose_{purpose},
        pause_{rules.throttle_delay_min.count()} {}

  /// Seconds of the next pause; the one after it is longer.
  double take() {
    const double luck = stream_.uniform(entity_, purpose_.at(taken_++));
    const double longest = rules_.throttle_delay_max.count();
    const double factor = 1 - rules_.pause_earlier + (rules_.pause_earlier + rules_.pause_later) * luck;
    return std::exchange(pause_, std::min(2 * pause_, longest)) * factor;
  }

 private:
  const AsyncRules& rules_;
  const Stream& stream_;
  Entity entity_;
  Purpose purpose_;
  double pause_;
  std::uint32_t taken_ = 0;
};

}  // namespace garoa
