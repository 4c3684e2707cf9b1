// Environments in a plain loop, as a yardstick for Lambda alone: a `std::priority_queue` of ends, a `std::set` of idle
// environments, the newest used first; one idle life for all. No coroutines, limits, bill or journal. With the same luck
// it has the same cold starts and the same mean number of environments.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <deque>
#include <iterator>
#include <queue>
#include <set>
#include <vector>

#include "sim/core/random.hpp"
#include "sim/core/statistics.hpp"

namespace garoa::bench {

struct LambdaLoad {
  double rate;  // requests/s
  std::uint64_t requests;
  double warm_mean, cold_mean;  // s
  double idle_seconds;
};

class PlainLambda {
 public:
  explicit PlainLambda(const LambdaLoad& load) : load_{load} {}

  void run(const Stream& luck) {
    const double horizon = static_cast<double>(load_.requests) / load_.rate;
    double arrival = 0;
    for (std::uint64_t id = 0; id < load_.requests; ++id) {
      arrival += -std::log(luck.uniform(Entity::nth(id))) / load_.rate;
      if (arrival > horizon) break;
      advance(arrival);
      start(arrival, luck.uniform(Entity::nth(id), Purpose{}.at(1)));
    }
    advance(horizon);
    end_ = horizon;
  }
  [[nodiscard]] std::uint64_t cold() const { return cold_; }
  [[nodiscard]] double mean_environments() const { return alive_.average(end_); }

 private:
  struct End {
    double time;
    std::uint64_t environment;
    bool operator<(const End& other) const { return time > other.time; }
  };
  struct Expiry {
    double time;
    std::uint64_t environment;
    std::uint64_t use;  // expires only if it was not used since
  };

  void start(double now, double luck) {
    const bool cold = idle_.empty();
    std::uint64_t environment = 0;
    if (cold) {
      environment = uses_.size();
      uses_.push_back(0);
      ++cold_;
      alive_.set(now, static_cast<double>(++living_));
    } else {
      environment = *idle_.rbegin();
      idle_.erase(std::prev(idle_.end()));
    }
    ends_.push({now - (cold ? load_.cold_mean : load_.warm_mean) * std::log(luck), environment});
  }
  /// Ends and expiries up to `time`, in their order.
  void advance(double time) {
    for (;;) {
      const double end = ends_.empty() ? HUGE_VAL : ends_.top().time;
      const double expiry = expiries_.empty() ? HUGE_VAL : expiries_.front().time;
      if (std::min(end, expiry) > time) return;
      if (end <= expiry) {
        const auto environment = ends_.top().environment;
        ends_.pop();
        idle_.insert(environment);
        expiries_.push_back({end + load_.idle_seconds, environment, ++uses_[environment]});
      } else {
        expire(expiries_.front());
        expiries_.pop_front();
      }
    }
  }
  void expire(const Expiry& expiry) {
    if (uses_[expiry.environment] != expiry.use || idle_.erase(expiry.environment) == 0) return;
    alive_.set(expiry.time, static_cast<double>(--living_));
  }

  LambdaLoad load_;
  std::priority_queue<End> ends_;
  std::set<std::uint64_t> idle_;  // by creation
  std::deque<Expiry> expiries_;
  std::vector<std::uint64_t> uses_;  // of each environment
  std::uint64_t cold_ = 0;
  std::uint64_t living_ = 0;
  double end_ = 0;
  TimeWeighted alive_;
};

}  // namespace garoa::bench
