#include "sim/core/calendar.hpp"

#include <doctest/doctest.h>

#include <string>

namespace calendar_test {

namespace {

using garoa::Calendar;
using namespace std::chrono;

Calendar calendar(std::string_view start, std::string_view zone) {
  auto created = Calendar::create(start, zone);
  REQUIRE_MESSAGE(created.calendar.has_value(), created.error);
  return *created.calendar;
}

constexpr double hour = 3600;
constexpr double one_day = Calendar::day_seconds;

}  // namespace

TEST_CASE("calendar: the start is a local time of the zone") {
  const auto sao_paulo = calendar("2026-03-02T00:00:00", "America/Sao_Paulo");
  CHECK(sao_paulo.to_iso(0) == "2026-03-02T00:00:00-03:00");
  CHECK(sao_paulo.to_iso(3 * one_day + 2.5 * hour) == "2026-03-05T02:30:00-03:00");
  CHECK(calendar("2026-03-02T00:00:00", "UTC").to_iso(0) == "2026-03-02T00:00:00+00:00");
  CHECK(calendar("2026-03-02T00:00:00", "Asia/Kolkata").to_iso(59) == "2026-03-02T00:00:59+05:30");
}

TEST_CASE("calendar: an ISO text is rounded to the nearest second") {
  const auto utc = calendar("2026-03-02T00:00:00", "UTC");
  CHECK(utc.to_iso(7199.9999999) == "2026-03-02T02:00:00+00:00");
  CHECK(utc.to_iso(7200.4) == "2026-03-02T02:00:00+00:00");
}

TEST_CASE("calendar: local time has date, weekday and second of the day") {
  const auto utc = calendar("2028-02-28T12:00:00", "UTC");
  const auto local = utc.to_local(1.5 * one_day + 0.25);
  CHECK(local.date() == year_month_day{2028y / March / 1});
  CHECK(local.weekday() == Wednesday);
  CHECK(local.second_of_day == 0.25);
  CHECK_FALSE(garoa::is_weekend(local.day));
  CHECK(garoa::is_weekend(local.day + days{3}));
  CHECK(garoa::is_weekend(local.day + days{4}));
  CHECK_FALSE(garoa::is_weekend(local.day + days{5}));
}

TEST_CASE("calendar: times before the start are negative") {
  const auto utc = calendar("2026-03-02T00:00:00", "UTC");
  const auto local = utc.to_local(-0.5);
  CHECK(local.date() == year_month_day{2026y / March / 1});
  CHECK(local.second_of_day == 86399.5);
  CHECK(utc.to_simulated(local) == -0.5);
}

TEST_CASE("calendar: to_simulated undoes to_local over a year with two clock changes") {
  const auto new_york = calendar("2026-01-01T00:00:00", "America/New_York");
  int doubled = 0;
  for (double t = 0; t < 365 * one_day; t += 977.25) {
    const double back = new_york.to_simulated(new_york.to_local(t));
    if (back == t - hour) ++doubled;  // the second pass of the hour that occurs twice maps to the first
    CHECK((back == t || back == t - hour));
  }
  CHECK(doubled >= 3);
  CHECK(doubled <= 4);
}

TEST_CASE("calendar: a skipped local time is the instant of the clock change") {
  const auto new_york = calendar("2026-03-08T00:00:00", "America/New_York");
  const auto today = local_days{2026y / March / 8};
  CHECK(new_york.to_simulated({today, 1.5 * hour}) == 1.5 * hour);
  CHECK(new_york.to_simulated({today, 2 * hour}) == 2 * hour);
  CHECK(new_york.to_simulated({today, 2.5 * hour}) == 2 * hour);
  CHECK(new_york.to_simulated({today, 3 * hour}) == 2 * hour);
  CHECK(new_york.to_simulated({today, 4 * hour}) == 3 * hour);
  CHECK(new_york.to_iso(2 * hour) == "2026-03-08T03:00:00-04:00");
}

TEST_CASE("calendar: a local time that occurs twice is the first one") {
  const auto new_york = calendar("2026-11-01T00:00:00", "America/New_York");
  const auto today = local_days{2026y / November / 1};
  CHECK(new_york.to_simulated({today, 1.5 * hour}) == 1.5 * hour);
  CHECK(new_york.to_local(2.5 * hour).second_of_day == 1.5 * hour);
  CHECK(new_york.to_iso(1.5 * hour) == "2026-11-01T01:30:00-04:00");
  CHECK(new_york.to_iso(2.5 * hour) == "2026-11-01T01:30:00-05:00");
  CHECK(new_york.to_simulated({today, 2 * hour}) == 3 * hour);
}

TEST_CASE("calendar: a start that the clock change skips is the instant of the change") {
  const auto sao_paulo = calendar("2018-11-04T00:30:00", "America/Sao_Paulo");
  CHECK(sao_paulo.to_iso(0) == "2018-11-04T01:00:00-02:00");
}

TEST_CASE("calendar: a daily time keeps its wall clock over clock changes") {
  const auto berlin = calendar("2026-03-28T00:00:00", "Europe/Berlin");
  double t = 0;
  std::string seen;
  for (int i = 0; i < 3; ++i) seen += berlin.to_iso(t = berlin.next(t, 2.5 * hour)) + " ";
  CHECK(seen == "2026-03-28T02:30:00+01:00 2026-03-29T03:00:00+02:00 2026-03-30T02:30:00+02:00 ");
}

TEST_CASE("calendar: a daily time in the doubled hour comes once") {
  const auto berlin = calendar("2026-10-25T00:00:00", "Europe/Berlin");
  const double first = berlin.next(0, 2.5 * hour);
  CHECK(first == 2.5 * hour);
  CHECK(berlin.next(first, 2.5 * hour) == 27.5 * hour);
  CHECK(berlin.next(3.25 * hour, 2.5 * hour) == 27.5 * hour);
}

TEST_CASE("calendar: next is after the given instant, not at it") {
  const auto utc = calendar("2026-03-02T00:00:00", "UTC");
  CHECK(utc.next(0, 0) == one_day);
  CHECK(utc.next(-0.001, 0) == 0);
  CHECK(utc.next(5 * hour, 5.5 * hour) == 5.5 * hour);
}

TEST_CASE("calendar: next finds the days that are wanted, and says when none is") {
  const auto utc = calendar("2026-03-02T00:00:00", "UTC");
  const auto found = utc.next(0, 2 * hour, [](local_days d) { return weekday{d} == Sunday; });
  REQUIRE(found);
  CHECK(utc.to_iso(*found) == "2026-03-08T02:00:00+00:00");
  const auto leap_monday = [](local_days d) {
    const year_month_day date{d};
    return date.month() == February && date.day() == 29d && weekday{d} == Monday;
  };
  CHECK(utc.to_iso(utc.next(0, 0, leap_monday).value()) == "2044-02-29T00:00:00+00:00");
  CHECK_FALSE(utc.next(0, 0, [](local_days) { return false; }));
}

TEST_CASE("calendar: an unknown zone is named with the nearest one") {
  const auto created = Calendar::create("2026-03-02T00:00:00", "America/SaoPaulo");
  CHECK_FALSE(created.calendar);
  CHECK(created.error.find("did you mean 'America/Sao_Paulo'?") != std::string::npos);
  CHECK_FALSE(Calendar::create("2026-03-02T00:00:00", "").calendar);
  CHECK_FALSE(Calendar::create("2026-03-02T00:00:00", "../../etc/passwd").calendar);
}

TEST_CASE("calendar: a start needs no seconds") {
  CHECK(Calendar::create("2026-03-07T00:30", "UTC").calendar->to_iso(0) == "2026-03-07T00:30:00+00:00");
}

TEST_CASE("calendar: a start that is no local time is refused") {
  for (const auto* start :
       {"", "2026-03-02", "2026-03-02 00:00:00", "2026-02-29T00:00:00", "2026-13-01T00:00:00",
        "2026-03-02T24:00:00", "2026-03-02T00:60:00", "2026-03-02T00:00:00Z", "2026-3-2T00:00:00.0",
        "1969-01-01T00:00:00", "+026-03-02T00:00:00"}) {
    CAPTURE(start);
    const auto created = Calendar::create(start, "UTC");
    CHECK_FALSE(created.calendar);
    CHECK(created.error.find("is not a local time") != std::string::npos);
  }
}

TEST_CASE("calendar: months are told by the share of each that is covered") {
  constexpr double day = Calendar::day_seconds;
  const auto january = Calendar::create("2026-01-01T00:00:00", "UTC").calendar;
  REQUIRE(january);
  CHECK(january->months(31 * day) == doctest::Approx(1));
  CHECK(january->months(59 * day) == doctest::Approx(2));
  CHECK(january->months(day) == doctest::Approx(1 / 31.0));
  const auto late = Calendar::create("2026-01-31T00:00:00", "UTC").calendar;
  REQUIRE(late);
  CHECK(late->months(2 * day) == doctest::Approx(1 / 31.0 + 1 / 28.0));
}

}  // namespace calendar_test
