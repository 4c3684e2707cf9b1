#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "models/compliance/trend.hpp"

namespace compliance_trend_test {

using namespace garoa::compliance;

TEST_CASE("Mann-Kendall: eight rising values have S = 28 and p = 2 (1 - Phi(27 / sqrt(65.33)))") {
  const std::vector<double> rising{1, 2, 3, 4, 5, 6, 7, 8};
  const double z = 27 / std::sqrt(8 * 7 * 21 / 18.0);
  CHECK(mann_kendall_p(rising) == doctest::Approx(std::erfc(z / std::sqrt(2.0))).epsilon(1e-12));
  CHECK(mann_kendall_p({8, 7, 6, 5, 4, 3, 2, 1}) == doctest::Approx(mann_kendall_p(rising)));
}

TEST_CASE("Mann-Kendall: ties lower the variance, equal values have no trend") {
  // S of 1 1 2 2 3 is 8 of 10 pairs; variance (5 4 15 - 2 (2 1 9)) / 18 = 264 / 18.
  const double z = 7 / std::sqrt(264 / 18.0);
  CHECK(mann_kendall_p({1, 1, 2, 2, 3}) == doctest::Approx(std::erfc(z / std::sqrt(2.0))).epsilon(1e-12));
  CHECK(mann_kendall_p({4, 4, 4, 4}) == 1);
  CHECK(mann_kendall_p({}) == 1);
}

TEST_CASE("Theil-Sen: the median slope ignores one outlier") {
  CHECK(theil_sen_slope({0, 2, 4, 6, 8, 10}) == 2);
  CHECK(theil_sen_slope({0, 2, 4, 600, 8, 10, 12}) == doctest::Approx(2));
  CHECK(theil_sen_slope({5}) == 0);
}

TEST_CASE("median: the middle value, or the mean of two") {
  CHECK(median({3, 1, 2}) == 2);
  CHECK(median({4, 1, 3, 2}) == 2.5);
  CHECK(median({}) == 0);
}

}  // namespace compliance_trend_test
