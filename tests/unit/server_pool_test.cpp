#include "sim/engine/server_pool.hpp"

#include <doctest/doctest.h>

#include <optional>
#include <stdexcept>
#include <vector>

#include "sim/engine/process.hpp"

namespace garoa::server_pool_test {
namespace {

struct Visit {
  int name;
  double entered;
  double waited;
  friend bool operator==(const Visit&, const Visit&) = default;
};

/// Arrives, is served, leaves; waited is -1 when turned away.
Process visit(Simulator& simulator, ServerPool& pool, double arrival, double service, int name,
              std::vector<Visit>& visits) {
  co_await simulator.wait_until(arrival);
  auto entrance = pool.enter();
  const auto place = co_await entrance;
  visits.push_back({name, simulator.now(), place ? place.waited() : -1});
  if (place) co_await simulator.delay(service);
}

Process leave_by_exception(Simulator& simulator, ServerPool& pool, bool& caught) {
  try {
    auto entrance = pool.enter();
    const auto place = co_await entrance;
    co_await simulator.delay(1);
    throw std::runtime_error{"the service failed"};
  } catch (const std::runtime_error&) {
    caught = true;
  }
}

Process give_back_early(Simulator& simulator, ServerPool& pool) {
  auto entrance = pool.enter();
  std::optional<ServerPool::Place> place;
  place.emplace(co_await entrance);
  co_await simulator.delay(1);
  place.reset();
  co_await simulator.delay(10);
}

}  // namespace

TEST_CASE("server pool: who came first is served first, also those of one instant") {
  Simulator simulator;
  ServerPool pool{simulator, 2};
  std::vector<Visit> visits;
  for (int i = 0; i < 7; ++i) simulator.start(visit(simulator, pool, 1, 10, i, visits));
  simulator.run(100);
  CHECK(visits == std::vector<Visit>{
                      {0, 1, 0}, {1, 1, 0}, {2, 11, 10}, {3, 11, 10}, {4, 21, 20}, {5, 21, 20}, {6, 31, 30}});
  CHECK(pool.busy() == 0);
  CHECK(pool.waiting() == 0);
}

TEST_CASE(
    "server pool: nobody overtakes the first in the queue at the instant in which a server becomes free") {
  Simulator simulator;
  ServerPool pool{simulator, 1};
  std::vector<Visit> visits;
  simulator.start(visit(simulator, pool, 0, 5, 1, visits));
  simulator.start(visit(simulator, pool, 2, 5, 2, visits));
  simulator.start(visit(simulator, pool, 5, 5, 3, visits));
  simulator.run(100);
  CHECK(visits == std::vector<Visit>{{1, 0, 0}, {2, 5, 3}, {3, 10, 5}});
}

TEST_CASE("server pool: a full queue turns away at once, and takes again when somebody has left it") {
  Simulator simulator;
  ServerPool pool{simulator, 1, 2};
  std::vector<Visit> visits;
  for (int i = 0; i < 5; ++i) simulator.start(visit(simulator, pool, i, 10, i, visits));
  simulator.start(visit(simulator, pool, 11, 10, 5, visits));
  simulator.run(100);
  CHECK(visits ==
        std::vector<Visit>{{0, 0, 0}, {3, 3, -1}, {4, 4, -1}, {1, 10, 9}, {2, 20, 18}, {5, 30, 19}});
}

TEST_CASE("server pool: without a queue it takes only who finds a free server") {
  Simulator simulator;
  ServerPool pool{simulator, 2, 0};
  std::vector<Visit> visits;
  for (int i = 0; i < 4; ++i) simulator.start(visit(simulator, pool, 0, 10, i, visits));
  simulator.start(visit(simulator, pool, 10.5, 1, 4, visits));
  simulator.run(100);
  CHECK(visits == std::vector<Visit>{{0, 0, 0}, {1, 0, 0}, {2, 0, -1}, {3, 0, -1}, {4, 10.5, 0}});
  CHECK(pool.busy() == 0);
}

TEST_CASE(
    "server pool: a place comes back on an exception, and when it is given up before the process ends") {
  Simulator simulator;
  ServerPool pool{simulator, 1};
  std::vector<Visit> visits;
  bool caught = false;
  simulator.start(leave_by_exception(simulator, pool, caught));
  simulator.start(give_back_early(simulator, pool));
  simulator.start(visit(simulator, pool, 0, 1, 3, visits));
  simulator.run(100);
  CHECK(caught);
  CHECK(visits == std::vector<Visit>{{3, 2, 2}});
  CHECK(pool.busy() == 0);
}

TEST_CASE("server pool: levels over time are those of a hand count") {
  Simulator simulator;
  ServerPool pool{simulator, 1};
  std::vector<Visit> visits;
  simulator.start(visit(simulator, pool, 0, 4, 1, visits));
  simulator.start(visit(simulator, pool, 1, 4, 2, visits));
  simulator.start(visit(simulator, pool, 2, 2, 3, visits));
  simulator.run(20);
  // Busy for 4 + 4 + 2 s; in the queue for 3 s and for 6 s.
  CHECK(pool.busy_level().integral(20) == 10);
  CHECK(pool.waiting_level().integral(20) == 9);
  CHECK(pool.waiting_level().maximum() == 2);
}

TEST_CASE("server pool: a shut down amid a queue gives every place back and empties the queue") {
  Simulator simulator;
  ServerPool pool{simulator, 3};
  std::vector<Visit> visits;
  for (int i = 0; i < 10; ++i) simulator.start(visit(simulator, pool, 0, 10, i, visits));
  simulator.run(5);
  CHECK(pool.busy() == 3);
  CHECK(pool.waiting() == 7);
  simulator.shut_down();
  CHECK(pool.busy() == 0);
  CHECK(pool.waiting() == 0);
}

}  // namespace garoa::server_pool_test
