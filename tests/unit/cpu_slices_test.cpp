// The slices in which a share of a vCPU is served, against their arithmetic.
#include "models/lambda/cpu_slices.hpp"

#include <doctest/doctest.h>

namespace cpu_slices_test {

using garoa::CpuSlices;

namespace {

constexpr double period = 0.02;
constexpr double share = 0.1;  // 2 ms of each 20

double alone(double work) {
  return CpuSlices{}.serve(0, work, share, period);
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
}

}  // namespace cpu_slices_test
