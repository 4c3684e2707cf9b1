#include "sim/engine/simulator.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "sim/engine/physical_world.hpp"
#include "sim/engine/server_pool.hpp"
#include "sim/engine/shared_resource.hpp"

namespace garoa::simulator_test {
namespace {

struct Call {
  double time;
  int name;
  friend bool operator==(const Call&, const Call&) = default;
};
using Calls = std::vector<Call>;

class Recorder final : public Timer {
 public:
  Recorder(Simulator& simulator, Calls& calls, int name)
      : simulator_{simulator}, calls_{calls}, name_{name} {}
  void fire() override {
    calls_.push_back({simulator_.now(), name_});
    if (period > 0) simulator_.arm(*this, simulator_.now() + period);
  }
  double period = 0;

 private:
  Simulator& simulator_;
  Calls& calls_;
  int name_;
};

class Thrower final : public Timer {
 public:
  void fire() override { throw SimulatorFault{"the timer failed"}; }
};

Process record_after(Simulator& simulator, double seconds, Calls& calls, int name) {
  co_await simulator.delay(seconds);
  calls.push_back({simulator.now(), name});
}

Process record_at(Simulator& simulator, double first, double second, Calls& calls) {
  co_await simulator.wait_until(first);
  calls.push_back({simulator.now(), 1});
  co_await simulator.wait_until(second);
  calls.push_back({simulator.now(), 2});
}

Process tick(Simulator& simulator, double period) {
  for (;;) co_await simulator.delay(period);
}

Process wait_backwards(Simulator& simulator, double seconds) {
  co_await simulator.delay(1);
  co_await simulator.delay(seconds);
}

EndpointSpec endpoint(const char* name) {
  return {name, BitsPerSecond{8e6}, BitsPerSecond{8e6}, Seconds{0.001}, 1};
}

Process transfer_for_ever(PhysicalWorld& world, Endpoint from, Endpoint to, std::uint64_t& done) {
  for (;;) {
    auto transfer = world.transfer(from, to, 1000);
    co_await transfer;
    ++done;
  }
}

/// Counts how many of it live.
class Token {
 public:
  explicit Token(int& live) : live_{live} { ++live_; }
  Token(const Token&) = delete;
  Token& operator=(const Token&) = delete;
  ~Token() { --live_; }

 private:
  int& live_;
};

Process stay_delayed(Simulator& simulator, int& live) {
  const Token token{live};
  co_await simulator.delay(1000);
}

Process stay_in_place(Simulator& simulator, ServerPool& pool, int& live) {
  const Token token{live};
  auto entrance = pool.enter();
  const auto place = co_await entrance;
  co_await simulator.delay(1000);
}

Process stay_in_queue(ServerPool& pool, int& live) {
  const Token token{live};
  auto entrance = pool.enter();
  const auto place = co_await entrance;
}

Process stay_served(Simulator& simulator, SharedResource& first, SharedResource& second, int& live) {
  const Token token{live};
  JointUse use{simulator};
  use.add(first, 1000);
  use.add(second, 10000);
  co_await use;
}

Task<> wait_deep_down(PhysicalWorld& world, Endpoint where, int depth, int& live) {
  const Token token{live};
  if (depth > 0) {
    auto deeper = wait_deep_down(world, where, depth - 1, live);
    co_await deeper;
  }
  auto computation = world.compute(where, 1000);
  co_await computation;
}

Process stay_in_tasks(PhysicalWorld& world, Endpoint where, int depth, int& live) {
  const Token token{live};
  auto step = wait_deep_down(world, where, depth, live);
  co_await step;
}

Process stay_in_transfer(PhysicalWorld& world, Endpoint from, Endpoint to, std::uint64_t bytes, int& live) {
  const Token token{live};
  auto transfer = world.transfer(from, to, bytes);
  co_await transfer;
}

Process stay_computing(PhysicalWorld& world, Endpoint where, int& live) {
  const Token token{live};
  auto computation = world.compute(where, 1000);
  co_await computation;
}

}  // namespace

TEST_CASE("simulator: processes and timers of one instant run in the order in which they were scheduled") {
  Simulator simulator;
  Calls calls;
  Calls expected;
  std::vector<std::unique_ptr<Recorder>> timers;
  for (int i = 0; i < 500; ++i) {
    if (i % 3 == 0) {
      timers.push_back(std::make_unique<Recorder>(simulator, calls, i));
      simulator.arm(*timers.back(), 4);
    } else {
      simulator.start(record_after(simulator, 4, calls, i));
    }
    expected.push_back({4, i});
  }
  simulator.run(10);
  CHECK(calls == expected);
}

TEST_CASE("simulator: a delay of nothing runs behind what is already due, at the same time") {
  Simulator simulator;
  Calls calls;
  simulator.start(record_after(simulator, 0, calls, 1));
  simulator.start(record_after(simulator, 0, calls, 2));
  CHECK(calls.empty());
  simulator.run(0);
  CHECK(calls == Calls{{0, 1}, {0, 2}});
}

TEST_CASE("simulator: wait_until waits for its date, and for nothing when the date has gone") {
  Simulator simulator;
  Calls calls;
  simulator.start(record_at(simulator, 5, 3, calls));
  simulator.run(10);
  CHECK(calls == Calls{{5, 1}, {5, 2}});
}

TEST_CASE("simulator: events at the horizon run, later ones stay, and the clock stands at the horizon") {
  Simulator simulator;
  Calls calls;
  simulator.start(record_after(simulator, 2, calls, 1));
  simulator.start(record_after(simulator, 2.000001, calls, 2));
  simulator.run(2);
  CHECK(calls == Calls{{2, 1}});
  CHECK(simulator.pending() == 1);
  CHECK(simulator.now() == 2);
  simulator.run(3);
  CHECK(calls.size() == 2);
  CHECK(simulator.now() == 3);
  CHECK(simulator.events() == 2);
}

TEST_CASE("simulator: of several armings of a timer only the last one counts") {
  Simulator simulator;
  Calls calls;
  Recorder earlier{simulator, calls, 1};
  Recorder later{simulator, calls, 2};
  Recorder same{simulator, calls, 3};
  Recorder never{simulator, calls, 4};
  simulator.arm(earlier, 5);
  simulator.arm(earlier, 2);
  simulator.arm(later, 3);
  simulator.arm(later, 6);
  simulator.arm(same, 4);
  simulator.arm(same, 4);
  simulator.arm(never, 1);
  simulator.disarm(never);
  simulator.run(10);
  CHECK(calls == Calls{{2, 1}, {4, 3}, {6, 2}});
}

TEST_CASE(
    "simulator: a timer may arm itself again from within, and knows whether it is armed before a date") {
  Simulator simulator;
  Calls calls;
  Recorder timer{simulator, calls, 1};
  timer.period = 3;
  CHECK_FALSE(simulator.armed_before(timer, 100));
  simulator.arm(timer, 1);
  CHECK(simulator.armed_before(timer, 1));
  CHECK_FALSE(simulator.armed_before(timer, 0.5));
  simulator.run(8);
  CHECK(calls == Calls{{1, 1}, {4, 1}, {7, 1}});
  simulator.disarm(timer);
  CHECK_FALSE(simulator.armed_before(timer, 100));
  simulator.run(20);
  CHECK(calls.size() == 3);
}

TEST_CASE("simulator: an exception from a timer leaves the run") {
  Simulator simulator;
  Thrower timer;
  simulator.arm(timer, 2);
  CHECK_THROWS_WITH_AS(simulator.run(10), "the timer failed", SimulatorFault);
}

TEST_CASE("simulator: an event in the past or at no time at all is a fault of the simulator") {
  for (const double seconds :
       {-0.5, -std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()}) {
    Simulator simulator;
    simulator.start(wait_backwards(simulator, seconds));
    CHECK_THROWS_AS(simulator.run(10), SimulatorFault);
    CHECK(simulator.now() == 1);
  }
  Simulator simulator;
  simulator.run(5);
  Calls calls;
  Recorder timer{simulator, calls, 1};
  CHECK_THROWS_WITH_AS(simulator.arm(timer, 4), "an event at 4 s was scheduled at 5 s", SimulatorFault);
}

TEST_CASE("simulator: a run that is interrupted stops there, and says so") {
  Simulator simulator;
  simulator.start(tick(simulator, 1));
  int asked = 0;
  simulator.run(1e9, [&asked] { return ++asked == 3; });
  CHECK(simulator.was_interrupted());
  CHECK(asked == 3);
  CHECK(simulator.now() < 1e6);
  CHECK(simulator.now() == static_cast<double>(simulator.events()));
}

TEST_CASE(
    "simulator: a run that is interrupted while only transfers end stops as well, with others in flight") {
  Simulator simulator;
  PhysicalWorld world{simulator};
  const auto a = world.add_endpoint(endpoint("a"));
  const auto b = world.add_endpoint(endpoint("b"));
  std::uint64_t done = 0;
  simulator.start(transfer_for_ever(world, a, b, done));
  simulator.start(transfer_for_ever(world, b, a, done));
  simulator.run(1e6, [&done] { return done > 20000; });
  CHECK(simulator.was_interrupted());
  CHECK(done > 20000);
  CHECK(done < 50000);
}

TEST_CASE(
    "simulator: shutting down ends processes at every kind of wait, begun long ago or just now, and leaves "
    "nothing") {
  Simulator simulator;
  PhysicalWorld world{simulator};
  const auto a = world.add_endpoint(endpoint("a"));
  const auto b = world.add_endpoint(endpoint("b"));
  ServerPool pool{simulator, 1};
  SharedResource disk{simulator, 10};
  SharedResource other{simulator, 10};
  int live = 0;
  const auto begin_all = [&] {
    simulator.start(stay_delayed(simulator, live));
    simulator.start(stay_in_place(simulator, pool, live));
    simulator.start(stay_in_queue(pool, live));
    simulator.start(stay_in_queue(pool, live));
    simulator.start(stay_served(simulator, disk, other, live));
    simulator.start(stay_in_transfer(world, a, b, 1000000000, live));
    simulator.start(stay_in_transfer(world, a, b, 0, live));
    simulator.start(stay_computing(world, a, live));
    simulator.start(stay_in_tasks(world, b, 12, live));
  };
  begin_all();
  simulator.run(0.0005);
  CHECK(simulator.live_processes() == 9);
  begin_all();
  CHECK(simulator.live_processes() == 18);
  simulator.shut_down();
  CHECK(live == 0);
  CHECK(simulator.live_processes() == 0);
  CHECK(simulator.pending() == 0);
  CHECK(pool.busy() == 0);
  CHECK(pool.waiting() == 0);
}

}  // namespace garoa::simulator_test
