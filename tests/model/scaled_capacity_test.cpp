// What auto scaling provisions of a table in a year, as arrivals grow: by closed forms, and against runs then.
#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "tests/support/cost_lines.hpp"
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
  // A run begins with the least: from 5 units a backlog comes together, for which 55 are provisioned, and 52 % of them in use are not
  // little enough to give any back. A table that has followed its arrivals comes from 40 or so.
  CHECK(now.twelfth ==
        doctest::Approx(six_hours({"begin_after=351 d", "dynamodb.results.write_units=40"}) * 28 * 4)
            .epsilon(0.04));
}

TEST_CASE("scaled capacity: it grows no further than it may, and what nobody reads stays as it is") {
  const auto bounded = line_of({"dynamodb.results.auto_scaling.most_write_units=20"}, "write capacity");
  CHECK(bounded.twelfth == doctest::Approx(20 * 28 * 24 * an_hour).epsilon(0.005));
  const auto reads = line_of({}, "read capacity");
  CHECK(reads.twelfth == doctest::Approx(reads.first * 28 / 31).epsilon(1e-6));
}

}  // namespace scaled_capacity_test
