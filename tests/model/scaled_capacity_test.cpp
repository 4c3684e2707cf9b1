// What auto scaling provisions of a table in a year, as arrivals grow: by closed forms, and against runs then.
#include <doctest/doctest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tests/support/cost_lines.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/run_scenario.hpp"

namespace scaled_capacity_test {

using namespace garoa;

namespace {

/// A write of 10 units each second, at 70 % of what is provisioned; a year later three times as many.
constexpr const char* growing = R"(
garoa: 1
region: us-east-1
start: 2026-03-01T00:00:00
timezone: UTC
duration: 6 h
s3: { inbox: {} }
dynamodb:
  results: { mode: provisioned, write_units: 5, read_units: 5, item: 9.5 KiB,
             auto_scaling: { utilization: 0.7, most_write_units: 1000 } }
lambda:
  f: { trigger: { bucket: inbox, events: ["ObjectCreated:*"] }, runtime: python3.12, memory: 512 MB, timeout: 60 s,
       duration: { warm: 100 ms, cold: 100 ms }, writes_to: results }
flows:
  a: { kind: s3-lambda, bucket: inbox,
       uploads: { arrivals: { deterministic: 1/s }, size: { constant: 100 kB }, growth: 3x/y } }
)";

using Sets = std::vector<std::string>;

struct Line {
  double amount;
  double first;
  double twelfth;
};

Line line_of(const Sets& sets, const char* item) {
  const auto told = test::in_own_process([&] {
    const auto cost = test::run_text(growing, sets).cost;
    const auto& line = test::line_of(cost, "dynamodb.results", item);
    return std::vector{line.amount, line.months[0], line.months[1]};
  });
  return {told[0], told[1], told[2]};
}

/// Of one unit of write capacity.
constexpr double an_hour = 0.00065;

/// Units times hours of so many days: 10 a second, of which 70 % are used, and three times as many in a year.
double unit_hours(int from_day, int days) {
  double sum = 0;
  for (int hour = from_day * 24; hour < (from_day + days) * 24; ++hour)
    sum += std::ceil(10 / 0.7 * std::pow(3, (hour + 0.5) / 24 / 365));
  return sum;
}

}  // namespace

TEST_CASE("scaled capacity: in a year a table has what its arrivals then need, in whole units") {
  const auto now = line_of({}, "write capacity");
  CHECK(now.first == doctest::Approx(unit_hours(0, 31) * an_hour).epsilon(0.005));
  CHECK(now.twelfth == doctest::Approx(unit_hours(337, 28) * an_hour).epsilon(0.005));
}

TEST_CASE("scaled capacity: a run in the middle of a month has as much, once it has scaled") {
  const auto now = line_of({}, "write capacity");
  // Without its first quarter of an hour, in which scaling comes to know what is needed.
  const auto six_hours = [](const Sets& sets) {
    const auto of = [&](const char* duration) {
      auto all = sets;
      all.push_back(duration);
      return line_of(all, "write capacity").amount;
    };
    return of("duration=375 min") - of("duration=15 min");
  };
  CHECK(now.first == doctest::Approx(six_hours({"begin_after=15 d"}) * 31 * 4).epsilon(0.04));
  CHECK(now.twelfth == doctest::Approx(six_hours({"begin_after=351 d"}) * 28 * 4).epsilon(0.04));
}

TEST_CASE("scaled capacity: it grows no further than it may, and what nobody reads stays as it is") {
  const auto bounded = line_of({"dynamodb.results.auto_scaling.most_write_units=20"}, "write capacity");
  CHECK(bounded.twelfth == doctest::Approx(20 * 28 * 24 * an_hour).epsilon(0.005));
  const auto reads = line_of({}, "read capacity");
  CHECK(reads.twelfth == doctest::Approx(reads.first * 28 / 31).epsilon(1e-6));
}

TEST_CASE("scaled capacity: a run that begins later begins with what its arrivals have left provisioned") {
  const auto amount = [](Sets sets, const char* duration, const char* begin) {
    sets.insert(sets.end(), {duration, begin});
    return line_of(sets, "write capacity").amount;
  };
  const Sets poisson{"flows.a.uploads.arrivals={ poisson: 5/s }"};
  const Sets office{"flows.a.uploads.arrivals={ office_hours: { mean: 2/s } }"};
  for (const auto& world : {Sets{}, poisson, office}) {
    // From the third midnight on, in which the load is low after a day on which it was not.
    const double by_short = amount(world, "duration=6 h", "begin_after=3 d");
    const double by_long =
        amount(world, "duration=78 h", "begin_after=0 d") - amount(world, "duration=72 h", "begin_after=0 d");
    CHECK(by_short == doctest::Approx(by_long).epsilon(0.04));
  }
  // At once: in its first two minutes too, in which a scenario has the least.
  CHECK(amount({}, "duration=2 min", "begin_after=30 d") ==
        doctest::Approx(std::ceil(10 / 0.7 * std::pow(3, 30.0 / 365)) * an_hour / 30).epsilon(0.01));
  CHECK(amount({}, "duration=2 min", "begin_after=0 d") == doctest::Approx(5 * an_hour / 30).epsilon(0.01));
}

TEST_CASE("scaled capacity: with figures by which it follows at once a run has no time with the least") {
  const test::TemporaryFolder folder;
  std::filesystem::create_directories(folder.path() / "dynamodb");
  std::ofstream{folder.path() / "dynamodb/dynamodb.yaml"}
      << "scaling.high_minutes: { value: \"0\", basis: P }\n";
  Diagnostics diagnostics;
  const ModelFiles files{folder.path().string(), diagnostics};
  const auto scenario = load_scenario_text(growing, "test.yaml", "", {}, files, diagnostics);
  REQUIRE_MESSAGE(scenario.has_value(), diagnostics.text());
  const auto cost = run_here({*scenario}).cost;
  const auto& line = test::line_of(cost, "dynamodb.results", "write capacity");
  // It follows the luck of a minute, too: of 60 writes some come in the next one.
  CHECK(line.months[0] == doctest::Approx(unit_hours(0, 31) * an_hour).epsilon(0.015));
  CHECK(line.months[1] == doctest::Approx(unit_hours(337, 28) * an_hour).epsilon(0.015));
}

}  // namespace scaled_capacity_test
