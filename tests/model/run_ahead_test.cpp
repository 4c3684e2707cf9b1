// While no activity is in flight the engine's queue runs ahead of SimGrid's clock. Nothing of that may show:
// times are those of a pure computation. Transfers and computations never share here, so that their times are
// known beforehand.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "sim/core/random.hpp"
#include "sim/engine/physical_world.hpp"
#include "sim/engine/server_pool.hpp"

namespace garoa::run_ahead_test {
namespace {

enum class Kind { delay, transfer, computation, empty_transfer };

constexpr double bandwidth = 1e6;
constexpr double latency = 0.002;

/// One server of a tandem, with a queue: what a customer does there.
struct Stage {
  Stage(Simulator& simulator, Kind k) : kind{k}, pool{simulator, 1} {}
  Kind kind;
  ServerPool pool;
  Endpoint from;
  Endpoint to;
};

struct Customer {
  double arrival;
  std::vector<std::uint64_t> bytes;  // a stage's service: the time of a transfer of so many bytes
};

double service_of(Kind kind, std::uint64_t bytes) {
  if (kind == Kind::empty_transfer) return 2 * latency;
  const double seconds = static_cast<double>(bytes) / bandwidth;
  return kind == Kind::transfer ? 2 * latency + seconds : seconds;
}

using Times = std::vector<std::vector<double>>;  // by customer, then stage

/// Lindley's recursion: service begins when the customer has left the stage before and the one ahead has left
/// this one.
Times computed_times(const std::vector<Customer>& customers, const std::vector<Kind>& kinds) {
  Times times;
  std::vector<double> free_at(kinds.size(), 0);
  for (const auto& customer : customers) {
    double now = customer.arrival;
    auto& row = times.emplace_back();
    for (std::size_t i = 0; i < kinds.size(); ++i) {
      now = std::max(now, free_at[i]) + service_of(kinds[i], customer.bytes[i]);
      free_at[i] = now;
      row.push_back(now);
    }
  }
  return times;
}

Task<> serve(Simulator& simulator, PhysicalWorld* world, const Stage& stage, std::uint64_t bytes) {
  switch (stage.kind) {
    case Kind::delay: {
      co_await simulator.delay(service_of(stage.kind, bytes));
      break;
    }
    case Kind::computation: {
      auto computation = world->compute(stage.from, service_of(stage.kind, bytes));
      co_await computation;
      break;
    }
    case Kind::transfer:
    case Kind::empty_transfer: {
      auto transfer = world->transfer(stage.from, stage.to, stage.kind == Kind::transfer ? bytes : 0);
      co_await transfer;
      break;
    }
  }
}

Process pass(Simulator& simulator, PhysicalWorld* world, std::vector<std::unique_ptr<Stage>>& stages,
             const Customer& customer, std::vector<double>& times) {
  co_await simulator.wait_until(customer.arrival);
  for (std::size_t i = 0; i < stages.size(); ++i) {
    auto entrance = stages[i]->pool.enter();
    const auto place = co_await entrance;
    auto step = serve(simulator, world, *stages[i], customer.bytes[i]);
    co_await step;
    times.push_back(simulator.now());
  }
}

Times simulated_times(const std::vector<Customer>& customers, const std::vector<Kind>& kinds,
                      bool with_world) {
  Simulator simulator;
  std::unique_ptr<PhysicalWorld> world;
  if (with_world) world = std::make_unique<PhysicalWorld>(simulator);
  std::vector<std::unique_ptr<Stage>> stages;
  for (const auto kind : kinds) {
    auto& stage = *stages.emplace_back(std::make_unique<Stage>(simulator, kind));
    if (!with_world) continue;
    const auto name = std::to_string(stages.size());
    const EndpointSpec spec{"from " + name, BitsPerSecond{8 * bandwidth}, BitsPerSecond{8 * bandwidth},
                            Seconds{latency}, 1};
    stage.from = world->add_endpoint(spec);
    stage.to = world->add_endpoint({"to " + name, spec.up, spec.down, spec.latency, 1});
  }
  Times times(customers.size());
  for (std::size_t i = 0; i < customers.size(); ++i) {
    simulator.start(pass(simulator, world.get(), stages, customers[i], times[i]));
  }
  simulator.run(1e7);
  CHECK(simulator.live_processes() == 0);
  return times;
}

/// Mean service 50 ms; idle periods, in which the queue runs ahead, as well as busy ones.
std::vector<Customer> random_customers(std::uint64_t seed, std::size_t count, std::size_t stages,
                                       double load) {
  const Stream random{seed, "run_ahead_test"};
  std::vector<Customer> customers;
  double now = 0;
  for (std::size_t id = 0; id < count; ++id) {
    now += -std::log(random.uniform(Entity::nth(id))) * 0.05 / load;
    Customer customer{now, {}};
    for (std::size_t i = 0; i < stages; ++i) {
      const double seconds =
          -std::log(random.uniform(Entity::nth(id), Purpose{}.at(static_cast<std::uint32_t>(i + 1)))) * 0.05;
      customer.bytes.push_back(1 + static_cast<std::uint64_t>(seconds * bandwidth));
    }
    customers.push_back(customer);
  }
  return customers;
}

double largest_difference(const Times& a, const Times& b) {
  REQUIRE(a.size() == b.size());
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    REQUIRE(a[i].size() == b[i].size());
    for (std::size_t j = 0; j < a[i].size(); ++j)
      largest = std::max(largest, std::abs(a[i][j] - b[i][j]) / (1 + b[i][j]));
  }
  return largest;
}

void check_mixed_tandem(double load, std::size_t customers_count) {
  const std::vector<Kind> kinds{Kind::delay,          Kind::transfer, Kind::delay,       Kind::computation,
                                Kind::empty_transfer, Kind::delay,    Kind::computation, Kind::transfer};
  const auto customers = random_customers(7, customers_count, kinds.size(), load);
  const auto simulated = simulated_times(customers, kinds, true);
  const double largest = largest_difference(simulated, computed_times(customers, kinds));
  MESSAGE(fmt::format("load {}: largest deviation {:.3g} of 1 s + the time", load, largest));
  CHECK(largest <= 1e-9);
}

}  // namespace

TEST_CASE("run ahead: a tandem of delays has the times of Lindley's recursion to the last bit") {
  const std::vector<Kind> kinds(6, Kind::delay);
  for (const double load : {0.1, 0.5, 0.95}) {
    const auto customers = random_customers(3, 3000, kinds.size(), load);
    CHECK(simulated_times(customers, kinds, false) == computed_times(customers, kinds));
  }
}

TEST_CASE("run ahead: an idle physical world changes no time, not even in the last bit") {
  const std::vector<Kind> kinds(6, Kind::delay);
  const auto customers = random_customers(3, 3000, kinds.size(), 0.5);
  CHECK(simulated_times(customers, kinds, true) == computed_times(customers, kinds));
}

TEST_CASE(
    "run ahead: delays, transfers and computations in turn have the computed times within 1e-9 at load "
    "0.02") {
  check_mixed_tandem(0.02, 3000);
}

TEST_CASE(
    "run ahead: delays, transfers and computations in turn have the computed times within 1e-9 at load 0.3") {
  check_mixed_tandem(0.3, 3000);
}

TEST_CASE(
    "run ahead: delays, transfers and computations in turn have the computed times within 1e-9 at load 0.9") {
  check_mixed_tandem(0.9, 3000);
}

}  // namespace garoa::run_ahead_test
