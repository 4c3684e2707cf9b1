// Bills of months to come in which less arrives.
#include <doctest/doctest.h>

#include <algorithm>

#include "tests/support/run_scenario.hpp"

namespace falling_bill_test {

using namespace garoa;

namespace {

/// 1,440 objects of 5 MiB a day, which stay for a day.
constexpr const char* objects = R"(
garoa: 1
region: us-east-1
start: 2026-03-02T00:00:00
timezone: UTC
duration: 7 d
s3: { inbox: { expiration: 1 d } }
lambda:
  f: { trigger: { bucket: inbox, events: ["ObjectCreated:*"] }, runtime: python3.12, memory: 512 MB, timeout: 60 s }
flows:
  a: { kind: s3-lambda, bucket: inbox, uploads: { arrivals: { deterministic: 60/h }, size: { constant: 5 MiB } } }
)";

}  // namespace

TEST_CASE("months: where arrivals have ended the bill falls, and the first line tells the first month's") {
  const auto result = test::run_text(objects, {"flows.a.uploads.until=3 d"});
  const auto& cost = result.cost;
  REQUIRE(cost.months.size() >= 2);
  CHECK(first_month(cost).value_or(0) == cost.months[0].amount);
  CHECK(cost.growth_per_month < 0);
  CHECK(cost.months[1].as_first < 0.01 * cost.months[0].as_first);  // nothing comes, and nothing is left
  CHECK(cost.months[1].amount < 0.01 * cost.months[0].amount);
}

TEST_CASE("months: arrivals that shrink become fewer, and do not grow") {
  const auto cost = test::run_text(objects, {"flows.a.uploads.growth=0.1x/y"}).cost;
  CHECK(std::find(cost.grows.begin(), cost.grows.end(), "arrivals of flows.a become fewer") !=
        cost.grows.end());
  CHECK(first_month(cost).has_value());
  CHECK(cost.months[1].amount < cost.months[0].amount);
}

}  // namespace falling_bill_test
