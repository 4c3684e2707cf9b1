// What an unlimited burstable instance is charged beyond its credits in the months ahead.
//
// The CPU time of the run goes on, and its last whole weeks (or all of a shorter run) come again and again; what documents need of it grows
// with them, what works in the background does not. Credits are earned and surplus is charged as in models/ec2/cpu_credits.hpp: the first month
// begins as the run did, later ones find the balance that weeks like theirs leave.
// Not foreseen: charges for stops, and CPU time that comes less often than once a week or in another pattern than the run's.
#pragma once

#include <cstddef>
#include <vector>

#include "models/ec2/cpu_credit_settings.hpp"
#include "sim/results/result.hpp"

namespace garoa {

class SurplusAhead {
 public:
  /// `utilization` in percent of all vCPUs, of the intervals that end at its points. `background`: vCPUs that are always at work.
  SurplusAhead(const CpuCreditSettings& credits, const Series& utilization, double background);

  /// vCPU-seconds charged in so many seconds from the run's start.
  [[nodiscard]] double from_start(double seconds, double grown = 1) const;
  /// The same from a later time on.
  [[nodiscard]] double later(double from, double seconds, double grown) const;

 private:
  struct Step {
    double seconds;
    double work;  // vCPUs beyond those of the background
  };
  class Balance;
  /// Walks from one time since the run's start to another, step by step.
  void pass(Balance& balance, double from, double to, double grown) const;

  CpuCreditSettings credits_;
  double background_;
  std::vector<Step> steps_;   // of the run
  std::vector<double> ends_;  // of them, seconds
  std::size_t again_ = 0;     // the first of those that come again
};

}  // namespace garoa
