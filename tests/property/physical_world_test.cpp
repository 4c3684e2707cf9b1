// Many transfers and computations at loads from idle to crowded, while bandwidths change: every end is the
// one of a plain max-min simulation; in stars, by SimGrid, and where one becomes the other.
#include "sim/engine/physical_world.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "sim/core/random.hpp"
#include "tests/support/activities.hpp"
#include "tests/support/naive_max_min.hpp"

namespace garoa::physical_world_test {
namespace {

using test::NaiveMaxMin;

constexpr std::size_t places = 12;
/// SimGrid takes what is left of a transfer in parts of a byte, which are nothing against these.
constexpr double megabyte = 1e6;

/// The lines of a place in the plain simulation.
std::size_t up_line(std::size_t place) {
  return 3 * place;
}
std::size_t down_line(std::size_t place) {
  return 3 * place + 1;
}
std::size_t cpu_line(std::size_t place) {
  return 3 * place + 2;
}

enum class Shape {
  any,          // anybody sends to anybody
  star,         // all with place 0, in both directions
  two_stars,    // each with place 0 or with place 1
  late_tangle,  // likewise, but after a while some with both
  mesh,         // each with places 0, 1 and 2 in turn, as clients behind a balancer
};

class RandomLoad {
 public:
  RandomLoad(std::uint64_t seed, Shape shape) : shape_{shape}, stream_{seed, "load"} {
    for (std::size_t i = 0; i < places; ++i) {
      capacities_.push_back(megabyte * between(10, 1000));
      capacities_.push_back(megabyte * between(10, 1000));
      capacities_.push_back(std::floor(between(1, 5)));
    }
  }

  /// Arrivals alternate between long gaps and crowds.
  void add_flows(std::size_t count) {
    double time = 0;
    for (std::size_t i = 0; i < count; ++i) {
      time += (i / 50 % 2 == 0 ? 4.0 : 0.2) * -std::log(uniform());
      auto from = any_place();
      if (uniform() < 0.4) {
        flows_.push_back({time, between(0.1, 5), {cpu_line(from)}, 1});
      } else {
        auto to = (from + 1 + static_cast<std::size_t>(uniform() * (places - 1))) % places;
        if (shape_ != Shape::any) {
          const bool up = to < from;
          const auto leaf = hubs() + from % (places - hubs());
          const bool crosses = shape_ == Shape::late_tangle && i > count / 2 && to % 4 == 0;
          const auto hub = (shape_ == Shape::mesh ? i : crosses ? leaf + 1 : leaf) % hubs();
          from = up ? leaf : hub;
          to = up ? hub : leaf;
        }
        flows_.push_back({time, std::ceil(megabyte * between(1, 2000)), {up_line(from), down_line(to)}});
      }
    }
    for (double at = 10; at < time; at += between(5, 40)) {
      const auto place = any_place();
      changes_.push_back({at, up_line(place), megabyte * between(10, 1000)});
      changes_.push_back({at, down_line(place), megabyte * between(10, 1000)});
    }
  }

  /// Every third one, some time before or after it would have ended on lines of its own.
  void give_up_some() {
    for (auto& flow : flows_) {
      if (uniform() > 1.0 / 3) continue;
      double rate = flow.most;
      for (const auto line : flow.lines) rate = std::min(rate, capacities_[line]);
      flow.until = flow.begin + between(0.05, 3) * flow.amount / rate;
    }
  }

  [[nodiscard]] std::size_t hubs() const { return shape_ == Shape::star ? 1 : shape_ == Shape::mesh ? 3 : 2; }
  [[nodiscard]] const std::vector<double>& capacities() const { return capacities_; }
  [[nodiscard]] const std::vector<NaiveMaxMin::Flow>& flows() const { return flows_; }
  [[nodiscard]] const std::vector<NaiveMaxMin::Change>& changes() const { return changes_; }

 private:
  double uniform() { return stream_.uniform(Entity::nth(draws_++)); }
  double between(double low, double high) { return low + (high - low) * uniform(); }
  std::size_t any_place() { return static_cast<std::size_t>(uniform() * places); }

  Shape shape_;
  Stream stream_;
  std::uint64_t draws_ = 0;
  std::vector<double> capacities_;
  std::vector<NaiveMaxMin::Flow> flows_;
  std::vector<NaiveMaxMin::Change> changes_;
};

Process change_bandwidths(Simulator& simulator, PhysicalWorld& world, const std::vector<Endpoint>& endpoints,
                          const std::vector<NaiveMaxMin::Change>& changes) {
  for (std::size_t i = 0; i < changes.size(); i += 2) {
    co_await simulator.wait_until(changes[i].time);
    world.set_bandwidth(endpoints[changes[i].line / 3], BitsPerSecond{8 * changes[i].capacity},
                        BitsPerSecond{8 * changes[i + 1].capacity});
  }
}

using Sharing = PhysicalWorld::Sharing;

/// What lines and cores have carried is what their users have, given up or not.
void check_sums(const RandomLoad& load, PhysicalWorld& world, const std::vector<Endpoint>& endpoints,
                const std::vector<test::Result>& results) {
  std::vector<double> sums(3 * places, 0);
  for (std::size_t i = 0; i < results.size(); ++i) {
    for (const auto line : load.flows()[i].lines) sums[line] += results[i].carried;
  }
  for (std::size_t i = 0; i < places; ++i) {
    CHECK(world.sent(endpoints[i]) == doctest::Approx(sums[up_line(i)]).epsilon(1e-9));
    CHECK(world.received(endpoints[i]) == doctest::Approx(sums[down_line(i)]).epsilon(1e-9));
    CHECK(world.computed(endpoints[i]) == doctest::Approx(sums[cpu_line(i)]).epsilon(1e-9));
  }
}

std::vector<test::Result> simulate(const RandomLoad& load, double horizon, Sharing sharing) {
  Simulator simulator;
  PhysicalWorld world{simulator, sharing};
  std::vector<Endpoint> endpoints;
  for (std::size_t i = 0; i < places; ++i) {
    endpoints.push_back(world.add_endpoint(test::endpoint(
        fmt::format("place {}", i), load.capacities()[up_line(i)], load.capacities()[down_line(i)], 0,
        static_cast<int>(load.capacities()[cpu_line(i)]))));
  }
  std::vector<test::Result> results(load.flows().size());
  for (std::size_t i = 0; i < results.size(); ++i) {
    const auto& flow = load.flows()[i];
    const auto place = endpoints[flow.lines[0] / 3];
    simulator.start(flow.lines.size() == 1
                        ? test::compute(simulator, world, flow.begin, place, flow.amount, results[i])
                        : test::send(simulator, world, flow.begin, place, endpoints[flow.lines[1] / 3],
                                     static_cast<std::uint64_t>(flow.amount), results[i]));
  }
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (load.flows()[i].until < horizon)
      simulator.start(test::cancel(simulator, load.flows()[i].until, results[i]));
  }
  simulator.start(change_bandwidths(simulator, world, endpoints, load.changes()));
  simulator.run(horizon);
  check_sums(load, world, endpoints, results);
  return results;
}

/// Seconds on lines that nobody else uses and that keep their first bandwidth.
double alone(const RandomLoad& load, std::size_t index) {
  const auto& flow = load.flows()[index];
  double rate = flow.most;
  for (const auto line : flow.lines) rate = std::min(rate, load.capacities()[line]);
  return flow.amount / rate;
}

enum class Patience { endless, short_of_some };

void check_against_plain(std::uint64_t seed, Shape shape, Sharing sharing,
                         Patience patience = Patience::endless) {
  RandomLoad load{seed, shape};
  load.add_flows(3000);
  if (patience == Patience::short_of_some) load.give_up_some();
  auto plain = load.flows();
  NaiveMaxMin{load.capacities()}.run(plain, load.changes());
  const auto last = *std::max_element(plain.begin(), plain.end(),
                                      [](const auto& a, const auto& b) { return a.end < b.end; });
  const auto results = simulate(load, last.end + 1, sharing);
  double worst = 0;
  double worst_rest = 0;
  std::size_t slowed = 0;
  std::size_t given_up = 0;
  for (std::size_t i = 0; i < plain.size(); ++i) {
    REQUIRE(results[i].end > 0);
    worst = std::max(worst, std::abs(results[i].end - plain[i].end) / (plain[i].end - plain[i].begin));
    if (plain[i].end - plain[i].begin > 1.01 * alone(load, i)) ++slowed;
    const double amount = load.flows()[i].amount;
    worst_rest = std::max(worst_rest, std::abs(amount - results[i].carried - plain[i].amount) / amount);
    if (results[i].carried < amount) ++given_up;
  }
  MESSAGE(
      fmt::format("seed {}: {} of {} took longer than alone on a core or line, {} were given up; largest "
                  "deviations {:.2g} of ends, {:.2g} of what is left",
                  seed, slowed, plain.size(), given_up, worst, worst_rest));
  CHECK(worst < 1e-8);
  CHECK(worst_rest < 1e-8);
  CHECK((given_up > 300) == (patience == Patience::short_of_some));
}

}  // namespace

TEST_CASE("physical world: 3,000 random activities end as in a plain max-min simulation, seed 1") {
  check_against_plain(1, Shape::any, Sharing::in_stars);
}

TEST_CASE("physical world: 3,000 random activities end as in a plain max-min simulation, seed 2") {
  check_against_plain(2, Shape::any, Sharing::in_stars);
}

TEST_CASE("physical world: 3,000 random activities in a star end as in a plain max-min simulation") {
  check_against_plain(3, Shape::star, Sharing::in_stars);
}

TEST_CASE("physical world: SimGrid lets 3,000 random activities in a star end likewise") {
  check_against_plain(3, Shape::star, Sharing::by_simgrid);
}

TEST_CASE("physical world: 3,000 random activities in two stars end as in a plain max-min simulation") {
  check_against_plain(4, Shape::two_stars, Sharing::in_stars);
}

TEST_CASE("physical world: SimGrid lets 3,000 random activities in two stars end likewise") {
  check_against_plain(4, Shape::two_stars, Sharing::by_simgrid);
}

TEST_CASE(
    "physical world: 3,000 random activities in two stars that grow together end as in a plain max-min "
    "simulation, seed 5") {
  check_against_plain(5, Shape::late_tangle, Sharing::in_stars);
}

TEST_CASE(
    "physical world: 3,000 random activities in two stars that grow together end as in a plain max-min "
    "simulation, seed 6") {
  check_against_plain(6, Shape::late_tangle, Sharing::in_stars);
}

TEST_CASE(
    "physical world: SimGrid lets 3,000 random activities in two stars that grow together end likewise") {
  check_against_plain(5, Shape::late_tangle, Sharing::by_simgrid);
}

TEST_CASE("physical world: 3,000 random activities in a mesh end as in a plain max-min simulation") {
  check_against_plain(11, Shape::mesh, Sharing::in_stars);
}

TEST_CASE("physical world: SimGrid lets 3,000 random activities in a mesh end likewise") {
  check_against_plain(11, Shape::mesh, Sharing::by_simgrid);
}

TEST_CASE(
    "physical world: of 3,000 random activities in a mesh a third are given up, and the others end as in a "
    "plain max-min simulation") {
  check_against_plain(12, Shape::mesh, Sharing::in_stars, Patience::short_of_some);
}

TEST_CASE(
    "physical world: of 3,000 random activities a third are given up, and the others end as in a plain "
    "max-min simulation") {
  check_against_plain(7, Shape::any, Sharing::in_stars, Patience::short_of_some);
}

TEST_CASE(
    "physical world: of 3,000 random activities a third are given up, and by SimGrid the others end as in a "
    "plain "
    "max-min simulation") {
  check_against_plain(7, Shape::any, Sharing::by_simgrid, Patience::short_of_some);
}

TEST_CASE(
    "physical world: of 3,000 random activities in a star a third are given up, and the others end as in a "
    "plain "
    "max-min simulation") {
  check_against_plain(8, Shape::star, Sharing::in_stars, Patience::short_of_some);
}

TEST_CASE(
    "physical world: of 3,000 random activities in a star a third are given up, and by SimGrid the others "
    "end as in a plain "
    "max-min simulation") {
  check_against_plain(8, Shape::star, Sharing::by_simgrid, Patience::short_of_some);
}

TEST_CASE(
    "physical world: of 3,000 random activities in two stars a third are given up, and the others end as in "
    "a plain "
    "max-min simulation") {
  check_against_plain(9, Shape::two_stars, Sharing::in_stars, Patience::short_of_some);
}

TEST_CASE(
    "physical world: of 3,000 random activities in two stars a third are given up, and by SimGrid the others "
    "end as in a plain "
    "max-min simulation") {
  check_against_plain(9, Shape::two_stars, Sharing::by_simgrid, Patience::short_of_some);
}

TEST_CASE(
    "physical world: of 3,000 random activities in two stars that grow together a third are given up, and "
    "the others end as in a plain "
    "max-min simulation") {
  check_against_plain(10, Shape::late_tangle, Sharing::in_stars, Patience::short_of_some);
}

TEST_CASE(
    "physical world: of 3,000 random activities in two stars that grow together a third are given up, and by "
    "SimGrid the others end as in a plain "
    "max-min simulation") {
  check_against_plain(10, Shape::late_tangle, Sharing::by_simgrid, Patience::short_of_some);
}

}  // namespace garoa::physical_world_test
