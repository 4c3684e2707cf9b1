#include "sim/core/moment.hpp"

#include <doctest/doctest.h>

#include <string>

namespace moment_test {

using namespace garoa;

namespace {

constexpr double day = Calendar::day_seconds;

struct Reading {
  double at;
  std::string errors;
};

/// In Berlin clocks go from 2 to 3 on 29 March 2026, and from 3 to 2 on 25 October.
Reading read(const std::string& text, double passed = 0) {
  const auto calendar = *Calendar::create("2026-03-28T00:00:00", "Europe/Berlin").calendar;
  Diagnostics diagnostics;
  const auto root = parse_yaml("at: " + text, "f.yaml", diagnostics);
  REQUIRE(root);
  FieldRecord record;
  ReadContext context{diagnostics};
  Reading reading{};
  {
    Fields fields{&*root, "", root->where, record, context};
    reading.at = required_moment(fields, "at", "when", {&calendar, passed}).count();
  }
  reading.errors = diagnostics.text();
  return reading;
}

}  // namespace

TEST_CASE("moment: it is so long after the start, or a local time") {
  CHECK(read("60 h").at == 2.5 * day);
  CHECK(read("2026-03-28T12:00").at == 0.5 * day);
  CHECK(read("2026-03-28T12:00:30").at == 0.5 * day + 30);
  CHECK(read("\"2026-03-28T00:00\"").at == 0);
  CHECK(read("2026-03-28T12:00").errors.empty());
}

TEST_CASE("moment: local times follow the wall clock over its changes") {
  CHECK(read("2026-03-29T12:00").at == 1.5 * day - 3600);
  CHECK(read("2026-03-29T02:30").at == day + 2 * 3600);
  const double october = read("2026-10-25T00:00").at;
  CHECK(read("2026-10-25T02:30").at == october + 2.5 * 3600);
  CHECK(read("2026-10-25T03:30").at == october + 4.5 * 3600);
}

TEST_CASE("moment: what is neither is an error, and so is what lies before the start") {
  for (const auto* const text :
       {"12:00", "2026-03-28", "2026-03-28T24:00", "2026-03-28T12:00Z", "28.03.2026", "noon"})
    CHECK_FALSE(read(text).errors.empty());
  CHECK(read("2026-03-27T23:59").at == 0);
  CHECK(
      read("2026-03-27T23:59").errors ==
      "f.yaml:1:5: error: 'at' is 2026-03-27T23:59:00, before the run starts at 2026-03-28T00:00:00+01:00\n");
}

TEST_CASE("moment: in a run that begins later a local time may be over, and a duration counts from the run") {
  CHECK(read("2026-03-27T12:00", day).at == -0.5 * day);
  CHECK(read("60 h", day).at == 2.5 * day);
  CHECK(read("2026-03-27T12:00", day).errors.empty());
  CHECK(read("2026-03-26T12:00", day).errors ==
        "f.yaml:1:5: error: 'at' is 2026-03-26T12:00:00, before the scenario starts at "
        "2026-03-27T00:00:00+01:00\n");
}

TEST_CASE("moment: what is shown is what was said") {
  std::string why;
  for (const auto* const text : {"60 h", "2026-03-28T12:00:30"})
    CHECK(Scalar<Moment>::format(*Scalar<Moment>::parse(text, false, why)) == std::string{text});
}

}  // namespace moment_test
