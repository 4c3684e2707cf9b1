// What handlers call: tables, outside services and topics, against closed forms and AWS's rules.
#include <cmath>

#include "tests/support/run_scenario.hpp"

namespace downstream_test {

using namespace garoa;
using namespace garoa::test;

namespace {

constexpr const char* automation = R"(
garoa: 1
region: us-east-1
duration: 1 h
account: { lambda_concurrency: 100000 }
s3: { inbox: {} }
lambda:
  validate:
    trigger: { bucket: inbox }
    runtime: python3.12
    memory: 1769 MB
    timeout: 300 s
    work: { per_document: 20 ms }
    asynchronous: { retries: 0 }
flows:
  automation:
    kind: s3-lambda
    bucket: inbox
    uploads: { arrivals: { deterministic: 10/s }, size: { constant: 1 kB } }
)";

RunResult run_with(const std::vector<std::string>& sets) {
  return run_text(automation, sets);
}

std::uint64_t billed(const RunResult& result, Meter meter) {
  std::uint64_t sum = 0;
  for (const auto& usage : result.meters)
    sum += usage.meter == info_of(meter).name ? static_cast<std::uint64_t>(usage.units) : 0;
  return sum;
}

const std::string writes_to_table = "lambda.validate.writes_to=results";
const std::string notifies = "lambda.validate.notifies=done";
const std::string calls_check = "lambda.validate.calls=[check]";

/// Within three standard errors of a share `p` of `n`.
void check_share(double part, double n, double p) {
  CHECK(std::abs(part / n - p) <= 3 * std::sqrt(p * (1 - p) / n));
}

}  // namespace

TEST_CASE("dynamodb: a provisioned table throttles when what it had saved is used up") {
  const std::string table =
      "dynamodb={results: {mode: provisioned, write_units: 5, read_units: 1, client: {attempts: 1}}}";
  // 5 x 300 units saved, 10 - 5 of them used a second: 300 s, and the 2 s or so before the first document arrives.
  const auto before = run_with({writes_to_table, table, "duration=290 s"});
  CHECK(metric(before, "dynamodb.results.throttles") == 0);
  const auto after = run_with({writes_to_table, table});
  CHECK(metric(after, "dynamodb.results.throttles") > 0);
  check_within("items written in an hour", metric(after, "dynamodb.results.writes"), 5 * 300 + 5 * 3600, 1);
  // Nobody asks again: each throttle is a failed call, an error of the function and a lost document.
  CHECK(metric(after, "dynamodb.results.calls.failed") == metric(after, "dynamodb.results.throttles"));
  CHECK(metric(after, "lambda.validate.errors") == metric(after, "dynamodb.results.throttles"));
  CHECK(metric(after, "lambda.validate.dropped.retries") == metric(after, "lambda.validate.errors"));
}

TEST_CASE("dynamodb: the SDK's retries carry a table over a short shortage, and waits are attributed to it") {
  // Batches of about 200 items of 10 units: those saved are good for thirty items, then one comes in ten seconds.
  const std::string batches = "flows.automation.uploads.arrivals={batch: {rate: 6/h, size_mean: 200}}";
  const std::string table = "dynamodb={results: {mode: provisioned, write_units: 1, read_units: 1, ";
  const auto legacy = run_with(
      {writes_to_table, batches, table + "client: {retry_mode: legacy}, item: 10 KiB}}", "duration=4 h"});
  const auto standard = run_with({writes_to_table, batches, table + "item: 10 KiB}}", "duration=4 h"});
  CHECK(metric(legacy, "dynamodb.results.calls.retries") > 0);
  CHECK(metric(legacy, "dynamodb.results.calls.failed") < metric(standard, "dynamodb.results.calls.failed"));
  CHECK(bottleneck(legacy, "automation", "process").resource == "dynamodb.results.throttle");
  // 50 ms doubling over nine pauses: 25.55 s, never shortened by chance, and ten answers of some milliseconds.
  CHECK(metric(legacy, "dynamodb.results.calls.latency.max") == doctest::Approx(0.05 * 511).epsilon(0.005));
}

TEST_CASE("dynamodb: a larger item takes longer, by what its size adds to the latency of a small one") {
  const auto latency = [](const char* item) {
    const auto result = run_with({writes_to_table, std::string{"dynamodb={results: {item: "} + item + "}}"});
    return metric(result, "dynamodb.results.calls.latency.mean");
  };
  const double small = latency("1 KiB");
  CHECK(latency("500 B") == doctest::Approx(small).epsilon(1e-9));
  CHECK(latency("101 KiB") - small == doctest::Approx(100 * 0.09e-3).epsilon(1e-6));
  // PutItem of one binary attribute, 100 and 204 KB: 14.1 to 16.6 and 19.7 to 22.1 ms (ifedorenko/ddb-m-latency, 2022-02).
  CHECK(latency("100000 B") == doctest::Approx(15.3e-3).epsilon(0.15));
  CHECK(latency("204000 B") == doctest::Approx(20.9e-3).epsilon(0.15));
}

TEST_CASE("dynamodb: one hot key gets a thousand writes a second") {
  const auto result =
      run_with({writes_to_table, "dynamodb={results: {hot_key: 1, client: {attempts: 1}}}",
                "flows.automation.uploads.arrivals={deterministic: 1400/s}", "duration=60 s"});
  CHECK(metric(result, "dynamodb.results.throttles") > 10'000);
  // The first events are there after some 2 s; until 1,000/s come nothing is refused.
  check_within("writes", metric(result, "dynamodb.results.writes"), 1000 * (60 - 1) + 1000, 2);
}

TEST_CASE("dynamodb: idempotency costs a write of the same table, or a read and a write of another") {
  const auto plain =
      run_with({writes_to_table, "dynamodb={results: {}}", "lambda.validate.idempotency=conditional_write"});
  const auto units = billed(plain, Meter::dynamodb_write_units);
  CHECK(units == static_cast<std::uint64_t>(metric(plain, "dynamodb.results.writes")));
  CHECK(billed(plain, Meter::dynamodb_read_units) == 0);
  const auto remembered =
      run_with({writes_to_table, "dynamodb={results: {}, seen: {}}",
                "lambda.validate.idempotency=dedup_table", "lambda.validate.dedup_table=seen"});
  const double documents = metric(remembered, "flows.automation.processing.finished");
  CHECK(std::abs(metric(remembered, "dynamodb.seen.writes") - documents) <= 1);
  CHECK(metric(remembered, "dynamodb.seen.reads") >= documents);
  CHECK(metric(remembered, "dynamodb.seen.reads") <=
        documents + 10);  // duplicates, and those at work at the end
  CHECK(billed(remembered, Meter::dynamodb_write_units) ==
        static_cast<std::uint64_t>(metric(remembered, "dynamodb.seen.writes") +
                                   metric(remembered, "dynamodb.results.writes")));
  CHECK(billed(remembered, Meter::dynamodb_read_units) ==
        static_cast<std::uint64_t>(metric(remembered, "dynamodb.seen.reads")));
  CHECK(metric(remembered, "flows.automation.processing.duplicates") == 0);
}

TEST_CASE("dynamodb: provisioned capacity is billed by the hour, used or not") {
  const auto result = run_with(
      {writes_to_table, "dynamodb={results: {mode: provisioned, write_units: 100, read_units: 20}}"});
  CHECK(billed(result, Meter::dynamodb_write_capacity_seconds) == 100 * 3600);
  CHECK(billed(result, Meter::dynamodb_read_capacity_seconds) == 20 * 3600);
  CHECK(billed(result, Meter::dynamodb_write_units) == 0);
}

TEST_CASE("dynamodb: the busiest hour tells how much of its units a table takes, or may come to take") {
  const auto used = [](const std::string& table) {
    return test::in_own_process([&] {
      const auto result = run_with({writes_to_table, "dynamodb={results: {" + table + "}}", "duration=4 h",
                                    "flows.automation.uploads.arrivals={deterministic: 4/s}",
                                    "flows.automation.uploads.until=2 h"});
      return std::vector{metric(result, "dynamodb.results.write_units.peak_hour"),
                         metric(result, "dynamodb.results.read_units.peak_hour")};
    });
  };
  // 4 a second, a bit less or more by what is under way when the hour begins and ends.
  const auto provisioned = used("mode: provisioned, write_units: 10, read_units: 5");
  check_within("provisioned", provisioned[0], 0.4, 0.5);
  CHECK(provisioned[1] == 0);
  check_within("items of two units",
               used("mode: provisioned, write_units: 10, read_units: 5, item: 1500 B")[0], 0.8, 0.5);
  check_within(
      "scaled",
      used("mode: provisioned, write_units: 5, read_units: 5, auto_scaling: {most_write_units: 50}")[0], 0.08,
      0.5);
  check_within("on demand", used("")[0], 4.0 / 40'000, 0.5);
}

TEST_CASE("http: requests above the concurrency of a service wait as in M/D/1") {
  const auto result =
      run_with({calls_check, "http={check: {latency: 100 ms, variation: 0, concurrency: 1, timeout: 100 s}}",
                "flows.automation.uploads.arrivals={poisson: 8/s}", "duration=12 h"});
  // Service 0.1 s, load 0.8: 0.1 + 0.8 x 0.1 / (2 x 0.2).
  check_within("mean call", metric(result, "http.check.calls.latency.mean"), 0.3, 3);
  CHECK(metric(result, "http.check.timeouts") == 0);
}

TEST_CASE("http: a rate limit answers the excess with 429") {
  const auto result =
      run_with({calls_check, "http={check: {latency: 20 ms, rate_limit: 50/s, retries: {attempts: 1}}}",
                "flows.automation.uploads.arrivals={poisson: 80/s}"});
  const double calls = metric(result, "http.check.calls");
  check_within("share refused", metric(result, "http.check.throttles") / calls, 1 - 50.0 / 80, 1);
  CHECK(metric(result, "http.check.calls.failed") == metric(result, "http.check.throttles"));
}

TEST_CASE("http: errors of share p are given up at p cubed after three tries") {
  const auto result = run_with({calls_check, "http={check: {latency: 20 ms, error_rate: 0.3}}"});
  const double calls = metric(result, "http.check.calls");
  check_share(metric(result, "http.check.calls.failed"), calls, 0.027);
  check_within("errors of a call", metric(result, "http.check.errors") / calls, 0.3 + 0.09 + 0.027, 3);
  CHECK(metric(result, "lambda.validate.errors") == metric(result, "http.check.calls.failed"));
}

TEST_CASE(
    "http: nothing answers in an outage, and the client waits for its timeout, tries again and gives up") {
  const auto result = run_with(
      {calls_check, "http={check: {latency: 20 ms, timeout: 2 s, retries: {attempts: 2, delay: 1 s}}}",
       "failures=[{at: 10 min, http: check, kind: outage, for: 5 min}]"});
  const double failed = metric(result, "http.check.calls.failed");
  // A call fails if both of its tries begin in the outage: those that came in its last 2.5 s on average succeed.
  check_within("calls given up", failed, 10 * (300 - 2.5), 1);
  CHECK(metric(result, "http.check.timeouts") > 2 * failed);
  // The second request takes 2.4 ms of a vCPU, which a quarter of one serves at once.
  const double calls_longest = 2 + 1 + 2 + 2.4e-3;
  CHECK(metric(result, "http.check.calls.latency.max") <= calls_longest + 1e-9);
  REQUIRE(result.failures.size() == 1);
  CHECK(result.failures.front().target == "http.check");
}

TEST_CASE("http: a handler's own timeout cuts its calls") {
  const auto result = run_with({calls_check, "http={check: {latency: 20 s, variation: 0, timeout: 60 s}}",
                                "lambda.validate.timeout=5 s"});
  // Those that run at the end of the hour have not ended.
  CHECK(metric(result, "lambda.validate.invocations") - metric(result, "lambda.validate.timeouts") <= 10 * 6);
  CHECK(metric(result, "lambda.validate.duration.max") == doctest::Approx(5));
  CHECK(metric(result, "flows.automation.processing.finished") == 0);
}

TEST_CASE(
    "sns: the account's quota throttles Publish, and what the SDK gives up is an error of the function") {
  const auto result = run_with(
      {notifies, "sns={done: {subscriptions: {sqs: 1}, client: {attempts: 1}}}", "account.sns_publish=6/s"});
  check_within("share of messages published",
               metric(result, "sns.done.published") / metric(result, "sns.done.calls"), 0.6, 1);
  CHECK(metric(result, "sns.done.throttles") == metric(result, "lambda.validate.errors"));
}

TEST_CASE("sns: an HTTP endpoint that fails half of the time loses a sixteenth, one after the other") {
  const auto result = run_with(
      {notifies, "sns={done: {subscriptions: {http: 3}, delivery: {http: {error_rate: 0.5, dlq: true}}}}",
       "flows.automation.uploads.until=50 min"});
  const double deliveries = 3 * metric(result, "sns.done.published");
  check_share(metric(result, "sns.done.notifications.failed.http"), deliveries, 1.0 / 16);
  check_within("tries after the first", metric(result, "sns.done.notifications.retried") / deliveries,
               0.5 + 0.25 + 0.125, 1);
  CHECK(metric(result, "sns.done.notifications") + metric(result, "sns.done.notifications.failed") ==
        deliveries);
  CHECK(metric(result, "sns.done.notifications.dead_letters") ==
        metric(result, "sns.done.notifications.failed"));
}

TEST_CASE("sns: subscribers that are out for ten minutes lose messages by HTTP, not by SQS") {
  const auto result = run_with({notifies, "sns={done: {subscriptions: {http: 1, sqs: 1}}}",
                                "failures=[{at: 20 min, subscribers: done, kind: outage, for: 10 min}]"});
  CHECK(metric_or(result, "sns.done.notifications.failed.sqs", 0) == 0);
  // Three retries take a minute and four answers: who came in the last minute of the outage gets it.
  check_within("lost by HTTP", metric(result, "sns.done.notifications.failed.http"), 10 * (600 - 60), 2);
  CHECK(metric(result, "sns.done.notification_delay.max") > 500);
  CHECK(*finding(result, "D-NT-02").measured == metric(result, "sns.done.notifications.failed.http"));
  CHECK(metric(result, "sns.done.notification_delay.max") < 600 + 60);
}

TEST_CASE("sns: e-mail above ten messages a second is disabled for good") {
  const std::string topic = "sns={done: {subscriptions: {email: 2}}}";
  const auto quiet = run_with({notifies, topic, "flows.automation.uploads.arrivals={deterministic: 2/s}"});
  CHECK(metric_or(quiet, "sns.done.email.disabled_at", -1) == -1);
  CHECK(metric_or(quiet, "sns.done.notifications.failed", 0) == 0);
  const auto loud = run_with({notifies, topic, "flows.automation.uploads.arrivals={deterministic: 20/s}"});
  CHECK(metric(loud, "sns.done.email.disabled_at") < 10);
  CHECK(metric(loud, "sns.done.notifications") <= 2 * (10 + 10 * metric(loud, "sns.done.email.disabled_at")));
  CHECK(metric(loud, "sns.done.notifications.failed.email") > 2 * 0.99 * 20 * 3590);
}

}  // namespace downstream_test
