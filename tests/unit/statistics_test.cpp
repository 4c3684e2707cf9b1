#include "sim/core/statistics.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "sim/core/distribution.hpp"
#include "sim/core/random.hpp"

namespace statistics_test {

using namespace garoa;

namespace {

std::vector<double> draws(const Distribution& distribution, std::size_t n) {
  const Stream stream{3, "statistics"};
  std::vector<double> values(n);
  for (std::size_t i = 0; i < n; ++i) values[i] = distribution.quantile(stream.uniform(Entity::nth(i)));
  return values;
}

/// The nearest-rank quantile at p = percent / 100.
double nearest_rank(const std::vector<double>& sorted, std::size_t permille) {
  const std::size_t rank = (sorted.size() * permille + 999) / 1000;
  return sorted[std::max<std::size_t>(rank, 1) - 1];
}

}  // namespace

TEST_CASE("histogram: quantiles are within 0.5 % of exact sorting, over nine decades") {
  for (const auto& distribution :
       {Distribution::lognormal(0.04, 0.5), Distribution::exponential(3600), Distribution::lognormal(1, 5),
        Distribution{Distribution::Pareto{1e-6, 0.6}}, Distribution::constant(0.123)}) {
    auto values = draws(distribution, 50'000);
    Histogram histogram;
    for (const double value : values) histogram.add(value);
    std::sort(values.begin(), values.end());
    for (const std::size_t permille : {1U, 10U, 100U, 250U, 500U, 900U, 950U, 990U, 999U, 1000U}) {
      const double exact = nearest_rank(values, permille);
      CAPTURE(permille);
      CHECK(histogram.quantile(static_cast<double>(permille) / 1000) ==
            doctest::Approx(exact).epsilon(0.004));
    }
    CHECK(histogram.count() == values.size());
    CHECK(histogram.minimum() == values.front());
    CHECK(histogram.maximum() == values.back());
    CHECK(histogram.mean() ==
          doctest::Approx(std::accumulate(values.begin(), values.end(), 0.0) / 50'000).epsilon(1e-12));
  }
}

TEST_CASE("histogram: the quantile is the nearest rank for every percentage") {
  Histogram histogram;
  std::vector<double> powers;
  for (int i = 0; i < 100; ++i) powers.push_back(std::pow(1.1, i));
  for (const double value : powers) histogram.add(value);
  for (std::size_t percent = 1; percent <= 100; ++percent) {
    CAPTURE(percent);
    CHECK(histogram.quantile(static_cast<double>(percent) / 100) ==
          doctest::Approx(powers[percent - 1]).epsilon(0.004));
  }
  CHECK(histogram.quantile(0) == 1);
  CHECK(histogram.quantile(1) == powers.back());
}

TEST_CASE("histogram: few observations are met exactly at the ends") {
  Histogram histogram;
  CHECK(histogram.quantile(0.5) == 0);
  CHECK(histogram.mean() == 0);
  CHECK(histogram.minimum() == 0);
  histogram.add(7.7);
  CHECK(histogram.quantile(0.01) == 7.7);
  CHECK(histogram.quantile(0.99) == 7.7);
  histogram.add(3.3);
  CHECK(histogram.quantile(0.5) == doctest::Approx(3.3).epsilon(0.004));
  CHECK(histogram.quantile(0.51) == 7.7);
}

TEST_CASE("histogram: zeros count as observations") {
  Histogram histogram;
  histogram.add(0, 3);
  histogram.add(5);
  CHECK(histogram.quantile(0.75) == 0);
  CHECK(histogram.quantile(0.76) == 5);
  CHECK(histogram.mean() == 1.25);
}

TEST_CASE("histogram: a cleared one tells what a new one tells") {
  Histogram used;
  for (const double value : draws(Distribution::lognormal(1, 2), 1000)) used.add(value);
  used.add(0);
  used.clear();
  CHECK(used.count() == 0);
  CHECK(used.sum() == 0);
  CHECK(used.minimum() == 0);
  CHECK(used.maximum() == 0);
  CHECK(used.quantile(0.99) == 0);
  Histogram fresh;
  for (const double value : draws(Distribution::lognormal(0.5, 0.1), 100)) {
    used.add(value);
    fresh.add(value);
  }
  for (const double p : {0.0, 0.01, 0.3, 0.5, 0.51, 0.99, 1.0}) CHECK(used.quantile(p) == fresh.quantile(p));
}

TEST_CASE("histogram: merging equals adding everything to one") {
  Histogram all;
  Histogram odd;
  Histogram even;
  const auto values = draws(Distribution::lognormal(2, 2), 5000);
  for (std::size_t i = 0; i < values.size(); ++i) {
    all.add(values[i]);
    (i % 2 == 0 ? even : odd).add(values[i]);
  }
  Histogram merged;
  merged.merge(odd);
  merged.merge(even);
  merged.merge(Histogram{});
  for (const double p : {0.01, 0.3, 0.5, 0.99, 1.0}) CHECK(merged.quantile(p) == all.quantile(p));
  CHECK(merged.count() == all.count());
  CHECK(merged.minimum() == all.minimum());
  CHECK(merged.sum() == doctest::Approx(all.sum()).epsilon(1e-12));
}

TEST_CASE("time-weighted: a level is averaged over time and not over changes") {
  TimeWeighted level;
  level.set(10, 4);
  level.set(20, 1);
  level.add(30, 2);
  CHECK(level.value() == 3);
  CHECK(level.maximum() == 4);
  CHECK(level.integral(40) == 0 * 10 + 4 * 10 + 1 * 10 + 3 * 10);
  CHECK(level.average(40) == 2);
}

TEST_CASE("time-weighted: what was there before the start counts only as far as it lasts") {
  TimeWeighted level{40};
  level.set(10, 4);
  level.set(20, 1);
  level.add(30, 2);
  CHECK(level.value() == 3);
  CHECK(level.average(35) == 3);
  CHECK(level.maximum() == 3);
  CHECK(level.average(40) == 3);
  level.set(50, 0);
  CHECK(level.maximum() == 3);
  CHECK(level.integral(60) == 30);
  CHECK(level.average(60) == 1.5);
  level.set(60, 9);
  CHECK(level.maximum() == 9);
}

TEST_CASE("time-weighted: it may start late and with a level") {
  const TimeWeighted level{100, 5};
  CHECK(level.average(100) == 5);
  CHECK(level.average(110) == 5);
  CHECK(level.integral(110) == 50);
}

TEST_CASE("moments: mean and unbiased variance, also far from zero") {
  Moments moments;
  CHECK(moments.variance() == 0);
  for (const double value : {2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0}) moments.add(1e9 + value);
  CHECK(moments.count() == 8);
  CHECK(moments.mean() == 1e9 + 5);
  CHECK(moments.variance() == doctest::Approx(32.0 / 7).epsilon(1e-7));
}

}  // namespace statistics_test
