#include "sim/engine/event_queue.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <functional>
#include <queue>
#include <utility>
#include <vector>

#include "sim/core/random.hpp"

namespace garoa::event_queue_test {
namespace {

using Key = std::pair<double, std::uint64_t>;
using Oracle = std::priority_queue<Key, std::vector<Key>, std::greater<>>;

/// Pushes and pops at random, a push with the given probability, times from a grid so coarse that many are
/// equal.
void compare_with_oracle(std::uint64_t seed, double push_share, std::uint64_t operations) {
  const Stream random{seed, "event_queue_test"};
  EventQueue queue;
  Oracle oracle;
  for (std::uint64_t i = 0; i < operations; ++i) {
    const auto [choice, time] = random.uniforms(i);
    if (oracle.empty() || choice < push_share) {
      const double rounded = static_cast<double>(static_cast<int>(time * 50));
      oracle.emplace(rounded, queue.push(rounded, nullptr));
    } else {
      if (i % 3 == 0) REQUIRE(queue.next_time() == oracle.top().first);
      const Event event = queue.pop();
      REQUIRE(Key{event.time, event.sequence} == oracle.top());
      oracle.pop();
    }
    REQUIRE(queue.size() == oracle.size());
    REQUIRE(queue.empty() == oracle.empty());
  }
  while (!oracle.empty()) {
    const Event event = queue.pop();
    REQUIRE(Key{event.time, event.sequence} == oracle.top());
    oracle.pop();
  }
  CHECK(queue.empty());
}

}  // namespace

TEST_CASE(
    "event queue: any history of pushes and pops gives the order of std::priority_queue by time and age") {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    for (const double push_share : {0.35, 0.5, 0.65}) compare_with_oracle(seed, push_share, 3000);
  }
}

TEST_CASE("event queue: events of one instant come out in the order in which they went in") {
  EventQueue queue;
  std::vector<int> targets(1000);
  for (auto& target : targets) queue.push(7, &target);
  for (auto& target : targets) {
    const Event event = queue.pop();
    REQUIRE(event.time == 7);
    REQUIRE(event.target == &target);
  }
  CHECK(queue.empty());
}

TEST_CASE(
    "event queue: what is pushed in place of a popped event is sorted in, before or behind the others") {
  EventQueue queue;
  for (int time = 1; time <= 9; ++time) queue.push(time, nullptr);
  CHECK(queue.pop().time == 1);
  queue.push(5.5, nullptr);
  queue.push(1.5, nullptr);
  CHECK(queue.size() == 10);
  std::vector<double> times;
  while (!queue.empty()) times.push_back(queue.pop().time);
  CHECK(times == std::vector<double>{1.5, 2, 3, 4, 5, 5.5, 6, 7, 8, 9});
}

TEST_CASE("event queue: sequence numbers count all that was ever scheduled, also past clear()") {
  EventQueue queue;
  CHECK(queue.push(2, nullptr) == 0);
  CHECK(queue.push(1, nullptr) == 1);
  CHECK(queue.pop().sequence == 1);
  queue.clear();
  CHECK(queue.empty());
  CHECK(queue.size() == 0);
  CHECK(queue.push(0, nullptr) == 2);
  CHECK(queue.scheduled() == 3);
  CHECK(queue.pop().sequence == 2);
}

}  // namespace garoa::event_queue_test
