// What services measure. Every type here knows the measured part of the run, which begins when the warm-up ends: what
// came before does not count, and the number of observations is right, without anybody being told that the warm-up is over.
//
//   Counted  things, and amounts in whole units; also those of the whole run, for bills and balances
//   Level    what is there at each instant: time average and maximum
//   Spread   single values: mean, quantiles, extremes
//   Grown    a counter that somebody else keeps
//   PeakHour the hour in which such a counter grew most
//
// An instant at the end of the warm-up itself is measured. Units are the caller's.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <optional>
#include <utility>

#include "models/service.hpp"
#include "sim/core/statistics.hpp"

namespace garoa {

class Counted {
 public:
  explicit Counted(const Run& run) : run_{&run} {}
  /// `one_off`: no month repeats them.
  void add(std::uint64_t units = 1, bool one_off = false) {
    total_ += units;
    if (one_off) one_offs_ += units;
    if (run_->measures()) count_ += units;
  }
  [[nodiscard]] std::uint64_t count() const { return count_; }
  /// The whole run's.
  [[nodiscard]] std::uint64_t total() const { return total_; }
  /// What was added since the last call, also during the warm-up: it is billed.
  [[nodiscard]] std::uint64_t take_unbilled() { return total_ - std::exchange(billed_, total_); }
  /// Of what that call gave, what no month repeats.
  [[nodiscard]] std::uint64_t take_one_offs() { return std::exchange(one_offs_, 0); }

 private:
  const Run* run_;
  std::uint64_t count_ = 0;
  std::uint64_t total_ = 0;
  std::uint64_t billed_ = 0;
  std::uint64_t one_offs_ = 0;  // not billed
};

class Level {
 public:
  explicit Level(const Run& run, double value = 0) : run_{&run}, level_{run.warmup, value} {}
  void set(double value) { level_.set(run_->now(), value); }
  void add(double change) { level_.add(run_->now(), change); }
  /// Now.
  [[nodiscard]] double value() const { return level_.value(); }
  [[nodiscard]] double maximum() const { return level_.maximum(); }
  [[nodiscard]] double average() const { return level_.average(run_->now()); }

 private:
  const Run* run_;
  TimeWeighted level_;
};

class Spread {
 public:
  explicit Spread(const Run& run) : run_{&run} {}
  void add(double value, std::uint64_t times = 1) {
    if (run_->measures()) histogram_.add(value, times);
  }
  [[nodiscard]] const Histogram& histogram() const { return histogram_; }

 private:
  const Run* run_;
  Histogram histogram_;
};

/// Calls `begin` when the measured part begins; never if that is the run's own beginning.
inline Process wait_for_measuring(const Run& run, std::function<void()> begin) {
  co_await run.simulator.wait_until(run.warmup);
  begin();
}
inline void when_measuring(const Run& run, std::function<void()> begin) {
  if (run.warmup > run.now()) run.simulator.start(wait_for_measuring(run, std::move(begin)));
}

/// Hours begin at whole hours of the run.
class PeakHour {
 public:
  static constexpr double hour = 3600;
  PeakHour(const Run& run, std::function<double()> counter) : counter_{std::move(counter)} {
    run.simulator.start(watch(run));
  }
  PeakHour(const PeakHour&) = delete;
  PeakHour& operator=(const PeakHour&) = delete;
  /// By how much it grew then, per second; nothing if no whole hour was measured.
  [[nodiscard]] std::optional<double> rate() const {
    return hours_ > 0 ? std::optional{most_ / hour} : std::nullopt;
  }
  [[nodiscard]] std::uint64_t hours() const { return hours_; }

 private:
  Process watch(const Run& run) {
    const double first = std::ceil(run.warmup / hour);
    co_await run.simulator.wait_until(first * hour);
    for (double before = counter_();; ++hours_) {
      co_await run.simulator.wait_until((first + static_cast<double>(hours_) + 1) * hour);
      const double now = counter_();
      most_ = std::max(most_, now - before);
      before = now;
    }
  }

  std::function<double()> counter_;
  double most_ = 0;
  std::uint64_t hours_ = 0;
};

class Grown {
 public:
  Grown(const Run& run, std::function<double()> counter) : counter_{std::move(counter)}, before_{counter_()} {
    when_measuring(run, [this] { before_ = counter_(); });
  }
  Grown(const Grown&) = delete;
  Grown& operator=(const Grown&) = delete;
  /// By how much it has grown.
  [[nodiscard]] double value() const { return counter_() - before_; }

 private:
  std::function<double()> counter_;
  double before_;
};

}  // namespace garoa
