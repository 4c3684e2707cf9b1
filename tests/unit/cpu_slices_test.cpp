// The slices in which a share of a vCPU is served, against their arithmetic.
#include "models/lambda/cpu_slices.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

namespace cpu_slices_test {

using garoa::CpuSlices;

namespace {

constexpr double period = 0.02;
constexpr double share = 0.1;  // 2 ms of each 20

double alone(double work) {
  return CpuSlices{}.serve(0, work, share, period);
}

/// Of an invocation that starts at 0, so many seconds of whose first period are over.
CpuSlices slices_into(double over) {
  CpuSlices slices;
  slices.begin(-over);
  return slices;
}

/// Seconds of it, in their order, for instants of the beginning that are spread evenly over a period.
std::vector<double> spread(double work, double of_vcpu) {
  constexpr int instants = 20'000;
  std::vector<double> all;
  for (int i = 0; i < instants; ++i)
    all.push_back(slices_into((i + 0.5) / instants * period).serve(0, work, of_vcpu, period));
  std::sort(all.begin(), all.end());
  return all;
}

}  // namespace

TEST_CASE("slices: what fits into a period's share runs at full speed") {
  CHECK(alone(0.002) == doctest::Approx(0.002));
  CHECK(alone(0) == 0);
}

TEST_CASE("slices: more waits for the next periods") {
  CHECK(alone(0.003) == doctest::Approx(0.021));
  CHECK(alone(0.004) == doctest::Approx(0.022));
  CHECK(alone(0.0201) == doctest::Approx(0.2001));
  // In the long run that is the share.
  CHECK(alone(10) == doctest::Approx(100).epsilon(0.001));
}

TEST_CASE("slices: what an earlier call used of a period is gone, what came in a later one is there") {
  CpuSlices slices;
  CHECK(slices.serve(0, 0.0015, share, period) == doctest::Approx(0.0015));
  // 0.5 ms are left at 5 ms; the rest comes at 20 ms.
  CHECK(slices.serve(0.005, 0.001, share, period) == doctest::Approx(0.0155));
  // At 45 ms a new period has all of its share.
  CHECK(slices.serve(0.045, 0.002, share, period) == doctest::Approx(0.002));
}

TEST_CASE("slices: a period that ends in the middle of the work gives its share to the rest") {
  CpuSlices slices;
  // From 19 ms on: 1 ms of this period, 1 ms of the next.
  CHECK(slices.serve(0.019, 0.002, share, period) == doctest::Approx(0.002));
  CHECK(slices.serve(0.021, 0.001, share, period) == doctest::Approx(0.001));
  CHECK(slices.serve(0.022, 0.001, share, period) == doctest::Approx(0.019));
}

TEST_CASE("slices: two threads on more than a vCPU share the work") {
  CHECK(CpuSlices{}.serve(0, 3, 1.5, period) == 2);
}

TEST_CASE("slices: a full vCPU has none") {
  CHECK(CpuSlices{}.serve(0.019, 3, 1, period) == 3);
  CHECK(slices_into(0.013).serve(0, 0.1, 1, period) == 0.1);
  CHECK(CpuSlices::mean(0.1, 1, period) == 0.1);
  CHECK(CpuSlices::mean(3, 1.5, period) == 2);
}

TEST_CASE("slices: an invocation begins somewhere in a period, all of whose share is there") {
  // 5 ms are left of the period: 2 ms of them, then 1 ms of the next.
  CHECK(slices_into(0.015).serve(0, 0.003, share, period) == doctest::Approx(0.006));
  // 1 ms is left: 1 ms of it, then 2 ms of the next at once.
  CHECK(slices_into(0.019).serve(0, 0.003, share, period) == doctest::Approx(0.003));
  // 0.5 ms are left: 0.5 ms, 2 ms of the next, 0.5 ms of the one after it.
  CHECK(slices_into(0.0195).serve(0, 0.003, share, period) == doctest::Approx(0.021));
}

TEST_CASE("slices: an invocation that follows another at once has what that one left of the period") {
  CpuSlices slices;
  CHECK_FALSE(slices.goes_on(100, period));
  slices.begin(100);
  CHECK(slices.serve(100, 0.0015, share, period) == doctest::Approx(0.0015));
  CHECK(slices.goes_on(100.019, period));
  CHECK_FALSE(slices.goes_on(100.021, period));
  CHECK(slices.serve(100.002, 0.001, share, period) == doctest::Approx(0.0185));
}

TEST_CASE("slices: mean and quantiles over all instants at which an invocation may begin") {
  for (const double of_vcpu : {0.07236, 0.1, 0.2894, 0.579, 0.9}) {
    for (const double work : {0.0005, 0.002, 0.0023, 0.0031, 0.006, 0.0111, 0.05, 1.0}) {
      const auto all = spread(work, of_vcpu);
      double sum = 0;
      for (const double seconds : all) sum += seconds;
      INFO(work << " s on " << of_vcpu);
      CHECK(sum / static_cast<double>(all.size()) ==
            doctest::Approx(CpuSlices::mean(work, of_vcpu, period)).epsilon(1e-4));
    }
  }
  // 3 ms with 2 ms of each 20: a twentieth of all begins so late in a period that it needs no pause, as much so that it needs a whole
  // one, and the others have 1 ms at the beginning of the next.
  const auto all = spread(0.003, share);
  const auto quantile = [&](double of) {
    return all[static_cast<std::size_t>(of * static_cast<double>(all.size()))];
  };
  CHECK(quantile(0.04) == doctest::Approx(0.003));
  CHECK(quantile(0.5) == doctest::Approx(0.003 + 0.45 * 0.020).epsilon(1e-3));
  CHECK(quantile(0.9) == doctest::Approx(0.003 + 0.85 * 0.020).epsilon(1e-3));
  CHECK(quantile(0.96) == doctest::Approx(0.021).epsilon(1e-3));
}

TEST_CASE("slices: long work gets its share, but for the pauses of two periods at most") {
  for (const double of_vcpu : {0.07236, 0.2894, 0.9}) {
    const auto all = spread(10, of_vcpu);
    CHECK(all.front() >= 10 / of_vcpu - 2 * (1 - of_vcpu) * period);
    CHECK(all.back() <= 10 / of_vcpu);
    CHECK(CpuSlices::mean(10, of_vcpu, period) == doctest::Approx(10 / of_vcpu).epsilon(0.0025));
  }
}

}  // namespace cpu_slices_test
