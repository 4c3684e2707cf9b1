// What auto scaling provisions of a table in a year, as arrivals grow: by closed forms.
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

}  // namespace

TEST_CASE("scaled capacity: in a year a table has what its arrivals then need") {
  const auto now = line_of({}, "write capacity");
  // The middle of March and of the February after it, 15.5 and 351 days from now.
  const double grown = std::pow(3, 351 / 365.0) / std::pow(3, 15.5 / 365.0);
  CHECK(now.twelfth == doctest::Approx(now.first * grown * 28 / 31).epsilon(0.01));
}

TEST_CASE("scaled capacity: it grows no further than it may, and what nobody reads stays as it is") {
  const auto bounded = line_of({"dynamodb.results.auto_scaling.most_write_units=20"}, "write capacity");
  // 10 / 0.7 units in March, which is grown by the 15.5 days to its middle, and 20 a year later.
  CHECK(bounded.twelfth ==
        doctest::Approx(bounded.first * 20 / (10 / 0.7 * std::pow(3, 15.5 / 365.0)) * 28 / 31).epsilon(0.01));
  const auto reads = line_of({}, "read capacity");
  CHECK(reads.twelfth == doctest::Approx(reads.first * 28 / 31).epsilon(1e-6));
}

}  // namespace scaled_capacity_test
