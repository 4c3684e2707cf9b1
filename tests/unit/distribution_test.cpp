#include "sim/core/distribution.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <boost/math/special_functions/erf.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "sim/core/random.hpp"
#include "sim/core/statistics.hpp"

namespace distribution_test {

using namespace garoa;

namespace {

using Cdf = double (*)(double);

double normal_cdf(double z) {
  return 0.5 * std::erfc(-z / std::sqrt(2.0));
}

/// Kolmogorov-Smirnov distance of n draws times sqrt(n): above 1.95 with probability 0.001.
double kolmogorov_smirnov(const Distribution& distribution, const std::string& stream_name, Cdf cdf) {
  constexpr std::size_t n = 5000;
  const Stream stream{11, stream_name};
  std::vector<double> values(n);
  for (std::size_t i = 0; i < n; ++i) values[i] = cdf(distribution.quantile(stream.uniform(Entity::nth(i))));
  std::sort(values.begin(), values.end());
  double distance = 0;
  for (std::size_t i = 0; i < n; ++i) {
    distance = std::max(
        {distance, values[i] - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - values[i]});
  }
  return distance * std::sqrt(static_cast<double>(n));
}

Moments moments_of(const Distribution& distribution, std::size_t n) {
  const Stream stream{12, "moments"};
  Moments moments;
  for (std::size_t i = 0; i < n; ++i) moments.add(distribution.quantile(stream.uniform(Entity::nth(i))));
  return moments;
}

}  // namespace

TEST_CASE("distribution: the normal quantile has its known values") {
  CHECK(normal_quantile(0.5) == 0);
  CHECK(normal_quantile(0.975) == doctest::Approx(1.959963984540054).epsilon(1e-14));
  CHECK(normal_quantile(0.01) == doctest::Approx(-2.3263478740408408).epsilon(1e-14));
  CHECK(normal_quantile(1e-12) == doctest::Approx(-7.034483825301132).epsilon(1e-12));
}

TEST_CASE("distribution: the normal quantile agrees with the inverted error function from end to end") {
  const auto deviation = [](double u) {
    const double expected = -std::sqrt(2.0) * boost::math::erfc_inv(2 * u);
    return std::abs(normal_quantile(u) / expected - 1);
  };
  double worst = 0;
  for (int i = 1; i < 5000; ++i) worst = std::max(worst, deviation(i / 10000.0));
  for (double u = 0.1; u > 1e-300; u *= 0.7) worst = std::max(worst, deviation(u));
  CHECK(worst < 2e-15);
  for (const double u : {0x1p-53, 1e-9, 0.0748, 0.0752, 0.3})
    CHECK(normal_quantile(1 - u) == -normal_quantile(1 - (1 - u)));
}

TEST_CASE("distribution: quantiles are closed forms") {
  CHECK(Distribution::constant(3).quantile(0.3) == 3);
  CHECK(Distribution{Distribution::Uniform{2, 6}}.quantile(0.25) == 3);
  CHECK(Distribution::exponential(2).quantile(0.5) == doctest::Approx(2 * std::log(2)).epsilon(1e-15));
  CHECK(Distribution::lognormal(5, 1.3).quantile(0.5) == 5);
  CHECK(Distribution::lognormal(5, 1.3).quantile(0.9) ==
        doctest::Approx(5 * std::exp(1.3 * 1.2815515655446004)).epsilon(1e-13));
  CHECK(Distribution{Distribution::Pareto{10, 2}}.quantile(0.75) == doctest::Approx(20).epsilon(1e-15));
}

TEST_CASE("distribution: a log-normal one with a least value keeps its median and falls to that value") {
  const auto d = Distribution::lognormal(5, 1.3, 2);
  CHECK(d.quantile(0.5) == 5);
  CHECK(d.quantile(0.9) == doctest::Approx(2 + 3 * std::exp(1.3 * 1.2815515655446004)).epsilon(1e-13));
  CHECK(d.quantile(0x1p-53) > 2);
  CHECK(d.quantile(0x1p-53) < 2.001);
}

TEST_CASE("distribution: an empirical one is linear between its points") {
  const Distribution d{Distribution::Empirical{{0, 0.5, 0.5, 1}, {10, 20, 40, 100}}};
  CHECK(d.quantile(0.25) == 15);
  CHECK(d.quantile(0.75) == 70);
  CHECK(d.quantile(1e-16) == doctest::Approx(10));
  CHECK(d.quantile(1 - 0x1p-53) == doctest::Approx(100));
  CHECK(d.mean() == doctest::Approx(0.5 * 15 + 0.5 * 70).epsilon(1e-6));
}

TEST_CASE("distribution: the mean of an empirical one is the area under its points, with bounds too") {
  const Distribution::Empirical points{{0, 0.137, 0.61, 1}, {1, 1, 50, 51}};
  CHECK(Distribution{points}.mean() ==
        doctest::Approx(0.137 * 1 + 0.473 * 25.5 + 0.39 * 50.5).epsilon(1e-14));
  // With a cap of 25.5 the middle piece is half a ramp from 1 to 25.5 and half flat.
  const double capped = 0.137 * 1 + 0.473 * (0.5 * 13.25 + 0.5 * 25.5) + 0.39 * 25.5;
  CHECK(Distribution(points, 0, 25.5).mean() == doctest::Approx(capped).epsilon(1e-6));
}

TEST_CASE("distribution: a mixture takes its parts one above the other") {
  const auto d =
      Distribution::mixture({Distribution::constant(1), Distribution{Distribution::Uniform{10, 20}}}, {3, 1});
  CHECK(d.quantile(0.1) == 1);
  CHECK(d.quantile(0.74) == 1);
  CHECK(d.quantile(0.875) == doctest::Approx(15));
  CHECK(d.mean() == doctest::Approx(0.75 * 1 + 0.25 * 15).epsilon(1e-12));
}

TEST_CASE("distribution: bounds move what lies beyond to the bound") {
  const auto d = Distribution::exponential(1).clamped(0.5, 2);
  CHECK(d.quantile(0.1) == 0.5);
  CHECK(d.quantile(0.99) == 2);
  CHECK(d.clamped(0.1, 5).floor() == 0.5);
  CHECK(d.clamped(0.1, 5).cap() == 2);
  // E = a + integral of exp(-x) from a to b.
  CHECK(d.mean() == doctest::Approx(0.5 + std::exp(-0.5) - std::exp(-2.0)).epsilon(1e-6));
}

TEST_CASE("distribution: means are closed forms without bounds") {
  CHECK(Distribution::constant(3).mean() == doctest::Approx(3).epsilon(1e-12));
  CHECK(Distribution{Distribution::Uniform{2, 6}}.mean() == doctest::Approx(4).epsilon(1e-12));
  CHECK(Distribution::exponential(7).mean() == 7);
  CHECK(Distribution::lognormal(2, 1.5).mean() == doctest::Approx(2 * std::exp(1.125)).epsilon(1e-14));
  CHECK(Distribution::lognormal(2, 1.5, 0.5).mean() ==
        doctest::Approx(0.5 + 1.5 * std::exp(1.125)).epsilon(1e-14));
  CHECK(Distribution{Distribution::Pareto{10, 1.5}}.mean() == doctest::Approx(30).epsilon(1e-14));
  CHECK(std::isinf(Distribution{Distribution::Pareto{10, 1}}.mean()));
}

TEST_CASE("distribution: means with bounds agree with closed forms within 1e-6") {
  // Pareto cut to a cap c by moving: E = m alpha/(alpha-1) - c (m/c)^alpha / (alpha-1).
  const double m = 2;
  const double alpha = 1.2;
  const double cap = 1000;
  const double pareto = m * alpha / (alpha - 1) - cap * std::pow(m / cap, alpha) / (alpha - 1);
  CHECK(Distribution(Distribution::Pareto{m, alpha}, 0, cap).mean() == doctest::Approx(pareto).epsilon(1e-6));
  // Log-normal with a cap: E = mean Phi(z - s) + cap Phi(-z), z = ln(cap/median)/s.
  const double s = 1.35;
  const double z = std::log(cap / 40) / s;
  const double lognormal = 40 * std::exp(s * s / 2) * normal_cdf(z - s) + cap * normal_cdf(-z);
  CHECK(Distribution(Distribution::Lognormal{40, s}, 0, cap).mean() ==
        doctest::Approx(lognormal).epsilon(1e-6));
  const auto mixture =
      Distribution::mixture({Distribution::constant(1), Distribution::constant(5)}, {0.37, 0.63});
  CHECK(mixture.clamped(0, 4).mean() == doctest::Approx(0.37 * 1 + 0.63 * 4).epsilon(1e-6));
}

TEST_CASE("distribution: quantiles ascend") {
  const std::vector<Distribution> all{
      Distribution::exponential(1), Distribution::lognormal(1, 2), Distribution{Distribution::Pareto{1, 0.5}},
      Distribution::mixture({Distribution::lognormal(1, 1), Distribution::lognormal(100, 0.1)}, {9, 1})
          .clamped(0.5, 99)};
  for (const auto& d : all) {
    double previous = 0;
    for (int i = 1; i < 2000; ++i) {
      const double value = d.quantile(i / 2000.0);
      // A mixture is not sorted by value, only its parts are.
      if (i != 1801) CHECK(value >= previous);
      previous = value;
    }
  }
}

TEST_CASE("distribution: moments of 400,000 draws are within four standard errors") {
  const double n = 400'000;
  const auto exponential = moments_of(Distribution::exponential(2), 400'000);
  CHECK(std::abs(exponential.mean() - 2) < 4 * 2 / std::sqrt(n));
  CHECK(std::abs(exponential.variance() - 4) <
        4 * 4 * std::sqrt(8 / n));  // fourth central moment is 9 mean^4
  const auto uniform = moments_of(Distribution{Distribution::Uniform{0, 1}}, 400'000);
  CHECK(std::abs(uniform.mean() - 0.5) < 4 * std::sqrt(1 / (12 * n)));
  CHECK(std::abs(uniform.variance() - 1.0 / 12) < 4 * std::sqrt((1.0 / 80 - 1.0 / 144) / n));
  const auto lognormal = moments_of(Distribution::lognormal(1, 0.5), 400'000);
  const double deviation = std::exp(0.125) * std::sqrt(std::expm1(0.25));
  CHECK(std::abs(lognormal.mean() - std::exp(0.125)) < 4 * deviation / std::sqrt(n));
}

TEST_CASE("distribution: draws of twenty streams pass the Kolmogorov-Smirnov test at the 0.1 % level") {
  for (int s = 0; s < 20; ++s) {
    const auto name = "ks." + std::to_string(s);
    CAPTURE(name);
    CHECK(kolmogorov_smirnov(Distribution::exponential(3), name,
                             [](double x) { return -std::expm1(-x / 3); }) < 1.95);
    CHECK(kolmogorov_smirnov(Distribution::lognormal(2, 1.5), name,
                             [](double x) { return normal_cdf(std::log(x / 2) / 1.5); }) < 1.95);
    CHECK(kolmogorov_smirnov(Distribution{Distribution::Pareto{1, 0.7}}, name,
                             [](double x) { return 1 - std::pow(x, -0.7); }) < 1.95);
  }
}

}  // namespace distribution_test
