#include "sim/engine/fronted_heap.hpp"

#include <doctest/doctest.h>

#include <map>
#include <set>

#include "sim/core/random.hpp"

namespace garoa::fronted_heap_test {
namespace {

struct Entry {
  std::uint64_t rank;
  std::map<std::uint64_t, std::uint32_t>* positions;
  [[nodiscard]] bool before(const Entry& other) const { return rank < other.rank; }
  void stands_at(std::uint32_t position) const { (*positions)[rank] = position; }
};

/// The heap beside a set that does the same.
struct Pair {
  FrontedHeap<Entry> heap;
  std::set<std::uint64_t> known;
  std::map<std::uint64_t, std::uint32_t> positions;

  void push(std::uint64_t rank) {
    if (known.insert(rank).second) heap.push({rank, &positions});
  }
  void pop() {
    REQUIRE(heap.top().rank == *known.begin());
    heap.pop();
    known.erase(known.begin());
  }
  void erase_near(std::uint64_t rank) {
    auto found = known.lower_bound(rank);
    if (found == known.end()) found = known.begin();
    heap.erase(positions.at(*found), [&](const Entry& entry) { return entry.rank == *found; });
    known.erase(found);
  }
};

}  // namespace

TEST_CASE("fronted heap: whatever comes, goes and is taken out, the first of a set is on top") {
  const Stream luck{3, "heap"};
  // How far a new rank may be from the first one: all in front, all over the place, most of them behind.
  for (const std::uint64_t spread : {20ULL, 5000ULL, 1'000'000ULL}) {
    CAPTURE(spread);
    Pair pair;
    for (std::uint64_t i = 0; i < 30'000; ++i) {
      const double choice = luck.uniform(Entity::nth(i));
      const auto rank = static_cast<std::uint64_t>(luck.uniform(Entity::nth(i), Purpose{}.at(1)) *
                                                   static_cast<double>(spread));
      const double pushes = (i / 3000) % 2 == 0 ? 0.7 : 0.3;  // it grows and shrinks
      if (choice < pushes || pair.known.empty()) {
        pair.push(rank);
      } else if (choice < 0.9) {
        pair.pop();
      } else {
        pair.erase_near(rank);
      }
      REQUIRE(pair.heap.empty() == pair.known.empty());
      if (!pair.known.empty()) REQUIRE(pair.heap.top().rank == *pair.known.begin());
    }
    while (!pair.known.empty()) pair.pop();
    CHECK(pair.heap.empty());
  }
}

}  // namespace garoa::fronted_heap_test
