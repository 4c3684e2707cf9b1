// The twelfth month as a week foresees it, against the bill of a run of that month (`begin_after`): within 1 %, in all and storage alone.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/support/cost_lines.hpp"
#include "tests/support/run_scenario.hpp"

namespace months_and_runs_test {

using namespace garoa;

namespace {

using Sets = std::vector<std::string>;

/// 1,440 documents of 1 MiB a day; a result of each that is kept for a month.
constexpr const char* inbox = R"(
garoa: 1
region: us-east-1
start: 2026-03-01T00:00:00
timezone: UTC
duration: 7 d
s3: { inbox: {}, out: { expiration: 30 d } }
cloudwatch_logs: { l: { retention: 7 d } }
dynamodb: { d: {} }
lambda:
  f: { trigger: { bucket: inbox, events: ["ObjectCreated:*"] }, runtime: python3.12, memory: 512 MB, timeout: 60 s, writes_to: out, logs: l }
flows:
  a: { kind: s3-lambda, bucket: inbox, logs: l, uploads: { arrivals: { deterministic: 60/h }, size: { constant: 1 MiB } } }
)";

/// The lines of a resource, or all.
double sum_of(const Invoice& bill, const std::string& resource, bool twelfth) {
  double sum = 0;
  for (const auto& line : bill.lines) {
    if (resource.empty() || line.resource == resource) sum += twelfth ? line.months[1] : line.amount;
  }
  return sum;
}

/// Of a week, and of the run of February 2027.
void check_twelfth(const char* text, const Sets& sets, const std::vector<std::string>& resources) {
  const auto told = [&](const Sets& more, bool twelfth) {
    return test::in_own_process([&] {
      auto all = sets;
      all.insert(all.end(), more.begin(), more.end());
      const auto bill = test::run_text(text, all).cost;
      std::vector<double> sums;
      for (const auto& resource : resources) sums.push_back(sum_of(bill, resource, twelfth));
      return sums;
    });
  };
  const auto foreseen = told({}, true);
  const auto run = told({"begin_after=337 d", "duration=28 d"}, false);
  for (std::size_t i = 0; i < resources.size(); ++i)
    test::check_within(resources[i].c_str(), foreseen[i], run[i], 1);
}

}  // namespace

TEST_CASE("months and runs: a flow that ends has brought what it brought, and no more") {
  check_twelfth(inbox, {"flows.a.uploads.until=1 d"}, {"", "s3.inbox"});
  check_twelfth(inbox, {"flows.a.uploads.until=2026-06-01T12:00"}, {"", "s3.inbox"});
}

TEST_CASE("months and runs: a flow that begins late goes on as it began") {
  check_twelfth(inbox, {"flows.a.uploads.from=6 d"}, {"", "s3.inbox", "s3.out"});
}

TEST_CASE("months and runs: a bill comes to rest once all flows have ended") {
  const auto bill = test::run_text(inbox, {"flows.a.uploads.until=1 d"}).cost;
  REQUIRE(bill.steady.has_value());
  CHECK(bill.steady->month == 3);
  test::check_within("1,440 MiB for ever", sum_of(bill, "s3.inbox", true), 1440.0 / 1024 * 0.023, 1);
  test::check_within("steady", bill.steady->amount, bill.months.back().amount, 1);
}

TEST_CASE("months and runs: a flow that ended before the run is no fault") {
  const auto bill =
      test::run_text(inbox, {"flows.a.uploads.until=2026-03-03T00:00", "begin_after=10 d"}).cost;
  CHECK(test::find_line(bill, "s3.inbox", "S3 PUT") == nullptr);
  CHECK(test::find_line(bill, "s3.inbox", "S3 Standard storage") != nullptr);
}

}  // namespace months_and_runs_test
