#include "sim/engine/simulator.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <string>
#include <vector>

#include "sim/engine/physical_world.hpp"
#include "sim/engine/server_pool.hpp"
#include "sim/engine/shared_resource.hpp"

namespace garoa {
namespace {

struct Call {
  double time;
  int name;
  friend bool operator==(const Call&, const Call&) = default;
};
using Calls = std::vector<Call>;

class Recorder final : public Timer {
 public:
  Recorder(Simulator& simulator, Calls& calls, int name) : simulator_{simulator}, calls_{calls}, name_{name} {}
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

TEST_CASE("simulator: a timer may arm itself again from within, and knows whether it is armed before a date") {
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
  for (const double seconds : {-0.5, -std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()}) {
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

TEST_CASE("simulator: a run that is interrupted while transfers are in flight stops as well") {
  Simulator simulator;
  PhysicalWorld world{simulator};
  const auto a = world.add_endpoint({"a", BitsPerSecond{8e6}, BitsPerSecond{8e6}, Seconds{0.001}, 1});
  struct Flow {
    static Process repeat(Simulator&, PhysicalWorld& network, Endpoint from, std::uint64_t& done) {
      for (;;) {
        auto transfer = network.transfer(from, from, 1000);
        co_await transfer;
        ++done;
      }
    }
  };
  std::uint64_t done = 0;
  simulator.start(Flow::repeat(simulator, world, a, done));
  simulator.run(1e9, [&done] { return done > 20000; });
  CHECK(simulator.was_interrupted());
  CHECK(done < 50000);
}

}  // namespace garoa
