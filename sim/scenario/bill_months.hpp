// The months that a bill tells of, by the calendar: the first begins with the run, each begins on that day of the month (or on the month's
// last one, where it has no such day) by the scenario's time zone, and has as many whole days as lie until the next one. So months
// that begin on the first are calendar months.
//
// A price by the month is divided by the hours of AWS's months, which are calendar months in UTC.
#pragma once

#include "models/pricing/invoice.hpp"
#include "sim/core/calendar.hpp"

namespace garoa {

class BillMonths {
 public:
  /// The calendar of the run.
  explicit BillMonths(const Calendar& calendar);

  [[nodiscard]] MonthAhead month(int number) const;
  /// The first that begins then or later, in seconds since the run's start.
  [[nodiscard]] int first_from(double seconds) const;
  /// The mean length of the calendar months in UTC that a time lies in, in seconds.
  [[nodiscard]] double length_of_months(double from, double to) const;

 private:
  [[nodiscard]] std::chrono::local_days first_day(int number) const;
  /// Seconds since the run's start.
  [[nodiscard]] double begin_of(int number) const;

  Calendar utc_;
  std::chrono::year_month_day start_;
};

}  // namespace garoa
