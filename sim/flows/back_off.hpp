// The pauses of one who asks again and again for an environment: they double up to a longest one, and each is shorter or
// longer by a random part, so that those who were refused together do not come back together.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "models/lambda/trigger_settings.hpp"
#include "sim/core/random.hpp"

namespace garoa {

class BackOff {
 public:
  /// `entity` and `purpose` are what the pauses are drawn for. All outlive it.
  BackOff(const AsyncRules& rules, const Stream& stream, Entity entity, Purpose purpose)
      : rules_{rules}, stream_{stream}, entity_{entity}, purpose_{purpose} {}

  /// Seconds of the next pause; the one after it is longer.
  double take() { return pause(taken_++); }
  /// Of the n-th, from 0.
  [[nodiscard]] double pause(std::uint32_t number) const {
    const double luck = stream_.uniform(entity_, purpose_.at(number));
    const double shortest = rules_.throttle_delay_min.count();
    const double longest = rules_.throttle_delay_max.count();
    const double factor = 1 - rules_.pause_earlier + (rules_.pause_earlier + rules_.pause_later) * luck;
    if (number == 0) return shortest * factor;
    return std::min(std::ldexp(shortest, static_cast<int>(std::min(number, most_doublings))), longest) *
           factor;
  }

 private:
  static constexpr std::uint32_t most_doublings = 1000;

  const AsyncRules& rules_;
  const Stream& stream_;
  Entity entity_;
  Purpose purpose_;
  std::uint32_t taken_ = 0;
};

}  // namespace garoa
