// What downloads of buckets cost in months ahead: from when until when they come, and from which class they read; by closed forms and
// against runs that begin in that month.
#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "tests/support/cost_lines.hpp"
#include "tests/support/run_scenario.hpp"

namespace downloads_ahead_test {

using namespace garoa;

namespace {

/// 1,440 objects of 1 MiB a day, and as many downloads, of documents that lie 60 days back in the mean.
constexpr const char* read_again = R"(
garoa: 1
region: us-east-1
start: 2026-03-01T00:00:00
timezone: UTC
duration: 7 d
s3: { inbox: {} }
flows:
  a: { kind: s3-lambda, bucket: inbox,
       uploads: { arrivals: { deterministic: 60/h }, size: { constant: 1 MiB } },
       downloads: { arrivals: { deterministic: 60/h }, recent_documents: 86400 } }
)";

using Sets = std::vector<std::string>;

/// Of the line, or nothing: what months 1 and 12 cost.
std::vector<double> months_of(const Sets& sets, const char* item) {
  return test::in_own_process([&] {
    const auto cost = test::run_text(read_again, sets).cost;
    const auto* const line = test::find_line(cost, "s3.inbox", item);
    return line == nullptr ? std::vector<double>(2) : std::vector{line->months[0], line->months[1]};
  });
}

constexpr double a_get = 0.0004 / 1000;

}  // namespace

TEST_CASE("downloads ahead: those that begin after the run are on the months in which they come") {
  const auto gets = months_of({"flows.a.downloads.from=20 d"}, "GET");
  CHECK(gets[0] == doctest::Approx(11 * 1440 * a_get));  // of March
  CHECK(gets[1] == doctest::Approx(28 * 1440 * a_get));  // February
  const auto out =
      months_of({"flows.a.downloads.from=20 d", "flows.a.downloads.egress=true"}, "transfer out");
  CHECK(out[0] == doctest::Approx(11 * 1440 / 1024.0 * 0.09));
}

TEST_CASE("downloads ahead: those that end in the run are on no later month") {
  const auto gets = months_of({"flows.a.downloads.until=3 d"}, "GET");
  CHECK(gets[0] == doctest::Approx(3 * 1440 * a_get).epsilon(0.001));
  CHECK(gets[1] == 0);
}

TEST_CASE("downloads ahead: what has moved to a dearer class by then is read from there") {
  const Sets rules{"s3.inbox.transitions=[{to: GLACIER_IR, after: 30 d}]"};
  const auto bytes = months_of(rules, "Instant Retrieval, bytes read");
  // At noon, the mean time, 30.5 days of uploads have not moved; 320 days of them, which are there in the middle of February, are all
  // that is wanted.
  const double mean = 86400;
  const auto before = [&](double days) { return std::exp(-days * 1440 / mean); };
  const double moved = (before(30.5) - before(351)) / (1 - before(351));
  CHECK(bytes[1] == doctest::Approx(moved * 28 * 1440 / 1024.0 * 0.03).epsilon(0.005));
  // A run of that month reads as much.
  auto then = rules;
  then.insert(then.end(), {"begin_after=337 d", "duration=28 d"});
  const auto in_run = test::in_own_process([&] {
    const auto cost = test::run_text(read_again, then).cost;
    return std::vector{test::line_of(cost, "s3.inbox", "Instant Retrieval, bytes read").amount};
  });
  CHECK(bytes[1] == doctest::Approx(in_run.front()).epsilon(0.01));
}

}  // namespace downloads_ahead_test
