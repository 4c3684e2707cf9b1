// The processor of one thread below a full vCPU, in the slices in which Linux serves a share of it.
//
// In each period the thread has its share of it at full speed, and then nothing until the next one; what it does not use is gone.
// Periods count from the start of an invocation, before which the environment was idle. So work that waits in between,
// as the calls of a handler do, gets more than its share: at 256 MB, 2.9 ms of every 20 at full speed.
//
//   seconds of work w from an unused period on   w, if w <= q; else floor(w / q) * period + the rest   q = share * period
//   of several threads with a share above 1      w / share
//
// Not modelled: what other work of the same invocation uses of its periods (that gets its share of a vCPU, CpuShare).
// Figures: models/lambda/lambda.yaml, cpu.period.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace garoa {

class CpuSlices {
 public:
  /// Seconds from `now` to the end of `work`, seconds of a full vCPU; both times count from the invocation's start. `share` is of a
  /// vCPU, above 1 where several threads work.
  double serve(double now, double work, double share, double period) {
    if (share >= 1 || period <= 0) return work / std::max(share, 1.0);
    const double quota = share * period;
    const auto at = static_cast<std::uint64_t>(now / period);
    if (at > period_) begin(at);
    const double rest_of_period = static_cast<double>(period_ + 1) * period - now;
    const double first = std::min({work, quota - used_, std::max(rest_of_period, 0.0)});
    used_ += first;
    if (first >= work) return work;
    const double later = work - first;
    const double whole = std::ceil(later / quota) - 1;  // periods that are used up before the last one
    begin(period_ + 1 + static_cast<std::uint64_t>(whole));
    used_ = later - whole * quota;
    return static_cast<double>(period_) * period + used_ - now;
  }

 private:
  void begin(std::uint64_t period) {
    period_ = period;
    used_ = 0;
  }

  std::uint64_t period_ = 0;  // since the start
  double used_ = 0;           // of it
};

}  // namespace garoa
