// The error of a mean within one run.
#include "sim/core/batch_means.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "sim/core/distribution.hpp"
#include "sim/core/random.hpp"
#include "sim/core/student.hpp"

namespace batch_means_test {

using namespace garoa;

namespace {

/// Observations of mean 0, each the last one times `memory` plus luck of variance 1.
BatchMeans autoregressive(double memory, std::uint64_t observations, std::uint64_t seed) {
  const Stream stream{seed, "batches"};
  BatchMeans batches;
  double value = normal_quantile(stream.uniform(Entity::nth(observations))) / std::sqrt(1 - memory * memory);
  for (std::uint64_t i = 0; i < observations; ++i) {
    value = memory * value + normal_quantile(stream.uniform(Entity::nth(i)));
    batches.add(value);
  }
  return batches;
}

/// The mean of the error's variance over many runs, against the variance of the mean by its closed form.
double relative_variance(double memory) {
  constexpr std::uint64_t observations = 32000;
  constexpr std::uint64_t runs = 100;
  double sum = 0;
  for (std::uint64_t seed = 1; seed <= runs; ++seed)
    sum += autoregressive(memory, observations, seed).error().variance;
  // Of long runs: (variance of one) (1 + memory) / (1 - memory) / n = 1 / (1 - memory)^2 / n.
  return sum / runs * observations * (1 - memory) * (1 - memory);
}

}  // namespace

TEST_CASE("batch means: there are 20 to 39 batches of equal size, whatever the number of observations") {
  BatchMeans batches;
  for (std::uint64_t n = 1; n <= 5000; ++n) {
    batches.add(static_cast<double>(n % 7));
    const auto complete = n / batches.size();
    CAPTURE(n);
    CHECK(complete < BatchMeans::most);
    if (n >= 20) CHECK(complete >= BatchMeans::most / 2);
    CHECK(batches.error().degrees == (complete < 2 ? 0 : complete - 1));
  }
}

TEST_CASE("batch means: of 40 observations the pairs' means count") {
  BatchMeans batches;
  for (int i = 0; i < 40; ++i) batches.add(i);
  CHECK(batches.size() == 2);
  // Means 0.5, 2.5, ... 38.5: a variance of 4 (20 * 21) / 12 = 140, over 20 batches.
  CHECK(batches.error().variance == doctest::Approx(7));
  CHECK(batches.error().degrees == 19);
}

TEST_CASE("batch means: the variance of the mean is that of independent observations over their number") {
  const double relative = relative_variance(0);
  MESSAGE("mean of 100 estimates over the closed form: " << relative);
  CHECK(relative == doctest::Approx(1).epsilon(0.08));  // 95 % of such means: sqrt(2 / 24 / 100) * 2 = 0.06
}

TEST_CASE(
    "batch means: observations that follow from each other make the mean less certain, as the closed form "
    "says") {
  for (const double memory : {0.5, 0.9}) {
    const double relative = relative_variance(memory);
    MESSAGE("memory " << memory << ": mean of 100 estimates over the closed form " << relative);
    CHECK(relative == doctest::Approx(1).epsilon(0.08));
  }
}

TEST_CASE("batch means: intervals of one run hold the true mean in 93 to 97 of 100 runs") {
  int covered = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const Stream stream{seed, "batches"};
    Observations observations;
    double waited = 0;
    // Waits in M/M/1 at load 0.5 by Lindley's recursion: 0.5 / (1 - 0.5) services in the mean.
    for (std::uint64_t i = 0; i < 20000; ++i) {
      const auto [a, s] = stream.uniforms(Entity::nth(i));
      waited = std::max(0.0, waited - std::log(s) + std::log(a) / 0.5);
      observations.add(waited);
    }
    const double half_width = student_half_width(observations.error());
    covered += std::abs(observations.histogram().mean() - 1) <= half_width ? 1 : 0;
  }
  MESSAGE(covered << " of 300 hold 1");
  CHECK(covered >= 279);
  CHECK(covered <= 291);
}

}  // namespace batch_means_test
