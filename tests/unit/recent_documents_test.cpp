// Which of the documents that are there clients want.
#include "sim/flows/recent_documents.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>

namespace recent_documents_test {

using namespace garoa;

namespace {

constexpr std::size_t draws = 100'000;

/// How often each of the first ten documents is wanted.
std::array<double, 10> shares(std::size_t there, double mean) {
  RecentDocuments documents;
  for (std::size_t i = 0; i < there; ++i) documents.remember({.id = i, .bytes = 1});
  std::array<double, 10> counts{};
  for (std::size_t i = 0; i < draws; ++i) {
    const double luck = (static_cast<double>(i) + 0.5) / draws;
    const auto place = documents.place_back(documents.distance_wanted(mean, luck));
    if (place < counts.size()) counts[place] += 1.0 / draws;
  }
  return counts;
}

}  // namespace

TEST_CASE("recent documents: where few are there, each of them is wanted about as often") {
  for (const double share : shares(10, 1000)) CHECK(share == doctest::Approx(0.1).epsilon(0.01));
}

TEST_CASE("recent documents: the first one is wanted no more than its neighbour, by the exponential law") {
  const auto wanted = shares(10, 5);
  for (std::size_t i = 0; i + 1 < wanted.size(); ++i)
    CHECK(wanted[i] / wanted[i + 1] == doctest::Approx(std::exp(-1.0 / 5)).epsilon(0.01));
}

TEST_CASE("recent documents: where many are there, the distance is exponential") {
  RecentDocuments documents;
  for (std::size_t i = 0; i < 60'000; ++i) documents.remember({.id = i, .bytes = 1});
  CHECK(documents.distance_wanted(1000, 0.5) == doctest::Approx(1000 * std::log(2.0)));
}

}  // namespace recent_documents_test
