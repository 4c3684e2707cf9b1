#include "models/schedule/schedule.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <limits>

namespace garoa {
namespace {

using std::chrono::days;
using std::chrono::local_days;
using std::chrono::year_month_day;
using DayRule = Schedule::Cron::DayRule;

constexpr int first_year = 1970;
constexpr int last_year = 2199;
constexpr int minutes_of_day = 1440;

unsigned last_day_of(year_month_day date) {
  return static_cast<unsigned>((date.year() / date.month() / std::chrono::last).day());
}

/// 1 is Sunday.
unsigned weekday_of(year_month_day date) {
  return std::chrono::weekday{local_days{date}}.c_encoding() + 1;
}

/// The day of `date`'s month that is a weekday and nearest to `wanted`; 0 if the month has no such day.
unsigned nearest_weekday(year_month_day date, unsigned wanted) {
  const unsigned last = last_day_of(date);
  if (wanted > last) return 0;
  const unsigned weekday = weekday_of(date.year() / date.month() / static_cast<int>(wanted));
  if (weekday == 7) return wanted == 1 ? 3 : wanted - 1;
  if (weekday == 1) return wanted == last ? wanted - 2 : wanted + 1;
  return wanted;
}

bool year_is_in(const Schedule::Cron& cron, year_month_day date) {
  return cron.years[static_cast<std::size_t>(static_cast<int>(date.year()) - first_year)];
}

bool month_is_in(const Schedule::Cron& cron, year_month_day date) {
  return cron.months[static_cast<unsigned>(date.month())];
}

}  // namespace

bool Schedule::Cron::falls_on(year_month_day date) const {
  const auto day_of_month = static_cast<unsigned>(date.day());
  switch (rule) {
    case DayRule::day_of_month:
      return days[day_of_month];
    case DayRule::last_day:
      return day_of_month == last_day_of(date);
    case DayRule::nearest_weekday:
      return day_of_month == nearest_weekday(date, day);
    case DayRule::day_of_week:
      return days[weekday_of(date)];
    case DayRule::last_weekday:
      return weekday_of(date) == day && day_of_month + 7 > last_day_of(date);
    case DayRule::nth_weekday:
      return weekday_of(date) == day && (day_of_month - 1) / 7 + 1 == nth;
  }
  return false;
}

int Schedule::Cron::next_due(int minute_of_day) const {
  while (minute_of_day < minutes_of_day) {
    if (!hours[static_cast<std::size_t>(minute_of_day / 60)]) {
      minute_of_day = (minute_of_day / 60 + 1) * 60;
    } else if (!minutes[static_cast<std::size_t>(minute_of_day % 60)]) {
      ++minute_of_day;
    } else {
      break;
    }
  }
  return minute_of_day;
}

std::optional<double> Schedule::next_after(double time) const {
  if (const auto* const rate = std::get_if<Rate>(&rule_)) {
    return rate->began + (std::floor((time - rate->began) / rate->interval) + 1) * rate->interval;
  }
  return next_cron(std::get<Cron>(rule_), time);
}

std::optional<double> Schedule::next_from(double time) const {
  constexpr double shorter_than_any_interval = 1;
  auto tick = next_after(std::max(time - shorter_than_any_interval, 0.0));
  while (tick && *tick < time) tick = next_after(*tick);
  return tick;
}

/// Local times never map to a smaller simulated time than earlier local times do (but see
/// next_by_wall_clock), so the search begins at the local time of `time`.
std::optional<double> Schedule::next_cron(const Cron& cron, double time) const {
  const auto start = calendar_.to_local(time);
  auto day = start.day;
  int minute = static_cast<int>(start.second_of_day / 60);
  for (year_month_day date{day}; static_cast<int>(date.year()) <= last_year; date = year_month_day{day}) {
    if (!year_is_in(cron, date)) {
      day = local_days{(date.year() + std::chrono::years{1}) / std::chrono::January / 1};
    } else if (!month_is_in(cron, date)) {
      day = local_days{date.year() / date.month() / std::chrono::last} + days{1};
    } else {
      if (cron.falls_on(date)) {
        if (const auto found = next_on(cron, day, minute, time)) return found;
      }
      day += days{1};
    }
    minute = 0;
  }
  return std::nullopt;
}

/// The first tick of `day` from its `minute` on that is after `time`.
std::optional<double> Schedule::next_on(const Cron& cron, local_days day, int minute, double time) const {
  if (policy_ == ClockChangePolicy::wall_clock) {
    const bool clock_changes =
        calendar_.to_simulated({day, Calendar::day_seconds}) - calendar_.to_simulated({day, 0}) !=
        Calendar::day_seconds;
    if (clock_changes) return next_by_wall_clock(cron, day, time);
  }
  for (minute = cron.next_due(minute); minute < minutes_of_day; minute = cron.next_due(minute + 1)) {
    const double found = calendar_.to_simulated({day, minute * 60.0});
    if (found > time) return found;
  }
  return std::nullopt;
}

/// On a day with a clock change, whose repeated minutes are not in the order of time.
std::optional<double> Schedule::next_by_wall_clock(const Cron& cron, local_days day, double time) const {
  std::optional<double> next;
  for (int minute = cron.next_due(0); minute < minutes_of_day; minute = cron.next_due(minute + 1)) {
    for (const double found : calendar_.occurrences({day, minute * 60.0})) {
      if (found > time && (!next || found < *next)) next = found;
    }
  }
  return next;
}

double Schedule::longest_gap(double horizon) const {
  constexpr double endless = std::numeric_limits<double>::infinity();
  const auto first = next_after(0);
  if (!first) return endless;
  double longest = *first;
  for (double tick = *first; tick <= std::max(horizon, *first);) {
    const auto next = next_after(tick);
    if (!next) return endless;
    longest = std::max(longest, *next - tick);
    tick = *next;
  }
  return longest;
}

double Schedule::shortest_run(std::uint64_t ticks, double horizon) const {
  double shortest = std::numeric_limits<double>::infinity();
  std::deque<double> run;
  for (auto tick = next_after(0); tick; tick = next_after(*tick)) {
    run.push_back(*tick);
    if (run.size() <= ticks) continue;
    shortest = std::min(shortest, run.back() - run.front());
    run.pop_front();
    if (run.empty() || run.front() > horizon) break;
  }
  return shortest;
}

}  // namespace garoa
