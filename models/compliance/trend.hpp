// Whether a short series rises: the Mann-Kendall test and the Theil-Sen slope.
//
// Mann-Kendall: S is the number of rising minus the number of falling pairs; the normal approximation with
// continuity correction and the variance for ties gives the two-sided p. Meant for 8 values or more.
// Theil-Sen: the median of the slopes of all pairs, in units of the values a step. Both take O(n^2) pairs.
// Source: Mann, Econometrica 13 (1945); Kendall, Rank Correlation Methods (1975); Sen, JASA 63 (1968).
#pragma once

#include <vector>

namespace garoa::compliance {

/// 1 for fewer than two values, or when all are equal.
[[nodiscard]] double mann_kendall_p(const std::vector<double>& values);
/// 0 for fewer than two values.
[[nodiscard]] double theil_sen_slope(const std::vector<double>& values);
/// The middle value, or the mean of the two; 0 for none.
[[nodiscard]] double median(std::vector<double> values);

}  // namespace garoa::compliance
