// SimGrid behind the engine's seam against closed forms. Fixed seeds; 99.9 % intervals from 30 batch means.
#include "sim/engine/physical_world.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "tests/support/activities.hpp"
#include "tests/support/open_system.hpp"

namespace garoa::physical_world_test {
namespace {

using test::check_mean;
using test::check_number;
using test::compute;
using test::endpoint;
using test::erlang_c;
using test::exponential;
using test::OpenSystem;
using test::Result;
using test::send;
using test::Visit;

constexpr double infinite_bandwidth = 8e15;

struct Step {
  Endpoint from;
  Endpoint to;
  std::uint64_t bytes;
  double expected;
};

Process send_in_turn(PhysicalWorld& world, const std::vector<Step>& steps, std::vector<double>& elapsed) {
  for (const auto& step : steps) {
    auto transfer = world.transfer(step.from, step.to, step.bytes);
    elapsed.push_back(co_await transfer);
  }
}

Process compute_in_turn(PhysicalWorld& world, Endpoint where, const std::vector<double>& seconds,
                        std::vector<double>& elapsed) {
  for (const double s : seconds) {
    auto computation = world.compute(where, s);
    elapsed.push_back(co_await computation);
  }
}

Process send_for_ever(PhysicalWorld& world, Endpoint from, Endpoint to, std::uint64_t bytes) {
  for (;;) {
    auto transfer = world.transfer(from, to, bytes);
    co_await transfer;
  }
}

Process compute_for_ever(PhysicalWorld& world, Endpoint where, double seconds) {
  for (;;) {
    auto computation = world.compute(where, seconds);
    co_await computation;
  }
}

/// A link of 1 MB/s that all transfers share; 1 s of service is 1 MB.
class LinkStation final : public test::Station {
 public:
  explicit LinkStation(Simulator& simulator) : world_{simulator} {
    from_ = world_.add_endpoint(endpoint("clients", infinite_bandwidth, 1e6));
    to_ = world_.add_endpoint(endpoint("server", 1e6, 1e6));
  }
  Task<Visit> visit(double service) override {
    auto transfer = world_.transfer(from_, to_, static_cast<std::uint64_t>(std::ceil(service * 1e6)));
    co_await transfer;
    co_return Visit{};
  }

 private:
  PhysicalWorld world_;
  Endpoint from_;
  Endpoint to_;
};

class CoreStation final : public test::Station {
 public:
  CoreStation(Simulator& simulator, int cores) : world_{simulator} {
    host_ = world_.add_endpoint(endpoint("host", 1e6, 1e6, 0, cores));
  }
  Task<Visit> visit(double service) override {
    auto computation = world_.compute(host_, service);
    co_await computation;
    co_return Visit{};
  }

 private:
  PhysicalWorld world_;
  Endpoint host_;
};

/// M/M/1-PS and, with constant sizes, M/D/1-PS: mean response E[S]/(1 - load).
void check_shared_link(const char* name, const test::ServiceLaw& service, double load,
                       std::uint64_t transfers, double bound) {
  Simulator simulator;
  LinkStation station{simulator};
  OpenSystem system{simulator, station, {load, service, transfers, 3}};
  system.run();
  const auto title = fmt::format("shared link, {} sizes, load {}", name, load);
  check_mean(title + ", mean response", system.sojourns, 1 / (1 - load), bound);
  check_number(title + ", mean number", system, load / (1 - load), bound);
}

void check_shared_cores(int cores, double load, std::uint64_t computations, double bound) {
  Simulator simulator;
  CoreStation station{simulator, cores};
  OpenSystem system{simulator, station, {load * cores, exponential(1), computations, 4}};
  system.run();
  // As many leave per second as in M/M/c, so the number present has the same law.
  const double response = 1 + erlang_c(load * cores, cores) / (cores * (1 - load));
  const auto title = fmt::format("{} shared cores, load {}", cores, load);
  check_mean(title + ", mean response", system.sojourns, response, bound);
  check_number(title + ", mean number", system, load * cores * response, bound);
}

}  // namespace

TEST_CASE("physical world: 1 MB over 1 GB/s and 1 ms takes 2.000 ms") {
  Simulator simulator;
  PhysicalWorld world{simulator};
  const auto from = world.add_endpoint(endpoint("from", 1e9, 1e9, 0.001));
  const auto to = world.add_endpoint(endpoint("to", 1e9, 1e9));
  Result result;
  simulator.start(send(simulator, world, 0, from, to, 1000000, result));
  simulator.run(1);
  CHECK(result.elapsed == doctest::Approx(0.002).epsilon(1e-9));
  CHECK(world.route(from, to).time_of(1000000) == doctest::Approx(0.002).epsilon(1e-14));
}

TEST_CASE(
    "physical world: a transfer alone takes both latencies and its bytes over the slower of two links") {
  Simulator simulator;
  PhysicalWorld world{simulator};
  const std::vector<EndpointSpec> specs{endpoint("client", 2.5e6, 12.5e6, 0.010),
                                        endpoint("app", 97.5e6, 97.5e6, 0.0003),
                                        endpoint("bucket", 1e10, 1e10, 0.002)};
  std::vector<Endpoint> places;
  for (const auto& spec : specs) places.push_back(world.add_endpoint(spec));
  std::vector<Step> steps;
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) {
      for (const std::uint64_t bytes :
           {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1460}, std::uint64_t{20480},
            std::uint64_t{5} << 20, std::uint64_t{3} << 30, std::uint64_t{5000000000000}}) {
        if (i == j) continue;
        const double slowest = std::min(specs[i].up.count(), specs[j].down.count()) / 8;
        const double latency = specs[i].latency.count() + specs[j].latency.count();
        steps.push_back({places[i], places[j], bytes, latency + static_cast<double>(bytes) / slowest});
      }
    }
  }
  std::vector<double> elapsed;
  simulator.start(send_in_turn(world, steps, elapsed));
  simulator.run(1e8);
  REQUIRE(elapsed.size() == steps.size());
  double worst = 0;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    worst = std::max(worst, std::abs(elapsed[i] - steps[i].expected) / (1 + steps[i].expected));
    CHECK(world.route(steps[i].from, steps[i].to).time_of(steps[i].bytes) ==
          doctest::Approx(steps[i].expected).epsilon(1e-14));
  }
  MESSAGE(fmt::format("largest deviation {:.3g} of 1 s + the time", worst));
  CHECK(worst <= 2e-9);
  CHECK(world.route(places[1], places[0]).receiver_is_slower());
  CHECK_FALSE(world.route(places[0], places[1]).receiver_is_slower());
}

TEST_CASE("physical world: a computation alone takes its core-seconds, on one core as on 64") {
  Simulator simulator;
  PhysicalWorld world{simulator};
  const auto one = world.add_endpoint(endpoint("one", 1e6, 1e6, 0, 1));
  const auto many = world.add_endpoint(endpoint("many", 1e6, 1e6, 0, 64));
  const std::vector<double> seconds{1e-6, 0.004, 0.25, 1, 3600, 86400};
  std::vector<double> on_one;
  std::vector<double> on_many;
  simulator.start(compute_in_turn(world, one, seconds, on_one));
  simulator.start(compute_in_turn(world, many, seconds, on_many));
  simulator.run(1e6);
  REQUIRE(on_one.size() == seconds.size());
  REQUIRE(on_many.size() == seconds.size());
  double sum = 0;
  for (std::size_t i = 0; i < seconds.size(); ++i) {
    CHECK(std::abs(on_one[i] - seconds[i]) <= 2e-9 * (1 + seconds[i]));
    CHECK(std::abs(on_many[i] - seconds[i]) <= 2e-9 * (1 + seconds[i]));
    sum += seconds[i];
  }
  CHECK(world.computed(one) == doctest::Approx(sum).epsilon(1e-14));
}

TEST_CASE("physical world: three computations on two cores each get two thirds of a core") {
  Simulator simulator;
  PhysicalWorld world{simulator};
  const auto host = world.add_endpoint(endpoint("host", 1e6, 1e6, 0, 2));
  std::vector<Result> results(3);
  // At 2/3 of a core the first one ends at 1.5 s; the others then have a core each for their remaining 1 s.
  simulator.start(compute(simulator, world, 0, host, 1, results[0]));
  simulator.start(compute(simulator, world, 0, host, 2, results[1]));
  simulator.start(compute(simulator, world, 0, host, 2, results[2]));
  simulator.run(10);
  CHECK(results[0].end == doctest::Approx(1.5).epsilon(1e-8));
  CHECK(results[1].end == doctest::Approx(2.5).epsilon(1e-8));
  CHECK(results[2].end == doctest::Approx(2.5).epsilon(1e-8));
}

TEST_CASE("physical world: transfers of 1, 2 and 3 MB on a link of 1 MB/s end after 3, 5 and 6 s") {
  Simulator simulator;
  PhysicalWorld world{simulator};
  const auto server = world.add_endpoint(endpoint("server", 1e6, 1e6));
  std::vector<Result> results(3);
  for (std::size_t i = 0; i < 3; ++i) {
    const auto client = world.add_endpoint(endpoint("client" + std::to_string(i), 1e9, 1e9));
    simulator.start(send(simulator, world, 0, client, server, (i + 1) * 1000000, results[i]));
  }
  simulator.run(10);
  CHECK(results[0].end == doctest::Approx(3).epsilon(1e-8));
  CHECK(results[1].end == doctest::Approx(5).epsilon(1e-8));
  CHECK(results[2].end == doctest::Approx(6).epsilon(1e-8));
  CHECK(world.received(server) == doctest::Approx(6000000).epsilon(1e-12));
}

TEST_CASE("physical world: two transfers share max-min: what the slow client cannot use the fast one gets") {
  Simulator simulator;
  PhysicalWorld world{simulator};
  const auto slow = world.add_endpoint(endpoint("slow", 2e6, 1e9));
  const auto fast = world.add_endpoint(endpoint("fast", 50e6, 1e9));
  const auto server = world.add_endpoint(endpoint("server", 1e9, 10e6));
  Result of_slow;
  Result of_fast;
  simulator.start(send(simulator, world, 0, slow, server, 20000000, of_slow));
  simulator.start(send(simulator, world, 0, fast, server, 40000000, of_fast));
  simulator.run(100);
  CHECK(of_fast.end == doctest::Approx(5).epsilon(1e-8));   // 8 MB/s
  CHECK(of_slow.end == doctest::Approx(10).epsilon(1e-8));  // 2 MB/s, also when alone
}

TEST_CASE("physical world: a sender splits its uplink between receivers by what each can take") {
  Simulator simulator;
  PhysicalWorld world{simulator};
  const auto sender = world.add_endpoint(endpoint("sender", 10e6, 1e9));
  const auto other = world.add_endpoint(endpoint("other", 1e9, 1e9));
  const auto busy = world.add_endpoint(endpoint("busy", 1e9, 6e6));
  const auto idle = world.add_endpoint(endpoint("idle", 1e9, 1e9));
  std::vector<Result> results(3);
  // busy takes 3 + 3, so the sender has 7 for idle, until that ends at 4 s; nothing then changes for the two
  // at 3.
  simulator.start(send(simulator, world, 0, sender, busy, 30000000, results[0]));
  simulator.start(send(simulator, world, 0, other, busy, 30000000, results[1]));
  simulator.start(send(simulator, world, 0, sender, idle, 28000000, results[2]));
  simulator.run(100);
  CHECK(results[2].end == doctest::Approx(4).epsilon(1e-8));
  CHECK(results[0].end == doctest::Approx(10).epsilon(1e-8));
  CHECK(results[1].end == doctest::Approx(10).epsilon(1e-8));
  CHECK(world.sent(sender) == 58000000);
  CHECK(world.received(busy) == 60000000);
}

TEST_CASE("physical world: both directions of an endpoint are independent, and so is its computation") {
  Simulator simulator;
  PhysicalWorld world{simulator};
  const auto a = world.add_endpoint(endpoint("a", 1e6, 1e6));
  const auto b = world.add_endpoint(endpoint("b", 1e6, 1e6));
  std::vector<Result> results(3);
  simulator.start(send(simulator, world, 0, a, b, 1000000, results[0]));
  simulator.start(send(simulator, world, 0, b, a, 1000000, results[1]));
  simulator.start(compute(simulator, world, 0, a, 1, results[2]));
  simulator.run(100);
  for (const auto& result : results) CHECK(result.end == doctest::Approx(1).epsilon(1e-8));
}

TEST_CASE("physical world: a link and cores that are never idle serve exactly their capacity") {
  Simulator simulator;
  PhysicalWorld world{simulator};
  const auto server = world.add_endpoint(endpoint("server", 1e6, 1e6, 0, 4));
  for (int i = 0; i < 20; ++i) {
    const auto client = world.add_endpoint(endpoint("client" + std::to_string(i), 1e6, 1e6, 0.001));
    simulator.start(send_for_ever(world, client, server, static_cast<std::uint64_t>(1000 * (i + 1))));
    simulator.start(compute_for_ever(world, server, 0.001 * (i + 1)));
  }
  simulator.run(100);
  // From the first bytes at 1 ms, with what is under way at the end.
  const double transfer_share = world.received(server) / (100e6 - 1e3);
  const double core_share = world.computed(server) / 400;
  MESSAGE(fmt::format("carried by the end: link {:.6f} %, cores {:.6f} %", 100 * transfer_share,
                      100 * core_share));
  CHECK(transfer_share == doctest::Approx(1).epsilon(1e-8));
  CHECK(core_share == doctest::Approx(1).epsilon(1e-8));
}

TEST_CASE("physical world: a shared link at load 0.1 answers as M/M/1-PS, within 1 %") {
  check_shared_link("exponential", exponential(1), 0.1, 200000, 1);
}

TEST_CASE("physical world: a shared link at load 0.5 answers as M/M/1-PS, within 2 %") {
  check_shared_link("exponential", exponential(1), 0.5, 200000, 2);
}

TEST_CASE("physical world: a shared link at load 0.9 answers as M/M/1-PS, within 6 %") {
  check_shared_link("exponential", exponential(1), 0.9, 400000, 6);
}

TEST_CASE("physical world: a shared link at load 0.5 answers as M/G/1-PS with constant sizes, within 2 %") {
  const auto constant = [](double) { return 1.0; };
  check_shared_link("constant", constant, 0.5, 200000, 2);
}

TEST_CASE("physical world: two shared cores at load 0.8 answer as M/M/2, within 3 %") {
  check_shared_cores(2, 0.8, 300000, 3);
}

TEST_CASE("physical world: 16 shared cores at load 0.5 answer as M/M/16, within 1 %") {
  check_shared_cores(16, 0.5, 300000, 1);
}

}  // namespace garoa::physical_world_test
