// The processor of a function below a full vCPU, in the slices in which Linux serves a share of it.
//
// In each period the function has its share of it at full speed, and then nothing until the next one; what it does not use is gone.
// The periods go on whether it works or not, so an invocation begins somewhere within one. Of that all is there if the environment was idle
// in it; an invocation that follows another at once finds what that one left. Work that waits in between, as the calls of a handler
// do, gets more than its share: at 256 MB, 2.9 ms of every 20 at full speed.
//
//   q = share * period; work w = n q + r with 0 < r <= q, from an unused period on of which so much is left: R
//   seconds of it            w, if w <= q; else, at R >= q, R + (n - 1) period + r
//   its mean over all R      w, if w <= q; else (n - 1) period + r + (period^2 + q^2) / (2 period) + r (1 - share)
//   in the long run          w / share, less the pauses of two periods at most
//   of several threads with a share above 1      w / share
//
// Not modelled: the ticks of the kernel's clock, at which alone it sees that a share is used up; the processor's time for the bytes of
// objects (network_settings.hpp), which gets its share of a vCPU, CpuShare.
// Figures: models/lambda/lambda.yaml, cpu.period.
#pragma once

#include <algorithm>
#include <cmath>

namespace garoa {

class CpuSlices {
 public:
  /// Does an invocation that starts at `now` go on in a period in which an earlier one worked? Else it begins anew.
  [[nodiscard]] bool goes_on(double now, double period) const { return used_ > 0 && now < began_ + period; }
  /// A period began at that instant, and all of its share is there.
  void begin(double at) {
    began_ = at;
    used_ = 0;
  }

  /// Seconds from `now` to the end of `work`, seconds of a full vCPU. `share` is of a vCPU, above 1 where several threads work.
  double serve(double now, double work, double share, double period) {
    if (share >= 1 || period <= 0) return work / std::max(share, 1.0);
    if (now >= began_ + period) begin(began_ + std::floor((now - began_) / period) * period);
    const double quota = share * period;
    const double next = began_ + period;
    const double first = std::min({work, quota - used_, std::max(next - now, 0.0)});
    used_ += first;
    if (first >= work) return work;
    const double later = work - first;
    const double whole = std::ceil(later / quota) - 1;  // periods that are used up before the last one
    begin(next + whole * period);
    used_ = later - whole * quota;
    return began_ + used_ - now;
  }

  /// Its mean for the first work of an invocation after a lull, over all instants of a period at which it may begin.
  static double mean(double work, double share, double period) {
    const double quota = share * period;
    if (share >= 1 || period <= 0 || work <= quota) return work / std::max(share, 1.0);
    const double whole = std::ceil(work / quota) - 1;
    const double rest = work - whole * quota;
    return (whole - 1) * period + rest + (period + share * quota) / 2 + rest * (1 - share);
  }

 private:
  double began_ = 0;  // the period
  double used_ = 0;   // of it
};

}  // namespace garoa
