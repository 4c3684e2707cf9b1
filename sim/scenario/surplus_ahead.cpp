#include "sim/scenario/surplus_ahead.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace garoa {
namespace {

constexpr double week = 7 * 86400;
/// After that many weeks nobody can tell any more with what balance they began.
constexpr double weeks_to_settle = 4;
constexpr double seconds_per_credit = 60;

}  // namespace

/// Credits in seconds of a vCPU.
class SurplusAhead::Balance {
 public:
  Balance(const CpuCreditSettings& credits, double initial)
      : earned_{credits.terms.per_hour * seconds_per_credit / 3600},
        most_{credits.terms.maximum * seconds_per_credit},
        balance_{initial} {}

  void pass(double seconds, double work) {
    balance_ = std::min(balance_ + seconds * (earned_ - work), most_);
    charged_ += std::max(-most_ - balance_, 0.0);
    balance_ = std::max(balance_, -most_);
  }
  [[nodiscard]] double charged() const { return charged_; }

 private:
  double earned_;  // a second
  double most_;    // and as much can be owed
  double balance_;
  double charged_ = 0;
};

SurplusAhead::SurplusAhead(const CpuCreditSettings& credits, const Series& utilization, double background)
    : credits_{credits}, background_{background} {
  double last = 0;
  for (const auto& point : utilization.points) {
    if (point.time <= last) continue;
    steps_.push_back({point.time - last, std::max(point.value / 100 * credits.vcpus - background, 0.0)});
    ends_.push_back(last = point.time);
  }
  const double cycle = std::floor(last / week + 1e-9) * week;
  if (cycle <= 0) return;
  const auto first = std::upper_bound(ends_.begin(), ends_.end(), last - cycle + 1);
  again_ = static_cast<std::size_t>(std::distance(ends_.begin(), first));
}

void SurplusAhead::pass(Balance& balance, double from, double to, double grown) const {
  const double end = ends_.back();
  const double begin = again_ == 0 ? 0 : ends_[again_ - 1];
  const double cycle = end - begin;
  double at = from;
  const double in_run = at < end ? at : begin + std::fmod(at - begin, cycle);
  auto step = static_cast<std::size_t>(
      std::distance(ends_.begin(), std::upper_bound(ends_.begin(), ends_.end(), in_run)));
  double left = step < steps_.size() ? ends_[step] - in_run : 0;
  while (at < to) {
    if (left <= 0) {
      step = step + 1 < steps_.size() ? step + 1 : again_;
      left = steps_[step].seconds;
    }
    const double lasts = std::min(left, to - at);
    balance.pass(lasts, background_ + grown * steps_[step].work);
    at += lasts;
    left -= lasts;
    if (lasts <= 0) return;
  }
}

double SurplusAhead::from_start(double seconds, double grown) const {
  if (steps_.empty()) return 0;
  Balance balance{credits_, credits_.initial * seconds_per_credit};
  pass(balance, 0, seconds, grown);
  return balance.charged();
}

double SurplusAhead::later(double from, double seconds, double grown) const {
  if (steps_.empty()) return 0;
  Balance balance{credits_, 0};
  const double begin = std::max(from - weeks_to_settle * week, 0.0);
  pass(balance, begin, from, grown);
  const double before = balance.charged();
  pass(balance, from, from + seconds, grown);
  return balance.charged() - before;
}

}  // namespace garoa
