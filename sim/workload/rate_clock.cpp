#include "sim/workload/rate_clock.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/workload/arrivals.hpp"

namespace garoa {
namespace {

constexpr double working_days = 5;
constexpr double weekend_days = 2;
constexpr double year = 365 * Calendar::day_seconds;
constexpr double no_end = std::numeric_limits<double>::infinity();

}  // namespace

// Over a week, in days of mean traffic: 7 = working_days (h peak + (1 - h) rest) + weekend_days weekend, with
// h the peak's share of a day.
double OfficeHoursArrivals::largest_peak_factor() const {
  const double share = (peak_to - peak_from).count() / Calendar::day_seconds;
  return (working_days + weekend_days * (1 - weekend_factor)) / (working_days * share);
}

PerSecond OfficeHoursArrivals::rest() const {
  const double share = (peak_to - peak_from).count() / Calendar::day_seconds;
  return PerSecond{mean.count() * share / (1 - share) * (largest_peak_factor() - peak_factor)};
}

PerSecond OfficeHoursArrivals::mean_of_week(PerSecond working_day, double weekend_factor) {
  return PerSecond{working_day.count() * working_days / (working_days + weekend_days * (1 - weekend_factor))};
}

RateClock::RateClock(const RateChange& change, const Calendar& calendar, double begin, double end)
    : calendar_{calendar}, change_{change}, end_{end}, now_{begin} {
  if (!change.growth) return;
  const double factor = change.growth->rate.factor;
  growing_ = change.growth->linear ? Growing::linear : Growing::compound;
  growth_ = (change.growth->linear ? factor - 1 : std::log(factor)) / year;
  since_ = change.growth->since;
  if (growth_ == 0) growing_ = Growing::no;
}

RateClock::RateClock(const OfficeHoursArrivals& settings, const RateChange& change, const Calendar& calendar,
                     double begin, double end)
    : RateClock{change, calendar, begin, end} {
  const double mean = settings.mean.count();
  office_ = Office{.peak_from = settings.peak_from.count(),
                   .peak_to = settings.peak_to.count(),
                   .peak_rate = mean * settings.peak_factor,
                   .weekend_rate = mean * settings.weekend_factor,
                   .rest_rate = std::max(settings.rest().count(), 0.0)};
  enter_piece();
}

RateClock::RateClock(PerSecond rate, const RateChange& change, const Calendar& calendar, double begin,
                     double end)
    : RateClock{change, calendar, begin, end} {
  constant_rate_ = rate.count();
  enter_piece();
}

double RateClock::rate_of(const LocalTime& local) const {
  if (!office_) return constant_rate_;
  const bool holiday = !change_.holiday_factor && calendar_.is_holiday(local.day);
  if (is_weekend(local.day) || holiday) return office_->weekend_rate;
  const bool peak = local.second_of_day >= office_->peak_from && local.second_of_day < office_->peak_to;
  return peak ? office_->peak_rate : office_->rest_rate;
}

void RateClock::enter_piece() {
  const bool days_differ = change_.month_end || change_.holiday_factor;
  const auto local = calendar_.to_local(now_);
  rate_ = rate_of(local);
  piece_end_ = office_ ? std::min({calendar_.next(now_, office_->peak_from),
                                   calendar_.next(now_, office_->peak_to), calendar_.next(now_, 0)})
                       : (days_differ ? calendar_.next(now_, 0) : no_end);
  if (!days_differ) return;
  if (day_ != local.day) day_factor_ = change_.factor_of(local.day, calendar_);
  day_ = local.day;
  rate_ *= day_factor_;
}

double RateClock::expected_for(double lasts) const {
  if (rate_ <= 0) return 0;
  switch (growing_) {
    case Growing::no:
      return rate_ * lasts;
    case Growing::compound:
      return rate_ * std::exp(growth_ * (now_ + since_)) * std::expm1(growth_ * lasts) / growth_;
    case Growing::linear:
      break;
  }
  const double share = std::max(1 + growth_ * (now_ + since_), 0.0);
  const double until_zero = growth_ < 0 ? std::min(lasts, share / -growth_) : lasts;
  return rate_ * until_zero * (share + growth_ * until_zero / 2);
}

double RateClock::time_of(double expected) const {
  const double constant = expected / rate_;
  switch (growing_) {
    case Growing::no:
      return now_ + constant;
    case Growing::compound:
      return now_ + std::log1p(constant * growth_ / std::exp(growth_ * (now_ + since_))) / growth_;
    case Growing::linear:
      break;
  }
  // The root of share x + growth x^2 / 2 = constant that loses no digits.
  const double share = 1 + growth_ * (now_ + since_);
  return now_ + 2 * constant / (share + std::sqrt(std::max(share * share + 2 * growth_ * constant, 0.0)));
}

std::optional<double> RateClock::advance(double expected) {
  while (now_ < end_) {
    const double in_piece = expected_for(piece_end_ - now_);
    if (expected < in_piece) {
      now_ = std::min(time_of(expected), piece_end_);
      break;
    }
    expected -= in_piece;
    now_ = piece_end_;
    if (now_ < end_) enter_piece();
  }
  return now_ < end_ ? std::optional{now_} : std::nullopt;
}

double RateClock::pass(double until) {
  until = std::min(until, end_);
  double expected = 0;
  while (now_ < until) {
    const double next = std::min(piece_end_, until);
    expected += expected_for(next - now_);
    now_ = next;
    if (now_ == piece_end_ && now_ < end_) enter_piece();
  }
  return expected;
}

}  // namespace garoa
