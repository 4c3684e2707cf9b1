#include "models/ec2/allowance.hpp"

#include <algorithm>
#include <utility>

namespace garoa {
namespace {

/// Longest and shortest time between two looks, in seconds.
constexpr double longest_wait = 60;
constexpr double shortest_wait = 0.1;
/// An exhaustion ends with credits for so long at the peak.
constexpr double resume_seconds = 1;
/// Rounding: a balance below this share of the maximum is none.
constexpr double nothing = 1e-9;

}  // namespace

Allowance::Allowance(Simulator& simulator, const Terms& terms, std::function<double()> used,
                     std::function<void(bool)> changed)
    : simulator_{simulator},
      terms_{terms},
      used_{std::move(used)},
      changed_{std::move(changed)},
      resume_at_{std::min((terms.peak - terms.base) * resume_seconds, terms.maximum)},
      balance_{terms.initial},
      since_{simulator.now()},
      used_before_{used_()},
      lowest_{terms.initial} {
  simulator_.arm(*this, since_ + next_look());
  if (terms.measured_from > since_) simulator_.start(wait_for_measuring());
}

Process Allowance::wait_for_measuring() {
  co_await simulator_.wait_until(terms_.measured_from);
  settle();
  lowest_ = balance_;
  exhausted_seconds_ = 0;
}

void Allowance::settle() {
  if (paused_) return;
  const double now = simulator_.now();
  const double used = used_();
  balance_ += terms_.base * (now - since_) - (used - used_before_);
  balance_ = std::min(balance_, terms_.maximum);
  if (terms_.debt && balance_ < -*terms_.debt) {
    excess_ += -*terms_.debt - balance_;
    balance_ = -*terms_.debt;
  }
  if (exhausted_) exhausted_seconds_ += now - since_;
  lowest_ = std::min(lowest_, balance_);
  since_ = now;
  used_before_ = used;
}

void Allowance::look() {
  settle();
  if (!terms_.debt) {
    const double end = nothing * terms_.maximum;
    if (!exhausted_ && balance_ <= end) set_exhausted(true);
    if (exhausted_ && balance_ >= resume_at_ - end) set_exhausted(false);
  }
  simulator_.arm(*this, since_ + next_look());
}

void Allowance::set_exhausted(bool exhausted) {
  exhausted_ = exhausted;
  if (exhausted && !first_exhausted_) first_exhausted_ = simulator_.now();
  changed_(exhausted);
}

/// Seconds until the balance could next be at its end, or enough again.
double Allowance::next_look() const {
  double soonest = longest_wait;
  if (exhausted_) {
    if (terms_.base > 0) soonest = (resume_at_ - balance_) / terms_.base;
  } else if (!terms_.debt) {
    soonest = balance_ / (terms_.peak - terms_.base);
  }
  return std::clamp(soonest, shortest_wait, longest_wait);
}

double Allowance::balance() {
  settle();
  return balance_;
}

double Allowance::excess() {
  settle();
  return excess_;
}

double Allowance::lowest() {
  settle();
  return lowest_;
}

double Allowance::exhausted_seconds() {
  settle();
  return exhausted_seconds_;
}

void Allowance::pause() {
  settle();
  paused_ = true;
  simulator_.disarm(*this);
}

void Allowance::restart(double balance) {
  paused_ = false;
  since_ = simulator_.now();
  used_before_ = used_();
  balance_ = std::min(balance, terms_.maximum);
  lowest_ = std::min(lowest_, balance_);
  if (exhausted_) set_exhausted(false);
  look();
}

}  // namespace garoa
