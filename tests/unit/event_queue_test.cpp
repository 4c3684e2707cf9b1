#include "sim/engine/event_queue.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <queue>
#include <utility>
#include <vector>

#include "sim/core/random.hpp"

namespace garoa::event_queue_test {
namespace {

/// The address of a timer, which the queue does not look into, unlike a coroutine's frame.
void* timer_at(std::uintptr_t place) {
  return reinterpret_cast<void*>(2 * place + 1);
}
void* const nobody = timer_at(0);

using Key = std::pair<double, std::uint64_t>;
using Oracle = std::priority_queue<Key, std::vector<Key>, std::greater<>>;

/// How far ahead the event number `i` is scheduled, in seconds.
using Ahead = std::function<double(std::uint64_t i, double luck)>;

/// Pushes and pops at random, a push with the given probability, nothing before what was popped last.
void compare_with_oracle(std::uint64_t seed, double push_share, std::uint64_t operations,
                         const Ahead& ahead) {
  const Stream random{seed, "event_queue_test"};
  EventQueue queue;
  Oracle oracle;
  double now = 0;
  const auto pop = [&] {
    const Event event = queue.pop();
    REQUIRE(Key{event.time, event.sequence} == oracle.top());
    now = event.time;
    oracle.pop();
  };
  for (std::uint64_t i = 0; i < operations; ++i) {
    const auto [choice, luck] = random.uniforms(Entity::nth(i));
    if (oracle.empty() || choice < push_share) {
      const double time = now + ahead(i, luck);
      oracle.emplace(time, queue.push(time, nobody));
    } else {
      if (i % 3 == 0) REQUIRE(queue.next_time() == oracle.top().first);
      pop();
    }
    REQUIRE(queue.size() == oracle.size());
    REQUIRE(queue.empty() == oracle.empty());
  }
  while (!oracle.empty()) pop();
  CHECK(queue.empty());
}

}  // namespace

TEST_CASE(
    "event queue: any history of pushes and pops gives the order of std::priority_queue by time and age") {
  const std::vector<Ahead> kinds{
      [](std::uint64_t, double luck) { return static_cast<double>(static_cast<int>(luck * 50)); },
      [](std::uint64_t, double luck) { return -std::log(luck); },
      [](std::uint64_t, double luck) { return luck < 0.5 ? 0 : 1e-3 * std::floor(luck * 10); },
      [](std::uint64_t i, double luck) { return i % 100 == 0 ? 1e6 : luck; },
      [](std::uint64_t, double luck) { return std::exp(40 * luck - 30); },
      [](std::uint64_t i, double luck) { return i % 5000 < 1000 ? 1 : luck; },
      [](std::uint64_t i, double luck) {
        return i % 1000 == 0 ? std::numeric_limits<double>::infinity() : luck;
      }};
  for (const auto& ahead : kinds) {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
      for (const double push_share : {0.35, 0.5, 0.65}) compare_with_oracle(seed, push_share, 20'000, ahead);
    }
  }
}

TEST_CASE("event queue: many events around one instant take no longer for being of one instant") {
  // 1e5 events for one instant, pushed while others are sorted, then one more each for it and just after it for each
  // that comes out: an insertion into the middle of them all would take minutes.
  EventQueue queue;
  constexpr int events = 100'000;
  for (int i = 0; i < 100; ++i) queue.push(0.5 + i, nobody);
  CHECK(queue.pop().time == 0.5);
  for (int i = 0; i < events; ++i) queue.push(1, nobody);
  std::uint64_t last = 0;
  for (int i = 0; i < events; ++i) {
    const Event event = queue.pop();
    REQUIRE(event.time == 1);
    REQUIRE(event.sequence > last);
    last = event.sequence;
    queue.push(1, nobody);
    queue.push(1 + 1e-9 * i, nobody);
  }
  std::uint64_t popped = 0;
  for (double time = 0; !queue.empty(); ++popped) {
    const double next = queue.pop().time;
    REQUIRE(next >= time);
    time = next;
  }
  CHECK(popped == 2 * events + 99);
}

TEST_CASE("event queue: events of one instant come out in the order in which they went in") {
  EventQueue queue;
  constexpr std::uintptr_t events = 3000;
  for (std::uintptr_t i = 0; i < events; ++i) queue.push(7, timer_at(i));
  for (std::uintptr_t i = 0; i < events; ++i) {
    const Event event = queue.pop();
    REQUIRE(event.time == 7);
    REQUIRE(event.target == timer_at(i));
  }
  CHECK(queue.empty());
}

TEST_CASE("event queue: what is pushed after a pop is sorted in, before or behind the others") {
  EventQueue queue;
  for (int time = 1; time <= 9; ++time) queue.push(time, nobody);
  CHECK(queue.pop().time == 1);
  queue.push(5.5, nobody);
  queue.push(1.5, nobody);
  CHECK(queue.size() == 10);
  std::vector<double> times;
  while (!queue.empty()) times.push_back(queue.pop().time);
  CHECK(times == std::vector<double>{1.5, 2, 3, 4, 5, 5.5, 6, 7, 8, 9});
}

TEST_CASE("event queue: sequence numbers count all that was ever scheduled, also past clear()") {
  EventQueue queue;
  CHECK(queue.push(2, nobody) == 0);
  CHECK(queue.push(1, nobody) == 1);
  CHECK(queue.pop().sequence == 1);
  queue.clear();
  CHECK(queue.empty());
  CHECK(queue.size() == 0);
  CHECK(queue.push(0, nobody) == 2);
  CHECK(queue.pop().sequence == 2);
}

}  // namespace garoa::event_queue_test
