// What a bill says of a flow whose documents come only after the run.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/support/cost_lines.hpp"
#include "tests/support/run_scenario.hpp"

namespace late_flow_test {

using namespace garoa;

namespace {

constexpr const char* two_flows = R"(
garoa: 1
region: us-east-1
start: 2026-03-01T00:00:00
timezone: UTC
duration: 6 h
s3: { inbox: { expiration: 30 d }, other: { expiration: 30 d } }
lambda:
  f: { trigger: { bucket: inbox, events: ["ObjectCreated:*"] }, runtime: python3.12, memory: 512 MB, timeout: 60 s,
       duration: { warm: 100 ms, cold: 100 ms } }
  g: { trigger: { bucket: other, events: ["ObjectCreated:*"] }, runtime: python3.12, memory: 512 MB, timeout: 60 s,
       duration: { warm: 100 ms, cold: 100 ms } }
flows:
  a: { kind: s3-lambda, bucket: inbox, uploads: { arrivals: { deterministic: 60/h }, size: { constant: 1 MB } } }
  later: { kind: s3-lambda, bucket: other, uploads: { arrivals: { deterministic: 60/h }, size: { constant: 1 MB }, from: 8 d } }
)";

bool says_so(const std::vector<std::string>& sets) {
  const auto cost = test::in_own_process([&] {
    const auto bill = test::run_text(two_flows, sets).cost;
    const auto told =
        std::find(bill.grows.begin(), bill.grows.end(),
                  "what works on documents of flows.later is not foreseen, as they come after the run");
    CHECK((told != bill.grows.end()) != bill.steady.has_value());
    return std::vector{told != bill.grows.end() ? 1.0 : 0.0};
  });
  return cost.front() > 0;
}

}  // namespace

TEST_CASE(
    "late flow: the bill says that what works on its documents is not foreseen, and has no steady state") {
  CHECK(says_so({}));
}

TEST_CASE("late flow: nothing is said where the run has some of them, or another flow uses the same") {
  CHECK_FALSE(says_so({"flows.later.uploads.from=5 h"}));
  CHECK_FALSE(says_so({"flows.later.bucket=inbox"}));
}

}  // namespace late_flow_test
