// How long the events of an asynchronous queue wait: after errors, and for environments.
#include "tests/support/run_scenario.hpp"

namespace asynchronous_test {

using namespace garoa;
using namespace garoa::test;

namespace {

constexpr const char* calls = R"(
garoa: 1
region: us-east-1
duration: 1 h
account: { lambda_concurrency: 1000, sns_publish: 1000000/s }
sns: { work: {} }
lambda:
  f: { trigger: { topic: work }, runtime: python3.12, memory: 1769 MB, timeout: 60 s, duration: { warm: 1 s, cold: 1 s } }
flows:
  intake:
    kind: sns-publish
    topic: work
    uploads: { arrivals: { deterministic: 100000/s }, until: 1 s, size: { constant: 1 kB } }
)";

}  // namespace

TEST_CASE("asynchronous: a hundred thousand events at once drain at the concurrency, within 3 percent") {
  // The last of 99,999 comes after a second.
  const auto result = run_text(calls);
  CHECK(metric(result, "flows.intake.processing.finished") == 99'999);
  check_within("s until all are done", metric(result, "flows.intake.processing.latency.max"), 100, 3);
  check_within("environments in use", metric(result, "lambda.f.concurrency.avg") * 3600, 100'000, 1);
}

TEST_CASE("asynchronous: of a million events at once none dies of age, and they drain as fast") {
  const auto result = run_text(calls, {"flows.intake.uploads.arrivals={deterministic: 1000000/s}"});
  CHECK(metric_or(result, "lambda.f.dropped", 0) == 0);
  check_within("s until all are done", metric(result, "flows.intake.processing.latency.max"), 1000, 1);
}

TEST_CASE("asynchronous: few events pause by themselves while the function is busy, and tries grow rare") {
  // One event keeps the only environment for ten minutes. Twenty others are refused after 1, 3, 7 ... 511 s.
  const auto result = run_text(
      calls, {"lambda.f={reserved_concurrency: 1, timeout: 900 s, duration: {warm: 600 s, cold: 600 s}}",
              "flows.intake.uploads.arrivals={deterministic: 4/s}", "flows.intake.uploads.until=0.9 s",
              "duration=595 s"});
  CHECK(metric(result, "lambda.f.events") == 3);
  // Tries at 0, 1, 3 ... 255 and 511 s, each pause 10 % shorter to 20 % longer.
  CHECK(metric(result, "lambda.f.throttles") >= 2 * 9);
  CHECK(metric(result, "lambda.f.throttles") <= 2 * 10);
}

TEST_CASE("asynchronous: after an error the next tries come 60 and 120 s later, or up to 10 percent more") {
  const auto result =
      run_text(calls, {"lambda.f.error_rate=1", "flows.intake.uploads.arrivals={deterministic: 1/s}",
                       "flows.intake.uploads.until=1000 s"});
  // The last try of an event begins after two runs of 1 s and both pauses.
  const double events = metric(result, "lambda.f.events");
  CHECK(metric(result, "lambda.f.invocations") == 3 * events);
  CHECK(metric(result, "lambda.f.event_age.max") > 182 + 17);
  CHECK(metric(result, "lambda.f.event_age.max") <= 182 + 18);
  const auto& pauses = bottleneck(result, "intake", "process");
  CHECK(pauses.resource == "lambda.f.retry");
  check_within("mean of both pauses", pauses.share * pauses.waited_s / events, 180 * 1.05, 0.5);
}

TEST_CASE(
    "asynchronous: with a reserved concurrency of 0 an event is given up at once, before August 2021 after "
    "six hours") {
  const std::vector<std::string> none{"lambda.f.reserved_concurrency=0", "duration=7 h",
                                      "flows.intake.uploads.arrivals={deterministic: 1/min}",
                                      "flows.intake.uploads.until=50 min"};
  const auto now = run_text(calls, none);
  CHECK(metric(now, "lambda.f.dropped.no_concurrency") == 49);
  CHECK(metric(now, "lambda.f.throttles") == 0);
  CHECK(finding(now, "D-EV-01").message == "49 of 49 events were lost.");
  auto earlier = none;
  earlier.emplace_back("aws_date=2021-08-01");
  earlier.emplace_back("lambda.f.stand_in=true");
  const auto then = run_text(calls, earlier);
  CHECK(metric(then, "lambda.f.dropped.event_age") == 49);
  check_within("tries of an event in six hours", metric(then, "lambda.f.throttles") / 49, 79, 5);
}

}  // namespace asynchronous_test
