// A rate that holds for ever, and a higher one while credits last.
#pragma once

namespace garoa {

/// Rates in work per second, credits in work. `burst` >= `base`; 0 <= `credits` <= `maximum`.
struct Burst {
  double base;
  double burst;
  double credits;
  double maximum;
};

}  // namespace garoa
