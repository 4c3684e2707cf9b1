// Intervals of shares.
#pragma once

#include <cstdint>
#include <utility>

namespace garoa {

/// Clopper and Pearson's exact interval of the share behind `successes` of `trials`, at least one; two-sided.
[[nodiscard]] std::pair<double, double> share_interval(std::uint64_t successes, std::uint64_t trials,
                                                       double confidence = 0.95);

}  // namespace garoa
