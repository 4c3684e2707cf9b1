#include "sim/core/random.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <vector>

namespace random_test {

using namespace garoa;

// The known answers that are published with the authors' Random123 library.
TEST_CASE("philox: known answers") {
  CHECK(philox4x32_10({0, 0, 0, 0}, {0, 0}) == PhiloxCounter{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  CHECK(philox4x32_10({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}) ==
        PhiloxCounter{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(philox4x32_10({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
        PhiloxCounter{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("stream: a draw depends on seed, name, entity and draw only") {
  const Stream stream{42, "s3.inbox.put_latency"};
  CHECK(stream.uniform(7, 3) == Stream{42, "s3.inbox.put_latency"}.uniform(7, 3));
  std::set<double> seen;
  for (std::uint64_t seed : {42, 43}) {
    for (const auto* name : {"a", "b", "", "ab"}) {
      for (std::uint64_t entity : {0ULL, 1ULL, 1ULL << 32, ~0ULL}) {
        for (std::uint32_t draw : {0U, 1U, 2U, 5U}) seen.insert(Stream{seed, name}.uniform(entity, draw));
      }
    }
  }
  CHECK(seen.size() == 2 * 4 * 4 * 4);
}

TEST_CASE("stream: uniforms are the draws 2 pair and 2 pair + 1") {
  const Stream stream{1, "x"};
  for (std::uint32_t pair = 0; pair < 10; ++pair) {
    const auto [first, second] = stream.uniforms(99, pair);
    CHECK(first == stream.uniform(99, 2 * pair));
    CHECK(second == stream.uniform(99, 2 * pair + 1));
  }
}

TEST_CASE("stream: draws are inside the open unit interval") {
  const Stream stream{1, "x"};
  double low = 1;
  double high = 0;
  for (std::uint64_t i = 0; i < 1'000'000; ++i) {
    const double u = stream.uniform(i);
    low = std::min(low, u);
    high = std::max(high, u);
  }
  CHECK(low > 0);
  CHECK(high < 1);
  // The extremes of a million draws are within 20 of their expected distance from the bounds (chance e^-20).
  CHECK(low < 2e-5);
  CHECK(high > 1 - 2e-5);
}

// Kolmogorov-Smirnov distance times sqrt(n); above 1.95 with probability 0.001 for uniform draws.
TEST_CASE("stream: twenty streams pass the Kolmogorov-Smirnov test at the 0.1 % level") {
  constexpr std::size_t n = 20'000;
  for (int s = 0; s < 20; ++s) {
    const Stream stream{7, "ks." + std::to_string(s)};
    std::vector<double> draws(n);
    for (std::size_t i = 0; i < n; ++i) draws[i] = stream.uniform(i);
    std::sort(draws.begin(), draws.end());
    double distance = 0;
    for (std::size_t i = 0; i < n; ++i) {
      distance = std::max({distance, std::abs(draws[i] - static_cast<double>(i) / n),
                           std::abs(static_cast<double>(i + 1) / n - draws[i])});
    }
    CAPTURE(s);
    CHECK(distance * std::sqrt(static_cast<double>(n)) < 1.95);
  }
}

// The correlation of n independent pairs has the standard error 1 / sqrt(n); the bound is four of them.
TEST_CASE("stream: draws of an entity, of neighbours and of streams are uncorrelated") {
  constexpr std::size_t n = 100'000;
  const Stream a{7, "a"};
  const Stream b{7, "b"};
  double within = 0;
  double neighbours = 0;
  double streams = 0;
  for (std::uint64_t i = 0; i < n; ++i) {
    const double x = a.uniform(i) - 0.5;
    within += x * (a.uniform(i, 1) - 0.5);
    neighbours += x * (a.uniform(i + 1) - 0.5);
    streams += x * (b.uniform(i) - 0.5);
  }
  const double bound = 4 / std::sqrt(static_cast<double>(n));
  for (const double sum : {within, neighbours, streams})
    CHECK(std::abs(12 * sum / static_cast<double>(n)) < bound);
}

}  // namespace random_test
