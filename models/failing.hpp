// What the failures of a scenario hit: whatever implements Failing, found by what fails and its name.
#pragma once

#include <algorithm>
#include <numeric>
#include <vector>

#include "models/failure/failure_settings.hpp"

namespace garoa {

class Failing {
 public:
  virtual ~Failing() = default;
  /// It begins, one of several that may hold at once.
  virtual void begin_failure(const FailureSettings& failure) = 0;
  /// It ends. Gives the seconds until what was repaired works again.
  virtual double end_failure(const FailureSettings& failure) = 0;
};

/// Fails at once and is back at once (kind crash).
class Crashing : public Failing {
 public:
  void begin_failure(const FailureSettings& /*failure*/) override { crash(); }
  double end_failure(const FailureSettings& /*failure*/) override { return 0; }
  virtual void crash() = 0;
};

/// Requests that fail: all of them (outage), or a share (errors). Shares of several failures add up, to at most 1.
class FailingRequests : public Failing {
 public:
  void begin_failure(const FailureSettings& failure) override {
    if (failure.kind == FailureKind::outage) {
      ++outages_;
    } else {
      rates_.push_back(failure.rate);
    }
    apply();
  }
  double end_failure(const FailureSettings& failure) override {
    if (failure.kind == FailureKind::outage) {
      --outages_;
    } else {
      rates_.erase(std::find(rates_.begin(), rates_.end(), failure.rate));
    }
    apply();
    return 0;
  }
  /// Every request fails from now on, or none.
  virtual void set_outage(bool outage) = 0;
  /// So large a share of the requests fails from now on.
  virtual void set_error_rate(double share) = 0;

 private:
  void apply() {
    set_outage(outages_ > 0);
    set_error_rate(std::min(1.0, std::accumulate(rates_.begin(), rates_.end(), 0.0)));
  }

  int outages_ = 0;
  std::vector<double> rates_;
};

}  // namespace garoa
