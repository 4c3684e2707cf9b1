// What is under way when links and cores change, against hand-computed ends.
#include <doctest/doctest.h>

#include <array>
#include <vector>

#include "tests/support/activities.hpp"

namespace garoa::changing_capacity_test {

using test::compute;
using test::endpoint;
using test::Result;
using test::send;

TEST_CASE("physical world: what was sent and computed includes what is under way, alone and in competition") {
  Simulator simulator;
  PhysicalWorld world{simulator};
  const auto a = world.add_endpoint(endpoint("a", 1e6, 1e6, 0, 2));
  const auto b = world.add_endpoint(endpoint("b", 1e6, 1e6));
  std::vector<Result> results(5);
  simulator.start(send(simulator, world, 0, a, b, 4000000, results[0]));
  simulator.start(send(simulator, world, 3, a, b, 4000000, results[1]));
  for (std::size_t i = 2; i < 5; ++i)
    simulator.start(compute(simulator, world, double(i) - 2, a, 4, results[i]));
  struct Seen {
    double sent, received, computed;
  };
  std::vector<Seen> seen;
  const auto look = [](Simulator& s, PhysicalWorld& w, Endpoint from, Endpoint to,
                       std::vector<Seen>& list) -> Process {
    const std::array times{1.5, 3.5, 5.0};
    for (const double time : times) {
      co_await s.wait_until(time);
      list.push_back({w.sent(from), w.received(to), w.computed(from)});
    }
  };
  simulator.start(look(simulator, world, a, b, seen));
  simulator.run(6);
  REQUIRE(seen.size() == 3);
  // One core from 0 s, two from 1 s, all busy until the end.
  const std::vector<double> moved{1.5e6, 3.5e6, 5e6};
  const std::vector<double> worked{2, 6, 9};
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(seen[i].sent == doctest::Approx(moved[i]).epsilon(1e-8));
    CHECK(seen[i].received == doctest::Approx(moved[i]).epsilon(1e-8));
    CHECK(seen[i].computed == doctest::Approx(worked[i]).epsilon(1e-8));
  }
  CHECK(world.sent(a) == doctest::Approx(6e6).epsilon(1e-8));
  CHECK(world.computed(a) == doctest::Approx(11).epsilon(1e-8));
  // 3 MB alone, then half the link for the last one.
  CHECK(results[0].end == doctest::Approx(5).epsilon(1e-8));
}

TEST_CASE("physical world: bandwidth that changes under way counts from then on, alone and in competition") {
  Simulator simulator;
  PhysicalWorld world{simulator};
  const auto a = world.add_endpoint(endpoint("a", 100, 100));
  const auto b = world.add_endpoint(endpoint("b", 100, 100));
  const auto c = world.add_endpoint(endpoint("c", 100, 100));
  const auto d = world.add_endpoint(endpoint("d", 1000, 1000));
  std::vector<Result> results(3);
  // Alone: 500 B by 5 s, 150 B by 20 s, the last 350 B at 100 B/s.
  simulator.start(send(simulator, world, 0, a, b, 1000, results[0]));
  // Two on one link: 250 B each by 5 s, 75 B each by 20 s, the last 175 B each at 50 B/s.
  simulator.start(send(simulator, world, 0, d, c, 500, results[1]));
  simulator.start(send(simulator, world, 0, d, c, 500, results[2]));
  const auto change = [](Simulator& s, PhysicalWorld& w, Endpoint one, Endpoint other) -> Process {
    co_await s.wait_until(5);
    w.set_bandwidth(one, BitsPerSecond{8 * 100.0}, BitsPerSecond{8 * 10.0});
    w.set_bandwidth(other, BitsPerSecond{8 * 100.0}, BitsPerSecond{8 * 10.0});
    co_await s.wait_until(20);
    w.set_bandwidth(one, BitsPerSecond{8 * 100.0}, BitsPerSecond{8 * 100.0});
    w.set_bandwidth(other, BitsPerSecond{8 * 100.0}, BitsPerSecond{8 * 100.0});
  };
  simulator.start(change(simulator, world, b, c));
  simulator.run(100);
  for (const auto& result : results) CHECK(result.end == doctest::Approx(23.5).epsilon(1e-8));
}

TEST_CASE("physical world: a faster line crowds the other end, whose transfers then share") {
  Simulator simulator;
  PhysicalWorld world{simulator};
  const auto first = world.add_endpoint(endpoint("first", 50, 1000));
  const auto second = world.add_endpoint(endpoint("second", 50, 1000));
  const auto server = world.add_endpoint(endpoint("server", 1000, 100));
  std::vector<Result> results(2);
  simulator.start(send(simulator, world, 0, first, server, 1000, results[0]));
  simulator.start(send(simulator, world, 0, second, server, 500, results[1]));
  const auto change = [](Simulator& s, PhysicalWorld& w, Endpoint where) -> Process {
    co_await s.wait_until(4);
    w.set_bandwidth(where, BitsPerSecond{8 * 1000.0}, BitsPerSecond{8 * 1000.0});
  };
  simulator.start(change(simulator, world, first));
  simulator.run(100);
  // 200 B each by 4 s; 50 B/s each until the second has its 500 B at 10 s; then 100 B/s for the first's 500 B.
  CHECK(results[1].end == doctest::Approx(10).epsilon(1e-8));
  CHECK(results[0].end == doctest::Approx(15).epsilon(1e-8));
}

TEST_CASE("physical world: throttled cores go on at their share, alone and in competition") {
  Simulator simulator;
  PhysicalWorld world{simulator};
  auto spec = endpoint("burstable", 1e6, 1e6, 0, 2);
  spec.throttled_speed = 0.1;
  const auto alone = world.add_endpoint(spec);
  spec.name = "crowded";
  const auto crowded = world.add_endpoint(spec);
  std::vector<Result> results(5);
  // 10 s at full speed, 45 s at a tenth: 14.5 s of work; the last 5.5 s at full speed.
  simulator.start(compute(simulator, world, 0, alone, 20, results[0]));
  // Four on two cores: half of that each.
  for (std::size_t i = 1; i < 5; ++i) simulator.start(compute(simulator, world, 0, crowded, 10, results[i]));
  const auto throttle = [](Simulator& s, PhysicalWorld& w, Endpoint one, Endpoint other) -> Process {
    co_await s.wait_until(10);
    w.set_throttled(one, true);
    w.set_throttled(other, true);
    co_await s.wait_until(55);
    w.set_throttled(one, false);
    w.set_throttled(other, false);
  };
  simulator.start(throttle(simulator, world, alone, crowded));
  simulator.run(100);
  for (const auto& result : results) CHECK(result.end == doctest::Approx(60.5).epsilon(1e-8));
}

TEST_CASE("physical world: a new bandwidth and throttled cores of one instant both count") {
  Simulator simulator;
  PhysicalWorld world{simulator};
  auto spec = endpoint("burstable", 100, 100, 0, 1);
  spec.throttled_speed = 0.5;
  const auto a = world.add_endpoint(spec);
  const auto b = world.add_endpoint(endpoint("b", 1000, 1000));
  std::vector<Result> results(2);
  simulator.start(send(simulator, world, 0, a, b, 1000, results[0]));
  simulator.start(compute(simulator, world, 0, a, 10, results[1]));
  // Nothing competes: the queue has run ahead of SimGrid's clock, so that both changes wait for it.
  const auto change = [](Simulator& s, PhysicalWorld& w, Endpoint where) -> Process {
    co_await s.wait_until(5);
    w.set_bandwidth(where, BitsPerSecond{8 * 10.0}, BitsPerSecond{8 * 100.0});
    w.set_throttled(where, true);
  };
  simulator.start(change(simulator, world, a));
  simulator.run(100);
  CHECK(results[0].end == doctest::Approx(55).epsilon(1e-8));
  CHECK(results[1].end == doctest::Approx(15).epsilon(1e-8));
}

}  // namespace garoa::changing_capacity_test
