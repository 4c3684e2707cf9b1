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

TEST_CASE("stream: a draw depends on seed, name, entity and purpose only") {
  const Stream stream{42, "s3.inbox.put_latency"};
  const auto seventh = Entity::nth(7);
  CHECK(stream.uniform(seventh, Purpose{"a"}.at(3)) ==
        Stream{42, "s3.inbox.put_latency"}.uniform(seventh, Purpose{"a"}.at(3)));
  std::set<double> seen;
  for (std::uint64_t seed : {42, 43}) {
    for (const auto* name : {"a", "b", "", "ab"}) {
      for (std::uint64_t entity : {0ULL, 1ULL, 1ULL << 32, ~0ULL}) {
        for (const auto purpose : {Purpose{}, Purpose{"a"}, Purpose{"a"}.at(1), Purpose{"b"}})
          seen.insert(Stream{seed, name}.uniform(Entity::nth(entity), purpose));
      }
    }
  }
  CHECK(seen.size() == 2 * 4 * 4 * 4);
}

TEST_CASE("stream: the first of two uniforms is the one that uniform gives") {
  const Stream stream{1, "x"};
  for (std::uint32_t n = 0; n < 10; ++n) {
    const auto purpose = Purpose{"a"}.at(n);
    const auto [first, second] = stream.uniforms(Entity::nth(99), purpose);
    CHECK(first == stream.uniform(Entity::nth(99), purpose));
    CHECK(second != first);
  }
}

TEST_CASE("entity: documents of different flows, and respects of one document, are different") {
  constexpr auto intake = short_hash_of("flows.intake");
  constexpr auto archive = short_hash_of("flows.archive");
  std::set<std::uint64_t> seen;
  for (const auto flow : {intake, archive}) {
    for (std::uint64_t id = 0; id < 1000; ++id) {
      for (const std::uint32_t respect : {0U, 1U, 2U, short_hash_of("lambda.validate")})
        seen.insert(Entity::of(flow, id).in(respect).value());
    }
  }
  CHECK(seen.size() == std::size_t{2} * 1000 * 4);
  CHECK(Entity::of(intake, 5).in(0) == Entity::of(intake, 5));
}

// Two pairs meet when a multiple of the factor lies as near to 0 as their second indices differ.
TEST_CASE("purpose: pairs of indices below 100,000 and 10,000 are all different") {
  const auto factor = Purpose{}.at(1).at(0).index();
  std::uint32_t nearest = ~0U;
  for (std::uint32_t first = 1; first < 100'000; ++first) {
    const std::uint32_t multiple = first * factor;
    nearest = std::min({nearest, multiple, 0U - multiple});
  }
  CHECK(nearest > 10'000);
}

TEST_CASE("purpose: three indices below 100 are all different") {
  std::set<std::uint32_t> seen;
  for (std::uint32_t i = 0; i < 100; ++i) {
    for (std::uint32_t j = 0; j < 100; ++j) {
      for (std::uint32_t k = 0; k < 100; ++k) seen.insert(Purpose{"a"}.at(i).at(j).at(k).index());
    }
  }
  CHECK(seen.size() == 1'000'000);
}

TEST_CASE("stream: draws are inside the open unit interval") {
  const Stream stream{1, "x"};
  double low = 1;
  double high = 0;
  for (std::uint64_t i = 0; i < 1'000'000; ++i) {
    const double u = stream.uniform(Entity::nth(i));
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
    for (std::size_t i = 0; i < n; ++i) draws[i] = stream.uniform(Entity::nth(i));
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
TEST_CASE("stream: draws of an entity for several purposes, of neighbours and of streams are uncorrelated") {
  constexpr std::size_t n = 100'000;
  const Stream a{7, "a"};
  const Stream b{7, "b"};
  double pair = 0;
  double purposes = 0;
  double attempts = 0;
  double neighbours = 0;
  double streams = 0;
  for (std::uint64_t i = 0; i < n; ++i) {
    const auto [first, second] = a.uniforms(Entity::nth(i), Purpose{"upload"});
    const double x = first - 0.5;
    pair += x * (second - 0.5);
    purposes += x * (a.uniform(Entity::nth(i), Purpose{"download"}) - 0.5);
    attempts += x * (a.uniform(Entity::nth(i), Purpose{"upload"}.at(1)) - 0.5);
    neighbours += x * (a.uniform(Entity::nth(i + 1), Purpose{"upload"}) - 0.5);
    streams += x * (b.uniform(Entity::nth(i), Purpose{"upload"}) - 0.5);
  }
  const double bound = 4 / std::sqrt(static_cast<double>(n));
  for (const double sum : {pair, purposes, attempts, neighbours, streams})
    CHECK(std::abs(12 * sum / static_cast<double>(n)) < bound);
}

}  // namespace random_test
