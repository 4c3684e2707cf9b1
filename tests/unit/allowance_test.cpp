// The bucket of credits by itself, with a use that is a function of time.
#include "models/ec2/allowance.hpp"

#include <doctest/doctest.h>

#include <tuple>
#include <vector>

namespace allowance_test {

using namespace garoa;

namespace {

/// A counter that grows at a rate that can be changed.
class Use {
 public:
  explicit Use(Simulator& simulator) : simulator_{simulator} {}
  void set_rate(double rate) {
    total_ = total();
    since_ = simulator_.now();
    rate_ = rate;
  }
  [[nodiscard]] double total() const { return total_ + rate_ * (simulator_.now() - since_); }

 private:
  Simulator& simulator_;
  double total_ = 0;
  double since_ = 0;
  double rate_ = 0;
};

struct Change {
  double time;
  bool exhausted;
};

/// Earns 1 a second, holds 900, uses 10 a second at most, and 1 while exhausted.
struct Rig {
  explicit Rig(double rate, std::optional<double> debt = {}, double measured_from = 0) : wanted{rate} {
    use.set_rate(rate);
    allowance.emplace(
        simulator, Allowance::Terms{1, 10, 900, 900, debt, measured_from}, [this] { return use.total(); },
        [this](bool exhausted) {
          changes.push_back({simulator.now(), exhausted});
          use.set_rate(exhausted ? std::min(wanted, 1.0) : wanted);
        });
  }
  void want(double rate) {
    wanted = rate;
    use.set_rate(allowance->exhausted() ? std::min(rate, 1.0) : rate);
  }

  Simulator simulator;
  Use use{simulator};
  double wanted;
  std::vector<Change> changes;
  std::optional<Allowance> allowance;
};

Process want_at(Rig& rig, double at, double rate) {
  co_await rig.simulator.wait_until(at);
  rig.want(rate);
}

Process pause_and_restart(Rig& rig, double pause, double restart, double balance) {
  co_await rig.simulator.wait_until(pause);
  rig.allowance->pause();
  co_await rig.simulator.wait_until(restart);
  rig.allowance->restart(balance);
}

}  // namespace

TEST_CASE("allowance: use at the peak exhausts it after balance over peak minus base") {
  Rig rig{10};
  rig.simulator.run(200);
  REQUIRE(rig.changes.size() == 1);
  CHECK(rig.changes[0].exhausted);
  CHECK(rig.changes[0].time == doctest::Approx(900.0 / (10 - 1)).epsilon(1e-9));
  CHECK(rig.allowance->first_exhausted() == rig.changes[0].time);
  CHECK(rig.allowance->exhausted_seconds() == doctest::Approx(100).epsilon(1e-9));
}

TEST_CASE("allowance: any use above the base exhausts it a tenth of a second late at most, in few looks") {
  for (const double rate : {9.0, 5.0, 2.0, 1.1}) {
    CAPTURE(rate);
    Rig rig{rate};
    const double expected = 900 / (rate - 1);
    rig.simulator.run(expected + 1);
    REQUIRE(rig.changes.size() == 1);
    CHECK(rig.changes[0].time >= expected - 1e-6);
    CHECK(rig.changes[0].time <= expected + 0.1);
    CHECK(rig.simulator.events() < 60 / (rate - 1) + 2 * expected / 60 + 20);
  }
}

TEST_CASE("allowance: use up to the base never exhausts it, and costs a look a minute") {
  Rig rig{1};
  rig.simulator.run(86'400);
  CHECK(rig.changes.empty());
  CHECK(rig.allowance->balance() == doctest::Approx(900).epsilon(1e-9));
  CHECK(rig.simulator.events() <= 1441);
}

TEST_CASE("allowance: rest ends the exhaustion with credits for a second at the peak") {
  Rig rig{10};
  rig.simulator.start(want_at(rig, 150, 0));
  rig.simulator.run(200);
  REQUIRE(rig.changes.size() == 2);
  CHECK_FALSE(rig.changes[1].exhausted);
  CHECK(rig.changes[1].time == doctest::Approx(150 + 9).epsilon(0.15 / 159));
  CHECK(rig.allowance->balance() == doctest::Approx(50).epsilon(1e-9));
}

TEST_CASE("allowance: half of the base used while exhausted gives the base in the mean") {
  Rig rig{10};
  rig.simulator.run(120);
  rig.wanted = 5;  // half of the exhausted rate is used, five times the base when it is not
  rig.simulator.start(want_at(rig, 120, 5));
  const double before = rig.use.total();
  rig.simulator.run(10'120);
  CHECK((rig.use.total() - before) / 10'000 == doctest::Approx(1).epsilon(0.002));
}

TEST_CASE("allowance: with a debt it is never exhausted, and use beyond the debt is excess") {
  Rig rig{10, 450};
  rig.simulator.run(300);
  CHECK(rig.changes.empty());
  CHECK(rig.allowance->balance() == doctest::Approx(-450).epsilon(1e-9));
  CHECK(rig.allowance->excess() == doctest::Approx(300 * 9 - 900 - 450).epsilon(1e-9));
}

TEST_CASE("allowance: nothing is earned or used while paused, and a restart ends an exhaustion") {
  Rig rig{10};
  rig.simulator.start(pause_and_restart(rig, 110, 500, 300));
  rig.simulator.run(510);
  REQUIRE(rig.changes.size() == 2);
  CHECK(rig.changes[1].time == 500);
  CHECK_FALSE(rig.changes[1].exhausted);
  CHECK(rig.allowance->balance() == doctest::Approx(300 - 10 * 9).epsilon(1e-9));
  CHECK(rig.allowance->exhausted_seconds() == doctest::Approx(10).epsilon(1e-9));
  CHECK(rig.allowance->lowest() <= 0);
}

TEST_CASE("allowance: what is said of the past is of the measured time") {
  // Exhausted from 100 s on; from 200 s on nothing is used, and at 209 s there is enough again. When that began is an
  // instant of the whole run.
  for (const auto& [from, seconds, lowest] :
       {std::tuple{50.0, 109.0, 0.0}, std::tuple{150.0, 59.0, 0.0}, std::tuple{500.0, 0.0, 300.0}}) {
    CAPTURE(from);
    Rig rig{10, {}, from};
    rig.simulator.start(want_at(rig, 200, 0));
    rig.simulator.run(600);
    CHECK(rig.allowance->first_exhausted().value_or(-1) == doctest::Approx(100).epsilon(2e-3));
    CHECK(rig.allowance->exhausted_seconds() == doctest::Approx(seconds).epsilon(5e-3));
    CHECK(rig.allowance->lowest() == doctest::Approx(lowest).scale(100).epsilon(1e-2));
  }
}

}  // namespace allowance_test
