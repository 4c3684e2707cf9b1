// When SNS tries again to deliver a message that its subscriber did not take.
//
//   retries                    pause before each
//   immediate                  none
//   early                      early_pause
//   backed_off                 rises geometrically from shortest to longest
//   late                       longest
//
// The shapes by protocol are in models/sns/sns.yaml; all of them follow a first try. Not modelled: jitter, whose
// amount AWS does not tell, policies of one's own for HTTP.
// Source: SNS developer guide, sns-message-delivery-retries.
#pragma once

#include <cmath>
#include <cstdint>

namespace garoa {

struct DeliveryPolicy {
  std::uint32_t immediate = 0;
  std::uint32_t early = 0;
  double early_pause = 0;  // s
  std::uint32_t backed_off = 0;
  double shortest = 0;  // s
  double longest = 0;   // s
  std::uint32_t late = 0;

  [[nodiscard]] std::uint32_t retries() const { return immediate + early + backed_off + late; }
  /// Seconds before retry `n` (from 1).
  [[nodiscard]] double pause(std::uint32_t n) const {
    if (n <= immediate) return 0;
    if (n <= immediate + early) return early_pause;
    const auto step = n - immediate - early;
    if (step > backed_off) return longest;
    if (backed_off == 1) return shortest;
    return shortest * std::pow(longest / shortest, (step - 1.0) / (backed_off - 1.0));
  }
};

}  // namespace garoa
