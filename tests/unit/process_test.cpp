#include "sim/engine/process.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "sim/engine/simulator.hpp"

namespace garoa::process_test {
namespace {

using Log = std::vector<std::string>;

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

Task<int> twice_after(Simulator& simulator, double seconds, int value) {
  co_await simulator.delay(seconds);
  co_return 2 * value;
}

Task<int> sum_of_two(Simulator& simulator) {
  auto first_step = twice_after(simulator, 1, 3);
  const int first = co_await first_step;
  auto second_step = twice_after(simulator, 2, 4);
  const int second = co_await second_step;
  co_return first + second;
}

Process store_sum(Simulator& simulator, int& result, double& time) {
  auto sum = sum_of_two(simulator);
  result = co_await sum;
  time = simulator.now();
}

Task<> fail_after(Simulator& simulator, double seconds, int& live) {
  const Token token{live};
  co_await simulator.delay(seconds);
  throw std::runtime_error{"the step failed"};
}

Task<> pass_on(Simulator& simulator, double seconds, int& live) {
  const Token token{live};
  auto step = fail_after(simulator, seconds, live);
  co_await step;
}

Process catch_from_task(Simulator& simulator, Log& log, int& live) {
  try {
    auto step = pass_on(simulator, 2, live);
    co_await step;
    log.push_back("not reached");
  } catch (const std::runtime_error& error) {
    log.push_back(error.what());
  }
  co_await simulator.delay(1);
  log.push_back("goes on at " + std::to_string(static_cast<int>(simulator.now())));
}

Process let_through(Simulator& simulator, int& live) {
  const Token token{live};
  auto step = pass_on(simulator, 2, live);
  co_await step;
}

Process throw_at_once(Simulator&) {
  throw std::invalid_argument{"at once"};
  co_return;
}

Process tick(Simulator& simulator, int& ticks) {
  for (;;) {
    co_await simulator.delay(1);
    ++ticks;
  }
}

Process hold(Simulator& simulator, double seconds, int& live) {
  const Token token{live};
  co_await simulator.delay(seconds);
}

Process start_child(Simulator& simulator, Log& log, int depth) {
  log.push_back("begin " + std::to_string(depth));
  if (depth > 0) simulator.start(start_child(simulator, log, depth - 1));
  co_await simulator.delay(1);
  log.push_back("end " + std::to_string(depth));
}

Task<std::unique_ptr<int>> move_only(int value) {
  co_return std::make_unique<int>(value);
}

Task<int> ready(int value) {
  co_return value;
}

/// Waits for the even ones only.
Task<int> twice_if_even(Simulator& simulator, int value) {
  if (value % 2 != 0) return value;
  return twice_after(simulator, 1, value);
}

Process add_some(Simulator& simulator, int count, long& sum) {
  for (int i = 0; i < count; ++i) {
    auto step = twice_if_even(simulator, i);
    sum += co_await step;
  }
}

Process add_many(int count, long& sum) {
  for (int i = 0; i < count; ++i) {
    auto step = ready(i);
    sum += co_await step;
  }
}

Process take_unique(int& result) {
  auto step = move_only(17);
  const auto pointer = co_await step;
  result = *pointer;
}

}  // namespace

TEST_CASE("process: tasks within tasks take their time one after the other and give their results") {
  Simulator simulator;
  int result = 0;
  double time = 0;
  simulator.start(store_sum(simulator, result, time));
  simulator.run(10);
  CHECK(result == 14);
  CHECK(time == 3);
}

TEST_CASE("process: a task gives a result that can only be moved") {
  Simulator simulator;
  int result = 0;
  simulator.start(take_unique(result));
  CHECK(result == 17);
  CHECK(simulator.live_processes() == 0);
}

TEST_CASE("process: a task that need not wait is its value") {
  Simulator simulator;
  long sum = 0;
  simulator.start(add_some(simulator, 6, sum));
  simulator.run(10);
  CHECK(sum == 2 * 0 + 1 + 2 * 2 + 3 + 2 * 4 + 5);
  CHECK(simulator.events() == 3);
}

TEST_CASE("process: an exception passes through tasks to the process, which may catch it and go on") {
  Simulator simulator;
  Log log;
  int live = 0;
  simulator.start(catch_from_task(simulator, log, live));
  simulator.run(10);
  CHECK(log == Log{"the step failed", "goes on at 3"});
  CHECK(live == 0);
}

TEST_CASE("process: an exception that leaves a process ends the run, which throws it") {
  int live = 0;
  Simulator simulator;
  int ticks = 0;
  simulator.start(let_through(simulator, live));
  simulator.start(tick(simulator, ticks));
  CHECK_THROWS_WITH_AS(simulator.run(10), "the step failed", std::runtime_error);
  CHECK(simulator.now() == 2);
  CHECK(ticks == 1);  // its tick at 2 s was due behind the failure
  CHECK(live == 0);
  CHECK(simulator.live_processes() == 1);
}

TEST_CASE("process: an exception before the run is thrown by the run, before any event") {
  Simulator simulator;
  int ticks = 0;
  simulator.start(tick(simulator, ticks));
  simulator.start(throw_at_once(simulator));
  CHECK_THROWS_WITH_AS(simulator.run(10), "at once", std::invalid_argument);
  CHECK(ticks == 0);
  CHECK(simulator.events() == 0);
}

TEST_CASE("process: of two failures the first one is thrown") {
  int live = 0;
  Simulator simulator;
  simulator.start(let_through(simulator, live));
  simulator.start(throw_at_once(simulator));
  CHECK_THROWS_WITH_AS(simulator.run(10), "at once", std::invalid_argument);
}

TEST_CASE("process: it lives from its start to its end, and its locals with it") {
  int live = 0;
  Simulator simulator;
  for (const double seconds : {3.0, 1.0, 2.0}) simulator.start(hold(simulator, seconds, live));
  CHECK(simulator.live_processes() == 3);
  for (int end = 1; end <= 3; ++end) {
    simulator.run(end);
    CHECK(live == 3 - end);
    CHECK(simulator.live_processes() == static_cast<std::size_t>(3 - end));
  }
}

TEST_CASE("process: one that is never started runs nothing and leaves nothing") {
  int live = 0;
  Simulator simulator;
  { const auto process = hold(simulator, 1, live); }
  CHECK(live == 0);
  CHECK(simulator.pending() == 0);
}

TEST_CASE("process: a child runs to its first wait within start(), and both go on in that order") {
  Simulator simulator;
  Log log;
  simulator.start(start_child(simulator, log, 2));
  CHECK(log == Log{"begin 2", "begin 1", "begin 0"});
  log.clear();
  simulator.run(10);
  CHECK(log == Log{"end 0", "end 1", "end 2"});
}

TEST_CASE("process: 200,000 tasks that end without a wait need no more stack than one") {
  Simulator simulator;
  long sum = 0;
  simulator.start(add_many(200000, sum));
  CHECK(sum == 200000L * 199999L / 2);
}

}  // namespace garoa::process_test
