#include "models/schedule/schedule.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace garoa::schedule_test {
namespace {

Calendar calendar_at(std::string_view start, std::string_view zone = "UTC") {
  auto created = Calendar::create(start, zone);
  REQUIRE_MESSAGE(created.calendar.has_value(), created.error);
  return *created.calendar;
}

Schedule schedule_of(std::string_view expression, const Calendar& calendar,
                     ClockChangePolicy policy = ClockChangePolicy::run_once) {
  auto parsed = parse_schedule(expression, calendar, policy);
  REQUIRE_MESSAGE(parsed.schedule.has_value(), parsed.error);
  return *parsed.schedule;
}

/// The first `count` ticks after second 0, as "2026-03-02T02:00:00-03:00".
std::vector<std::string> ticks(std::string_view expression, const Calendar& calendar, std::size_t count,
                               ClockChangePolicy policy = ClockChangePolicy::run_once) {
  const auto schedule = schedule_of(expression, calendar, policy);
  std::vector<std::string> all;
  double time = 0;
  while (all.size() < count) {
    const auto next = schedule.next_after(time);
    if (!next) break;
    REQUIRE(*next > time);
    all.push_back(calendar.to_iso(*next));
    time = *next;
  }
  return all;
}

/// The first ticks' days, for schedules in UTC.
std::vector<std::string> tick_days(std::string_view expression, std::string_view start, std::size_t count) {
  auto all = ticks(expression, calendar_at(start), count);
  for (auto& tick : all) tick.resize(10);
  return all;
}

std::string error_of(std::string_view expression) {
  const auto parsed = parse_schedule(expression, calendar_at("2026-03-02T00:00:00"));
  CHECK_FALSE(parsed.schedule.has_value());
  return parsed.error;
}

using Texts = std::vector<std::string>;
constexpr double hour = 3600;
constexpr double day = 86400;

}  // namespace

TEST_CASE("schedule: a nightly cron is due at its local time every day") {
  const auto calendar = calendar_at("2026-03-02T00:00:00", "America/Sao_Paulo");
  const auto nightly = schedule_of("cron(0 2 * * ? *)", calendar);
  CHECK(nightly.next_after(0) == 2 * hour);
  CHECK(nightly.next_after(2 * hour - 0.001) == 2 * hour);
  CHECK(nightly.next_after(2 * hour) == 26 * hour);
  CHECK(nightly.longest_gap(7 * day) == day);
  CHECK(ticks("cron(0 2 * * ? *)", calendar, 1) == Texts{"2026-03-02T02:00:00-03:00"});
}

TEST_CASE("schedule: a start within a minute does not lose the next one") {
  const auto calendar = calendar_at("2026-03-02T10:04:59");
  CHECK(schedule_of("cron(*/5 * * * ? *)", calendar).next_after(0) == 1);
  CHECK(schedule_of("cron(* * * * ? *)", calendar).next_after(0.5) == 1);
  CHECK(schedule_of("cron(* * * * ? *)", calendar).next_after(1) == 61);
}

TEST_CASE("schedule: every five minutes, and steps from a first minute to the end of the hour") {
  const auto calendar = calendar_at("2026-03-02T00:00:00");
  const auto five = schedule_of("cron(0/5 * * * ? *)", calendar);
  for (int i = 0; i < 2000; ++i) REQUIRE(five.next_after(300.0 * i) == 300.0 * (i + 1));
  CHECK(five.longest_gap(2 * day) == 300);
  CHECK(ticks("cron(2/20 * * * ? *)", calendar, 4) ==
        Texts{"2026-03-02T00:02:00+00:00", "2026-03-02T00:22:00+00:00", "2026-03-02T00:42:00+00:00",
              "2026-03-02T01:02:00+00:00"});
  CHECK(ticks("cron(*/60 * * * ? *)", calendar, 2) ==
        Texts{"2026-03-02T01:00:00+00:00", "2026-03-02T02:00:00+00:00"});
}

TEST_CASE("schedule: hours by range and step on working days") {
  const auto friday_noon = calendar_at("2026-03-06T12:00:00");
  CHECK(ticks("cron(0 8-18/5 ? * MON-FRI *)", friday_noon, 4) ==
        Texts{"2026-03-06T13:00:00+00:00", "2026-03-06T18:00:00+00:00", "2026-03-09T08:00:00+00:00",
              "2026-03-09T13:00:00+00:00"});
  CHECK(ticks("cron(15,45 7,19 ? * 2,sun *)", friday_noon, 5) ==
        Texts{"2026-03-08T07:15:00+00:00", "2026-03-08T07:45:00+00:00", "2026-03-08T19:15:00+00:00",
              "2026-03-08T19:45:00+00:00", "2026-03-09T07:15:00+00:00"});
}

TEST_CASE("schedule: L is the last day of each month, also in leap years") {
  CHECK(tick_days("cron(0 0 L * ? *)", "2023-12-31T12:00:00", 4) ==
        Texts{"2024-01-31", "2024-02-29", "2024-03-31", "2024-04-30"});
  CHECK(tick_days("cron(0 0 L 2 ? *)", "2024-03-01T00:00:00", 2) == Texts{"2025-02-28", "2026-02-28"});
  CHECK(tick_days("cron(0 0 31 * ? *)", "2026-01-01T00:00:00", 3) ==
        Texts{"2026-01-31", "2026-03-31", "2026-05-31"});
}

TEST_CASE("schedule: the leap day leaves out the year 2100") {
  CHECK(tick_days("cron(0 12 29 2 ? *)", "2092-03-01T00:00:00", 3) ==
        Texts{"2096-02-29", "2104-02-29", "2108-02-29"});
}

TEST_CASE("schedule: 6L is the last Friday of each month, L alone is Saturday") {
  CHECK(tick_days("cron(0 18 ? * 6L *)", "2026-01-01T00:00:00", 5) ==
        Texts{"2026-01-30", "2026-02-27", "2026-03-27", "2026-04-24", "2026-05-29"});
  CHECK(tick_days("cron(0 18 ? * L *)", "2026-03-02T00:00:00", 2) == Texts{"2026-03-07", "2026-03-14"});
}

TEST_CASE("schedule: 6#2 is the second Friday, and a fifth Monday is awaited over months that have none") {
  CHECK(tick_days("cron(0 18 ? * 6#2 *)", "2026-01-01T00:00:00", 3) ==
        Texts{"2026-01-09", "2026-02-13", "2026-03-13"});
  CHECK(tick_days("cron(0 18 ? * MON#5 *)", "2026-01-01T00:00:00", 2) == Texts{"2026-03-30", "2026-06-29"});
}

TEST_CASE("schedule: 15W moves from a weekend to the nearest weekday of the same month") {
  CHECK(tick_days("cron(0 6 15W * ? 2026)", "2026-01-01T00:00:00", 12) ==
        Texts{"2026-01-15", "2026-02-16", "2026-03-16", "2026-04-15", "2026-05-15", "2026-06-15",
              "2026-07-15", "2026-08-14", "2026-09-15", "2026-10-15", "2026-11-16", "2026-12-15"});
  CHECK(tick_days("cron(0 6 1W 2,8 ? *)", "2026-01-01T00:00:00", 2) == Texts{"2026-02-02", "2026-08-03"});
  CHECK(tick_days("cron(0 6 31W * ? *)", "2026-01-01T00:00:00", 4) ==
        Texts{"2026-01-30", "2026-03-31", "2026-05-29", "2026-07-31"});
}

TEST_CASE("schedule: months by name, and an end with its last year") {
  const auto calendar = calendar_at("2026-03-02T00:00:00");
  CHECK(tick_days("cron(0 0 1 JAN,JUL ? 2026-2027)", "2026-03-02T00:00:00", 9) ==
        Texts{"2026-07-01", "2027-01-01", "2027-07-01"});
  const auto ending = schedule_of("cron(0 0 1 JAN,JUL ? 2026-2027)", calendar);
  CHECK(ending.longest_gap(300 * day) == 184 * day);  // 1 July to 1 January
  CHECK(ending.longest_gap(3650 * day) == std::numeric_limits<double>::infinity());
  CHECK_FALSE(schedule_of("cron(0 0 30 2 ? *)", calendar).next_after(0).has_value());
  CHECK_FALSE(schedule_of("cron(0 0 1 1 ? 2025)", calendar).next_after(0).has_value());
}

TEST_CASE("schedule: the longest gap counts the first whole interval, also beyond a short horizon") {
  const auto calendar = calendar_at("2026-03-01T00:00:00");
  CHECK(schedule_of("cron(0 0 15 * ? *)", calendar).longest_gap(7 * day) == 31 * day);
  CHECK(schedule_of("cron(0 0 L * ? *)", calendar).longest_gap(7 * day) == 30 * day);
  CHECK(schedule_of("cron(0 1 ? * MON-FRI *)", calendar).longest_gap(14 * day) == 3 * day);
  CHECK(schedule_of("cron(0 0 1 9 ? *)", calendar_at("2026-09-01T00:00:00")).longest_gap(day) == 366 * day);
}

TEST_CASE("schedule: New York 2026, a time that the change to summer skips is due when the gap ends") {
  const auto calendar = calendar_at("2026-03-07T00:00:00", "America/New_York");
  CHECK(ticks("cron(30 2 * * ? *)", calendar, 3) ==
        Texts{"2026-03-07T02:30:00-05:00", "2026-03-08T03:00:00-04:00", "2026-03-09T02:30:00-04:00"});
  const auto five = schedule_of("cron(0/5 * * * ? *)", calendar);
  CHECK(five.longest_gap(3 * day) == 300);  // the twelve skipped ticks are one with that of 03:00
  const double change = day + 2 * hour;
  CHECK(five.next_after(change - 1) == change);
  CHECK(five.next_after(change) == change + 300);
}

TEST_CASE("schedule: New York 2026, a time that occurs twice is due once") {
  const auto calendar = calendar_at("2026-10-31T00:00:00", "America/New_York");
  CHECK(ticks("cron(30 1 * * ? *)", calendar, 3) ==
        Texts{"2026-10-31T01:30:00-04:00", "2026-11-01T01:30:00-04:00", "2026-11-02T01:30:00-05:00"});
  CHECK(schedule_of("cron(30 1 * * ? *)", calendar).longest_gap(3 * day) == 25 * hour);
  const auto five = schedule_of("cron(0/5 * * * ? *)", calendar);
  const double first_end = day + 2 * hour;  // 01:00-05:00, the beginning of the repeated hour
  CHECK(five.next_after(first_end - 300) == first_end + hour);
  CHECK(five.next_after(first_end + 1800) == first_end + hour);
  CHECK(five.longest_gap(3 * day) == 65 * 60);
}

TEST_CASE("schedule: Sao Paulo 2018, midnight is skipped in November, the last hour of 17 February repeats") {
  const auto november = calendar_at("2018-11-03T12:00:00", "America/Sao_Paulo");
  CHECK(ticks("cron(0 0 * * ? *)", november, 2) ==
        Texts{"2018-11-04T01:00:00-02:00", "2018-11-05T00:00:00-02:00"});
  CHECK(schedule_of("cron(0 0 * * ? *)", november).next_after(12 * hour) == 35 * hour);
  const auto february = calendar_at("2018-02-17T00:00:00", "America/Sao_Paulo");
  CHECK(ticks("cron(30 23 * * ? *)", february, 2) ==
        Texts{"2018-02-17T23:30:00-02:00", "2018-02-18T23:30:00-03:00"});
  CHECK(schedule_of("cron(30 23 * * ? *)", february).longest_gap(day) == 25 * hour);
  CHECK(ticks("cron(0 0 * * ? *)", february, 1) == Texts{"2018-02-18T00:00:00-03:00"});
}

TEST_CASE("schedule: by wall clock, a time that the change to summer skips is not due that day") {
  const auto calendar = calendar_at("2026-03-07T00:00:00", "America/New_York");
  CHECK(ticks("cron(30 2 * * ? *)", calendar, 2, ClockChangePolicy::wall_clock) ==
        Texts{"2026-03-07T02:30:00-05:00", "2026-03-09T02:30:00-04:00"});
  const auto five = schedule_of("cron(0/5 * * * ? *)", calendar, ClockChangePolicy::wall_clock);
  for (int i = 0; i < 1000; ++i) REQUIRE(five.next_after(300.0 * i) == 300.0 * (i + 1));
}

TEST_CASE("schedule: by wall clock, a time that occurs twice is due twice, in the order of time") {
  const auto calendar = calendar_at("2026-10-31T00:00:00", "America/New_York");
  CHECK(ticks("cron(30 1 * * ? *)", calendar, 4, ClockChangePolicy::wall_clock) ==
        Texts{"2026-10-31T01:30:00-04:00", "2026-11-01T01:30:00-04:00", "2026-11-01T01:30:00-05:00",
              "2026-11-02T01:30:00-05:00"});
  const auto five = schedule_of("cron(0/5 * * * ? *)", calendar, ClockChangePolicy::wall_clock);
  for (int i = 0; i < 1000; ++i) REQUIRE(five.next_after(300.0 * i) == 300.0 * (i + 1));
  const auto sao_paulo = calendar_at("2018-02-17T00:00:00", "America/Sao_Paulo");
  CHECK(ticks("cron(30 23 * * ? *)", sao_paulo, 3, ClockChangePolicy::wall_clock) ==
        Texts{"2018-02-17T23:30:00-02:00", "2018-02-17T23:30:00-03:00", "2018-02-18T23:30:00-03:00"});
}

TEST_CASE("schedule: in UTC a daily time is always 24 hours after the last one") {
  const auto spring = calendar_at("2026-03-07T00:00:00", "America/New_York");
  CHECK(ticks("cron(30 7 * * ? *)", spring, 3, ClockChangePolicy::utc) ==
        Texts{"2026-03-07T02:30:00-05:00", "2026-03-08T03:30:00-04:00", "2026-03-09T03:30:00-04:00"});
  CHECK(schedule_of("cron(30 7 * * ? *)", spring, ClockChangePolicy::utc).longest_gap(300 * day) == day);
}

TEST_CASE("schedule: a rate counts elapsed time from the start, whatever the clock does") {
  const auto calendar = calendar_at("2026-03-07T22:17:00", "America/New_York");
  const auto five = schedule_of("rate(5 minutes)", calendar);
  CHECK(five.next_after(0) == 300);
  CHECK(five.next_after(299.999) == 300);
  CHECK(five.next_after(300) == 600);
  CHECK(five.longest_gap(day) == 300);
  CHECK(schedule_of("rate(1 hour)", calendar).next_after(5 * hour) == 6 * hour);
  CHECK(schedule_of("rate(7 days)", calendar).next_after(0) == 7 * day);
  CHECK(schedule_of("rate(1 day)", calendar).longest_gap(hour) == day);
}

TEST_CASE("schedule: errors say which field is wrong and what it may hold") {
  CHECK(error_of("0 2 * * ? *") ==
        "is neither cron(minutes hours day-of-month month day-of-week year) nor rate(value unit)");
  CHECK(error_of("cron(0 2 * * ?)") ==
        "has 5 of the 6 fields of cron(minutes hours day-of-month month day-of-week year)");
  CHECK(error_of("cron(60 2 * * ? *)") == "has a wrong minutes field: '60' is not in 0-59");
  CHECK(error_of("cron(0 24 * * ? *)") == "has a wrong hours field: '24' is not in 0-23");
  CHECK(error_of("cron(0 2 0 * ? *)") == "has a wrong day-of-month field: '0' is not in 1-31");
  CHECK(error_of("cron(0 2 32W * ? *)") == "has a wrong day-of-month field: '32' is not in 1-31");
  CHECK(error_of("cron(0 2 1,L * ? *)") == "has a wrong day-of-month field: 'L' is not in 1-31");
  CHECK(error_of("cron(0 2 * 13 ? *)") == "has a wrong month field: '13' is not in 1-12 or JAN-DEC");
  CHECK(error_of("cron(0 2 ? * 0 *)") == "has a wrong day-of-week field: '0' is not in 1-7 or SUN-SAT");
  CHECK(error_of("cron(0 2 ? * FRI-MON *)") ==
        "has a wrong day-of-week field: the range 'FRI-MON' ends before it begins");
  CHECK(error_of("cron(0 2 ? * 2/2 *)") ==
        "has a wrong day-of-week field: '2/2' has a step, which it does not allow");
  CHECK(error_of("cron(0 2 ? * 6#6 *)") == "has a wrong day-of-week field: '6#6' needs 1-5 after '#'");
  CHECK(error_of("cron(0 2 ? * 3#1,6#3 *)") ==
        "has a wrong day-of-week field: '3#1,6#3' needs 1-5 after '#'");
  CHECK(error_of("cron(0 2 * * ? 1969)") == "has a wrong year field: '1969' is not in 1970-2199");
  CHECK(error_of("cron(*/0 2 * * ? *)") ==
        "has a wrong minutes field: '*/0' needs a step of 1 or more after '/'");
  CHECK(error_of("cron(5- 2 * * ? *)") == "has a wrong minutes field: '' is not in 0-59");
  CHECK(error_of("cron(? 2 * * ? *)") == "has a wrong minutes field: '?' is not in 0-59");
  CHECK(error_of("cron(0 2 * * * *)") ==
        "must have ? in exactly one of the fields day-of-month and day-of-week");
  CHECK(error_of("cron(0 2 ? * ? *)") ==
        "must have ? in exactly one of the fields day-of-month and day-of-week");
}

TEST_CASE("schedule: a rate is singular for 1 and plural otherwise") {
  CHECK(error_of("rate(1 minutes)") == "must be written rate(1 minute)");
  CHECK(error_of("rate(5 minute)") == "must be written rate(5 minutes)");
  CHECK(error_of("rate(2 weeks)") == "has the unknown unit 'weeks'; one of minute, hour, day");
  for (const auto* text :
       {"rate(0 minutes)", "rate(-5 minutes)", "rate(1.5 hours)", "rate(hour)", "rate()"}) {
    CHECK(error_of(text) == "is not a whole number of 1 or more and a unit, such as rate(5 minutes)");
  }
}

TEST_CASE("schedule: the newest so many live until as many have followed, whatever lies between") {
  const auto calendar = calendar_at("2026-03-02T00:00:00");  // a Monday
  CHECK(schedule_of("rate(6 hours)", calendar).shortest_run(3, 30 * day) == 18 * hour);
  // On working days: five ticks take a week, two of them sometimes only two days.
  const auto working_days = schedule_of("cron(0 2 ? * MON-FRI *)", calendar);
  CHECK(working_days.shortest_run(5, 30 * day) == 7 * day);
  CHECK(working_days.shortest_run(2, 30 * day) == 2 * day);
  CHECK(working_days.shortest_run(2, 0) == 2 * day);
  // From 1 February to 1 March: shorter than the runs before and after.
  CHECK(schedule_of("cron(0 12 1,2 * ? *)", calendar_at("2026-01-15T00:00:00")).shortest_run(2, 365 * day) ==
        28 * day);
  CHECK(schedule_of("cron(0 2 1 1 ? 2027)", calendar).shortest_run(1, 30 * day) ==
        std::numeric_limits<double>::infinity());
}

}  // namespace garoa::schedule_test
