// The engine's stations against closed forms of queueing theory. Fixed seeds; 99.9 % intervals from 30 batch
// means.
#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "sim/engine/server_pool.hpp"
#include "sim/engine/shared_resource.hpp"
#include "tests/support/open_system.hpp"

namespace garoa::queueing_test {
namespace {

using test::check_mean;
using test::check_number;
using test::erlang_b;
using test::erlang_c;
using test::exponential;
using test::OpenSystem;
using test::Visit;

class PoolStation final : public test::Station {
 public:
  PoolStation(Simulator& simulator, std::uint64_t servers, std::uint64_t queue_limit = ServerPool::unlimited)
      : simulator_{simulator}, pool_{simulator, servers, queue_limit} {}
  Task<Visit> visit(double service) override {
    auto entrance = pool_.enter();
    const auto place = co_await entrance;
    if (!place) co_return Visit{false, 0};
    co_await simulator_.delay(service);
    co_return Visit{true, place.waited()};
  }

 private:
  Simulator& simulator_;
  ServerPool pool_;
};

class SharingStation final : public test::Station {
 public:
  explicit SharingStation(Simulator& simulator) : simulator_{simulator}, resource_{simulator, 1} {}
  Task<Visit> visit(double service) override {
    JointUse use{simulator_};
    use.add(resource_, service);
    co_await use;
    co_return Visit{};
  }

 private:
  Simulator& simulator_;
  SharedResource resource_;
};

void check_waiting_line(int servers, double load, std::uint64_t customers, double bound) {
  Simulator simulator;
  PoolStation station{simulator, static_cast<std::uint64_t>(servers)};
  OpenSystem system{simulator, station, {load * servers, exponential(1), customers}};
  system.run();
  const double waiting_share = erlang_c(load * servers, servers);
  const double wait = waiting_share / (servers * (1 - load));
  const auto name = fmt::format("M/M/{}, load {}", servers, load);
  check_mean(name + ", who waits", system.delayed, waiting_share, bound);
  check_mean(name + ", mean wait", system.waits, wait, bound);
  check_number(name + ", mean number", system, load * servers * (wait + 1), bound);
}

test::SteadyMean share_turned_away(int servers, double load, std::uint64_t customers) {
  Simulator simulator;
  PoolStation station{simulator, static_cast<std::uint64_t>(servers), 0};
  OpenSystem system{simulator, station, {load * servers, exponential(1), customers, 5}};
  system.run();
  return system.rejected;
}

void check_losses(int servers, double load, std::uint64_t customers, double bound) {
  check_mean(fmt::format("M/M/{0}/{0}, load {1}, turned away", servers, load),
             share_turned_away(servers, load, customers), erlang_b(load * servers, servers), bound);
}

/// One server that all share: mean response E[S] / (1 - load), whatever the law of the service times.
void check_sharing(const std::string& name, const test::ServiceLaw& service, double load, double bound) {
  Simulator simulator;
  SharingStation station{simulator};
  OpenSystem system{simulator, station, {load, service, 400000, 2}};
  system.run();
  const auto title = fmt::format("M/G/1-PS, {}, load {}", name, load);
  check_mean(title + ", mean response", system.sojourns, 1 / (1 - load), bound);
  check_mean(title + ", mean slowdown", system.slowdowns, 1 / (1 - load), bound);
  check_number(title + ", mean number", system, load / (1 - load), bound);
}

/// Mean 1, squared coefficient of variation 4, the two halves of the work in exponentials of different rates.
double hyperexponential(double u) {
  const double p = (1 + std::sqrt(3.0 / 5.0)) / 2;
  const bool fast = u < p;
  const double share = fast ? p : 1 - p;
  return -std::log(fast ? u / p : (u - p) / (1 - p)) / (2 * share);
}

/// Mean 1, squared coefficient of variation 2.27, heavy in the tail: no third moment.
double pareto(double u) {
  constexpr double shape = 2.2;
  return (shape - 1) / shape * std::pow(u, -1 / shape);
}

}  // namespace

TEST_CASE("queueing: M/M/1 at load 0.5 has the exact mean wait and number, within 1 %") {
  check_waiting_line(1, 0.5, 2000000, 1);
}

TEST_CASE("queueing: M/M/1 at load 0.8 has the exact mean wait and number, within 2 %") {
  check_waiting_line(1, 0.8, 2000000, 2);
}

TEST_CASE("queueing: M/M/1 at load 0.9 has the exact mean wait and number, within 3 %") {
  check_waiting_line(1, 0.9, 3000000, 3);
}

TEST_CASE("queueing: M/M/4 waits as Erlang C says, within 3 % at loads 0.5 and 0.8") {
  check_waiting_line(4, 0.5, 2000000, 3);
  check_waiting_line(4, 0.8, 2000000, 3);
}

TEST_CASE(
    "queueing: M/M/16 waits as Erlang C says, within 6 % at load 0.5, where 1 in 100 waits, and 3 % at 0.8") {
  check_waiting_line(16, 0.5, 3000000, 6);
  check_waiting_line(16, 0.8, 2000000, 3);
}

TEST_CASE("queueing: 1 and 10 servers at half load turn away Erlang B's share, within 3 %") {
  check_losses(1, 0.5, 400000, 3);
  check_losses(10, 0.5, 2000000, 3);
}

TEST_CASE("queueing: 100 and 1,000 servers at half load turn nobody away, as Erlang B is below 1 in 10^9") {
  CHECK(erlang_b(50, 100) < 1e-9);
  CHECK(share_turned_away(100, 0.5, 400000).mean() == 0);
  CHECK(share_turned_away(1000, 0.5, 400000).mean() == 0);
}

TEST_CASE("queueing: 1 to 100 servers at load 0.9 turn away Erlang B's share, within 3 %") {
  check_losses(1, 0.9, 400000, 3);
  check_losses(10, 0.9, 400000, 3);
  check_losses(100, 0.9, 2000000, 3);
}

TEST_CASE("queueing: 1,000 servers at load 0.9 turn away Erlang B's 6 in 100,000") {
  const auto share = share_turned_away(1000, 0.9, 2000000);
  const double exact = erlang_b(900, 1000);
  CHECK(exact == doctest::Approx(5.93e-5).epsilon(0.001));
  CHECK(std::abs(share.mean() - exact) <= share.half_width(0.999));
  CHECK(share.mean() < 2 * exact);
}

TEST_CASE("queueing: 1 to 1,000 servers at twofold load turn away Erlang B's share, within 0.5 %") {
  for (const int servers : {1, 10, 100, 1000}) check_losses(servers, 2, 400000, 0.5);
}

TEST_CASE("queueing: a shared server answers in E[S]/(1-load) for exponential service, within 3 %") {
  check_sharing("exponential", exponential(1), 0.5, 2);
  check_sharing("exponential", exponential(1), 0.8, 3);
}

TEST_CASE("queueing: a shared server answers in E[S]/(1-load) for constant service, within 3 %") {
  const auto constant = [](double) { return 1.0; };
  check_sharing("constant", constant, 0.5, 2);
  check_sharing("constant", constant, 0.8, 3);
}

TEST_CASE("queueing: a shared server answers in E[S]/(1-load) for Pareto service, within 4 %") {
  check_sharing("Pareto", pareto, 0.5, 2);
  check_sharing("Pareto", pareto, 0.8, 4);
}

TEST_CASE("queueing: a shared server answers in E[S]/(1-load) for hyperexponential service, within 4 %") {
  check_sharing("hyperexponential", hyperexponential, 0.5, 2);
  check_sharing("hyperexponential", hyperexponential, 0.8, 4);
}

}  // namespace garoa::queueing_test
