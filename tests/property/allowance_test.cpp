// The bucket of credits against a naive one that looks every millisecond, under random demand.
#include "models/ec2/allowance.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "sim/core/random.hpp"

namespace garoa::allowance_test {
namespace {

constexpr double base = 2;
constexpr double peak = 20;
constexpr double maximum = 1500;
constexpr double horizon = 4000;

struct Demand {
  double from;
  double rate;
};

std::vector<Demand> random_demand(std::uint64_t seed) {
  const Stream stream{seed, "allowance"};
  std::vector<Demand> demand;
  double time = 0;
  for (std::uint64_t i = 0; time < horizon; ++i) {
    const double u = stream.uniform(Entity::nth(i));
    demand.push_back({time, u < 0.4   ? 0
                            : u < 0.6 ? base * stream.uniform(Entity::nth(i), Purpose{}.at(1))
                                      : peak * stream.uniform(Entity::nth(i), Purpose{}.at(1))});
    time += 20 - 150 * std::log(stream.uniform(Entity::nth(i), Purpose{}.at(2)));
  }
  return demand;
}

struct Outcome {
  double used = 0;
  double exhausted_seconds = 0;
  double end = horizon;
};

/// What is used with the naive bucket: it stops at 0 and bursts again at credits for a second at the peak. Ends when
/// the balance leaves the maximum for the second time.
Outcome naive(const std::vector<Demand>& demand) {
  constexpr double step = 1e-3;
  Outcome outcome;
  double balance = maximum;
  bool exhausted = false;
  int left_maximum = 0;
  std::size_t at = 0;
  for (double time = 0; time < horizon; time += step) {
    while (at + 1 < demand.size() && demand[at + 1].from <= time) ++at;
    const double rate = exhausted ? std::min(demand[at].rate, base) : demand[at].rate;
    if (balance >= maximum && rate > base && ++left_maximum == 2) {
      outcome.end = time;
      break;
    }
    outcome.used += rate * step;
    outcome.exhausted_seconds += exhausted ? step : 0;
    balance = std::min(maximum, balance + (base - rate) * step);
    if (balance <= 0) exhausted = true;
    if (balance >= peak - base) exhausted = false;
  }
  return outcome;
}

/// A counter at the demanded rate, or at the base while exhausted.
class Machine {
 public:
  explicit Machine(std::vector<Demand> demand) : demand_{std::move(demand)} {
    allowance_.emplace(
        simulator_, Allowance::Terms{base, peak, maximum, maximum, {}}, [this] { return used(); },
        [this](bool exhausted) {
          used_ = used();
          since_ = simulator_.now();
          exhausted_ = exhausted;
        });
  }
  Outcome run(double end) {
    simulator_.start(follow());
    simulator_.run(end);
    return {used(), allowance_->exhausted_seconds(), end};
  }

 private:
  Process follow() {
    for (const auto& next : demand_) {
      co_await simulator_.wait_until(next.from);
      used_ = used();
      since_ = simulator_.now();
      wanted_ = next.rate;
    }
  }
  [[nodiscard]] double used() const {
    return used_ + (exhausted_ ? std::min(wanted_, base) : wanted_) * (simulator_.now() - since_);
  }

  Simulator simulator_;
  std::vector<Demand> demand_;
  double used_ = 0;
  double since_ = 0;
  double wanted_ = 0;
  bool exhausted_ = false;
  std::optional<Allowance> allowance_;
};

}  // namespace

TEST_CASE("allowance: under random demand it gives what a bucket gives that looks every millisecond") {
  int exhausted_runs = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    CAPTURE(seed);
    const auto demand = random_demand(seed);
    const auto expected = naive(demand);
    const auto found = Machine{demand}.run(expected.end);
    exhausted_runs += expected.exhausted_seconds > 0;
    // Whenever demand rises between two looks while the balance is at the maximum, up to a minute's earning is
    // gained, once in each of these runs; else they agree to a second's use.
    CHECK(found.used - expected.used <= 60 * base);
    CHECK(found.used - expected.used >= -peak);
    CHECK(found.used <= maximum + base * horizon + 0.1 * peak);
  }
  CHECK(exhausted_runs >= 20);
}

}  // namespace garoa::allowance_test
