// What several backups of the same documents hold together, against sets of numbers.
#include "models/backup/copied_spans.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <vector>

#include "sim/core/random.hpp"

namespace copied_spans_test {

using namespace garoa;

namespace {

constexpr std::uint64_t size = 10;

CopiedSpan held(std::uint64_t from, std::uint64_t to, double acknowledged = 0) {
  return {{from, from * size}, {to, to * size}, acknowledged};
}

/// Those that some backup has copied and none holds.
std::set<std::uint64_t> by_numbers(const std::vector<CopiedSpan>& backups) {
  std::uint64_t most = 0;
  for (const auto& backup : backups) most = std::max(most, backup.to.files);
  std::set<std::uint64_t> gone;
  for (std::uint64_t i = 0; i < most; ++i) {
    const bool is_held = std::any_of(backups.begin(), backups.end(), [&](const CopiedSpan& backup) {
      return backup.from.files <= i && i < backup.to.files;
    });
    if (!is_held) gone.insert(i);
  }
  return gone;
}

}  // namespace

TEST_CASE("copied spans: what no backup holds lies before, between and behind what they hold") {
  const auto gone = held_by_none({held(5, 8, 80), held(20, 20, 200), held(11, 15, 150)});
  REQUIRE(gone.size() == 3);
  CHECK(gone[0].from.files == 0);
  CHECK(gone[0].to.files == 5);
  CHECK(gone[0].acknowledged < 0);
  CHECK(gone[1].from.files == 8);
  CHECK(gone[1].to.files == 11);
  CHECK(gone[1].acknowledged == 80);
  CHECK(gone[2].from.bytes == 15 * size);
  CHECK(gone[2].to.bytes == 20 * size);
  CHECK(gone[2].acknowledged == 150);
  CHECK(held_by_none({}).empty());
  CHECK(held_by_none({held(0, 7), held(3, 3)}).empty());
}

TEST_CASE("copied spans: any backups give the same as their documents one by one") {
  const Stream luck{1, "worlds"};
  std::uint64_t drawn = 0;
  const auto number = [&] { return static_cast<std::uint64_t>(13 * luck.uniform(Entity::nth(drawn++))); };
  for (int world = 0; world < 2000; ++world) {
    std::vector<CopiedSpan> backups;
    for (int i = 0; i < 1 + world % 4; ++i) {
      const auto to = number();
      backups.push_back(held(std::min(number(), to), to));
    }
    std::set<std::uint64_t> gone;
    for (const auto& span : held_by_none(backups)) {
      CHECK(span.from.files < span.to.files);
      for (auto i = span.from.files; i < span.to.files; ++i) gone.insert(i);
    }
    CHECK(gone == by_numbers(backups));
  }
}

TEST_CASE("copied spans: the last of what is gone is the last one before what a backup still holds") {
  const auto gone =
      held_by_none({{{5, 50}, {8, 80}, /*acknowledged=*/80, /*last=*/49}, {{11, 110}, {15, 150}, 150, 109}});
  REQUIRE(gone.size() == 2);
  CHECK(gone[0].last == 49);
  CHECK(gone[1].last == 109);
  const auto all = held_by_none({{{8, 80}, {8, 80}, 79, 79}});
  REQUIRE(all.size() == 1);
  CHECK(all[0].last == 79);
}

}  // namespace copied_spans_test
