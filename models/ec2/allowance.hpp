// A bucket of credits that lets something go faster than its base for a while.
//
// Modelled: the balance grows at `base` and falls with what is used, up to `maximum`. When it is empty the
// allowance is exhausted and its owner slows the thing down to `base`; when the balance is enough for a second
// at `peak`, the exhaustion ends. With a `debt` the allowance is never exhausted: the balance goes down to -debt, and
// what is used beyond that counts as excess.
//
// It counts nothing itself. It looks at a counter of what was used, at the earliest instant at which the
// balance could be at its end, and at least once a minute; so it costs a few events while the balance is being
// used up, and one a minute else. Between two looks the order of use and rest is not known, which only matters
// at the maximum (at most one minute's earning is gained); the balance passes its end by at most a tenth of a
// second of use, which is paid back before the exhaustion ends.
//
// Errors: none. base >= 0, peak > base, 0 <= initial <= maximum are the owner's duty.
#pragma once

#include <functional>
#include <optional>

#include "sim/engine/simulator.hpp"

namespace garoa {

class Allowance final : public Timer {
 public:
  /// Credits, and credits per second.
  struct Terms {
    double base = 0;
    double peak = 0;  // the fastest that credits can be used
    double maximum = 0;
    double initial = 0;
    std::optional<double> debt;
    double measured_from = 0;  // s; what is said of the past is of the time since then
  };

  /// `used` is the counter, in credits; `changed` is called with whether the allowance is exhausted, whenever
  /// that changes. Begins at the simulator's present time.
  Allowance(Simulator& simulator, const Terms& terms, std::function<double()> used,
            std::function<void(bool exhausted)> changed);

  /// Credits now; negative while in debt.
  double balance();
  [[nodiscard]] bool exhausted() const { return exhausted_; }
  /// Used beyond the debt, until now.
  double excess();
  /// Lowest balance in the measured time.
  double lowest();
  /// When it was first exhausted: an instant of the whole run, warm-up included.
  [[nodiscard]] std::optional<double> first_exhausted() const { return first_exhausted_; }
  /// Seconds of exhaustion in the measured time until now.
  double exhausted_seconds();

  /// Nothing is earned or used until restart().
  void pause();
  /// Goes on with this balance.
  void restart(double balance);

  void fire() override { look(); }

 private:
  void settle();
  void look();
  void set_exhausted(bool exhausted);
  Process wait_for_measuring();
  [[nodiscard]] double next_look() const;

  Simulator& simulator_;
  Terms terms_;
  std::function<double()> used_;
  std::function<void(bool)> changed_;
  double resume_at_;
  double balance_;
  double since_;
  double used_before_;
  double excess_ = 0;
  double lowest_;
  double exhausted_seconds_ = 0;
  std::optional<double> first_exhausted_;
  bool exhausted_ = false;
  bool paused_ = false;
};

}  // namespace garoa
