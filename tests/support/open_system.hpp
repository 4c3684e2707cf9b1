// An open queueing system: customers arrive in a Poisson stream, visit one station and leave. For comparison
// with closed forms.
#pragma once

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <functional>
#include <string_view>
#include <utility>

#include "sim/core/batch_means.hpp"
#include "sim/core/random.hpp"
#include "sim/core/statistics.hpp"
#include "sim/core/student.hpp"
#include "sim/engine/simulator.hpp"

namespace garoa::test {

struct Visit {
  bool served = true;
  double waited = 0;
};

/// What the customers visit. `service` is the service time of a customer that is alone.
class Station {
 public:
  virtual Task<Visit> visit(double service) = 0;

 protected:
  Station() = default;
  Station(const Station&) = default;
  Station& operator=(const Station&) = default;
  ~Station() = default;
};

/// A service time from a uniform number.
using ServiceLaw = std::function<double(double)>;

inline ServiceLaw exponential(double mean) {
  return [mean](double u) { return -mean * std::log(u); };
}

struct Load {
  double rate;
  ServiceLaw service;
  std::uint64_t customers;
  std::uint64_t seed = 1;
};

/// The mean of a series whose values follow from each other, and how well it is known. The first values, from the empty start, are
/// left out.
class SteadyMean {
 public:
  explicit SteadyMean(std::uint64_t skipped) : skipped_{skipped} {}

  void add(double value) {
    if (seen_++ < skipped_) return;
    all_.add(value);
    batches_.add(value);
  }
  [[nodiscard]] double mean() const { return all_.mean(); }
  [[nodiscard]] double half_width(double confidence) const {
    return student_half_width(batches_.error(), confidence);
  }

 private:
  std::uint64_t skipped_;
  std::uint64_t seen_ = 0;
  Moments all_;
  BatchMeans batches_;
};

class OpenSystem {
 public:
  /// Statistics leave out a tenth of the customers, at the start.
  OpenSystem(Simulator& simulator, Station& station, Load load)
      : simulator_{simulator},
        station_{station},
        load_{std::move(load)},
        random_{load_.seed, "open_system"},
        waits{load_.customers / 10},
        sojourns{load_.customers / 10},
        slowdowns{load_.customers / 10},
        delayed{load_.customers / 10},
        rejected{load_.customers / 10} {}

  /// Until the last customer has left.
  void run() {
    simulator_.start(arrive());
    simulator_.run(1e9);
    // Little's law holds for every path that begins and ends empty, not only in the mean: seconds spent =
    // area under the level.
    CHECK(simulator_.live_processes() == 0);
    CHECK(number.value() == 0);
    CHECK(number.integral(last_departure_) == doctest::Approx(seconds_spent_).epsilon(1e-9));
  }
  /// Customers present, in the mean over time.
  [[nodiscard]] double mean_number() const { return number.average(last_departure_); }

 private:
  Process arrive() {
    for (std::uint64_t id = 0; id < load_.customers; ++id) {
      const auto [gap, size] = random_.uniforms(Entity::nth(id));
      co_await simulator_.delay(-std::log(gap) / load_.rate);
      simulator_.start(come_and_go(load_.service(size)));
    }
  }
  Process come_and_go(double service) {
    const double arrived = simulator_.now();
    number.add(arrived, 1);
    auto step = station_.visit(service);
    const Visit visit = co_await step;
    last_departure_ = simulator_.now();
    number.add(last_departure_, -1);
    const double sojourn = last_departure_ - arrived;
    seconds_spent_ += sojourn;
    rejected.add(visit.served ? 0 : 1);
    if (!visit.served) co_return;
    waits.add(visit.waited);
    delayed.add(visit.waited > 0 ? 1 : 0);
    sojourns.add(sojourn);
    slowdowns.add(sojourn / service);
  }

  Simulator& simulator_;
  Station& station_;
  Load load_;
  Stream random_;
  double last_departure_ = 0;
  double seconds_spent_ = 0;

 public:
  TimeWeighted number;
  SteadyMean waits;
  SteadyMean sojourns;
  SteadyMean slowdowns;
  SteadyMean delayed;   // 1 for who waited
  SteadyMean rejected;  // 1 for who was turned away
};

inline double percent_off(double value, double exact) {
  return 100 * (value / exact - 1);
}

/// Within `bound` percent of the closed form, which the 99.9 % interval contains.
inline void check_mean(std::string_view what, const SteadyMean& estimate, double exact, double bound) {
  const double off = percent_off(estimate.mean(), exact);
  const double half_width = estimate.half_width(0.999);
  MESSAGE(fmt::format("{}: {:.5g}, closed form {:.5g}, deviation {:+.3f} %, 99.9 % interval +- {:.3f} %",
                      what, estimate.mean(), exact, off, 100 * half_width / exact));
  CHECK(std::abs(off) <= bound);
  CHECK(std::abs(estimate.mean() - exact) <= half_width);
}

/// The mean number in the system, within `bound` percent.
inline void check_number(std::string_view what, const OpenSystem& system, double exact, double bound) {
  const double off = percent_off(system.mean_number(), exact);
  MESSAGE(fmt::format("{}: {:.5g}, closed form {:.5g}, deviation {:+.3f} %", what, system.mean_number(),
                      exact, off));
  CHECK(std::abs(off) <= bound);
}

/// Erlang's B: the share that c servers without a queue turn away.
inline double erlang_b(double erlangs, int servers) {
  double b = 1;
  for (int n = 1; n <= servers; ++n) b = erlangs * b / (n + erlangs * b);
  return b;
}

/// Erlang's C: the share that waits before c servers.
inline double erlang_c(double erlangs, int servers) {
  const double b = erlang_b(erlangs, servers);
  const double load = erlangs / servers;
  return b / (1 - load * (1 - b));
}

}  // namespace garoa::test
