// What memory gains for work of several threads.
#include "models/lambda/cpu_share.hpp"

#include <doctest/doctest.h>

#include <cstdint>

namespace cpu_share_test {

using namespace garoa;

TEST_CASE(
    "lambda: of work that several threads share, a part that one alone can do bounds what memory gains") {
  const auto seconds = [](std::uint32_t megabytes, double serial) {
    return CpuShare::of(LambdaMemory{megabytes}, LambdaMemory{1769}).time(16.9, 16, serial);
  };
  CHECK(seconds(1769, 0.3) == doctest::Approx(16.9));
  CHECK(seconds(3538, 0) == doctest::Approx(16.9 / 2));
  CHECK(seconds(3538, 0.25) == doctest::Approx(16.9 * (0.25 + 0.75 / 2)));
  // A fifth of a vCPU is all that either part gets.
  CHECK(seconds(354, 0.25) == doctest::Approx(16.9 * 1769 / 354));
  // Go with 16 threads, 2, 4, 8 and 10 GB: 15.34, 8.92, 5.73 and 5.21 s; the share that one thread does is fitted to them.
  CHECK(seconds(2048, 0.164) == doctest::Approx(15.34).epsilon(0.03));
  CHECK(seconds(4096, 0.164) == doctest::Approx(8.92).epsilon(0.03));
  CHECK(seconds(8192, 0.164) == doctest::Approx(5.73).epsilon(0.03));
  CHECK(seconds(10240, 0.164) == doctest::Approx(5.21).epsilon(0.03));
}

}  // namespace cpu_share_test
