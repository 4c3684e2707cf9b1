// The pauses of one who asks again and again for an environment: they double up to a longest one.
#pragma once

#include <algorithm>
#include <utility>

#include "models/lambda/trigger_settings.hpp"

namespace garoa {

class BackOff {
 public:
  explicit BackOff(const AsyncRules& rules)
      : pause_{rules.throttle_delay_min.count()}, longest_{rules.throttle_delay_max.count()} {}
  /// Seconds of the pause that comes next.
  [[nodiscard]] double pause() const { return pause_; }
  /// The same; the one after it is longer.
  double take() { return std::exchange(pause_, std::min(2 * pause_, longest_)); }

 private:
  double pause_;
  double longest_;
};

}  // namespace garoa
