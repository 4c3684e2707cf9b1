#include "sim/scenario/bill_months.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace garoa {

using std::chrono::local_days;

BillMonths::BillMonths(const Calendar& calendar)
    : utc_{calendar.in_utc()}, start_{calendar.to_local(0).date()} {}

local_days BillMonths::first_day(int number) const {
  const auto month = start_.year() / start_.month() + std::chrono::months{number - 1};
  const auto last = (month / std::chrono::last).day();
  return local_days{month / std::min(start_.day(), last)};
}

double BillMonths::begin_of(int number) const {
  return static_cast<double>((first_day(number) - local_days{start_}).count()) * Calendar::day_seconds;
}

MonthAhead BillMonths::month(int number) const {
  const std::chrono::year_month_day date{first_day(number)};
  MonthAhead month;
  month.number = number;
  month.begin = begin_of(number);
  month.seconds = begin_of(number + 1) - month.begin;
  month.month_seconds = length_of_months(month.begin, month.begin + month.seconds);
  month.from = fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                           static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return month;
}

int BillMonths::first_from(double seconds) const {
  int number = 1;
  while (begin_of(number) < seconds) ++number;
  return number;
}

double BillMonths::length_of_months(double from, double to) const {
  return (to - from) / (utc_.months(to) - utc_.months(from));
}

}  // namespace garoa
