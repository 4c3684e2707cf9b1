#include "sim/workload/office_hours.hpp"

#include <algorithm>

#include "sim/workload/arrivals.hpp"

namespace garoa {
namespace {

constexpr double working_days = 5;
constexpr double weekend_days = 2;

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

OfficeHoursClock::OfficeHoursClock(const OfficeHoursArrivals& settings, const Calendar& calendar, double end)
    : calendar_{calendar},
      peak_from_{settings.peak_from.count()},
      peak_to_{settings.peak_to.count()},
      peak_rate_{settings.mean.count() * settings.peak_factor},
      weekend_rate_{settings.mean.count() * settings.weekend_factor},
      rest_rate_{std::max(settings.rest().count(), 0.0)},
      end_{end} {
  enter_piece();
}

void OfficeHoursClock::enter_piece() {
  const auto local = calendar_.to_local(now_);
  const bool peak = local.second_of_day >= peak_from_ && local.second_of_day < peak_to_;
  rate_ = is_weekend(local.day) ? weekend_rate_ : (peak ? peak_rate_ : rest_rate_);
  piece_end_ =
      std::min({calendar_.next(now_, peak_from_), calendar_.next(now_, peak_to_), calendar_.next(now_, 0)});
}

std::optional<double> OfficeHoursClock::advance(double expected) {
  while (now_ < end_) {
    const double in_piece = rate_ * (piece_end_ - now_);
    if (expected < in_piece) {
      now_ = std::min(now_ + expected / rate_, piece_end_);
      break;
    }
    expected -= in_piece;
    now_ = piece_end_;
    enter_piece();
  }
  return now_ < end_ ? std::optional{now_} : std::nullopt;
}

}  // namespace garoa
