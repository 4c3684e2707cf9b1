// Flow 2 against the sum of its parts, its limits and the rules of asynchronous invocation.
#include <algorithm>
#include <cmath>

#include "sim/core/distribution.hpp"
#include "sim/core/random.hpp"
#include "tests/support/run_scenario.hpp"

namespace flow2_test {

using namespace garoa;
using namespace garoa::test;

namespace {

constexpr const char* automation = R"(
garoa: 1
region: us-east-1
duration: 6 h
s3: { inbox: {} }
lambda:
  validate:
    trigger: { bucket: inbox }
    runtime: python3.12
    memory: 1769 MB
    timeout: 60 s
    work: { per_document: 100 ms, per_mb: 50 ms }
    writes_to: results
    notifies: done
dynamodb: { results: {} }
sns: { done: { subscriptions: { sqs: 1 } } }
cloudwatch_logs: { processing: {} }
flows:
  automation:
    kind: s3-lambda
    bucket: inbox
    logs: processing
    uploads: { arrivals: { poisson: 5/s }, size: { constant: 1 MB } }
)";

}  // namespace

TEST_CASE("flow 2: an unloaded PUT takes its latency and the bytes at the rate of a connection") {
  const auto result = run_text(automation);
  check_within("p50 of the PUT", metric(result, "flows.automation.upload.latency.p50"),
               0.070 + 1e6 / (95.0 * 1024 * 1024), 1);
}

TEST_CASE("flow 2: unloaded processing takes the sum of its parts") {
  const auto result = run_text(automation);
  // The median of a sum of independent parts, by drawing them: event delay, GET, the bytes over one connection, work at a full
  // vCPU, DynamoDB; the SDK takes 2.4 ms for each of the two requests, the runtime 1.1.
  const Stream luck{7, "test"};
  std::vector<double> sums;
  for (std::uint64_t i = 0; i < 200'000; ++i) {
    const double event = 0.8 * std::exp(0.7 * normal_quantile(luck.uniform(Entity::nth(i))));
    const double get = std::max(
        0.010, 0.025 * std::exp(0.44 * normal_quantile(luck.uniform(Entity::nth(i), Purpose{}.at(1)))));
    const double write =
        0.0045 * std::exp(0.4 * normal_quantile(luck.uniform(Entity::nth(i), Purpose{}.at(2))));
    sums.push_back(event + get + 1e6 / 91e6 + 0.150 + write + 2 * 2.4e-3 + 1.1e-3);
  }
  std::nth_element(sums.begin(), sums.begin() + 100'000, sums.end());
  check_within("p50 of processing", metric(result, "flows.automation.processing.latency.p50"), sums[100'000],
               1);
}

TEST_CASE("flow 2: the mean number of running environments is rate times duration (M/G/infinity)") {
  const auto result = run_text(
      automation, {"flows.automation.uploads.arrivals={poisson: 50/s}", "warmup=10 min", "duration=2 h"});
  const double get = 0.0276;  // mean of max(10 ms, lognormal 25 ms, 0.44), by quadrature below
  const Distribution latency{Distribution::Lognormal{0.025, 0.44}, 0.010};
  CHECK(latency.mean() == doctest::Approx(get).epsilon(0.05));
  const double requests =
      3 * 2.4e-3 + 1.1e-3;  // what the SDK takes for GET, table and topic, and the runtime
  const double handler =
      latency.mean() + 1e6 / 91e6 + 0.150 + 0.0045 * std::exp(0.4 * 0.4 / 2) + 0.020 + requests;
  check_within("mean concurrency", metric(result, "lambda.validate.concurrency.avg"), 50 * handler, 2);
}

TEST_CASE(
    "flow 2: memory below a full vCPU stretches the work in proportion, memory above it does not shorten "
    "it") {
  const auto median = [](const char* memory) {
    return metric(run_text(automation, {std::string{"lambda.validate.memory="} + memory, "s3.inbox={}",
                                        "lambda.validate.work={per_document: 2 s, per_mb: 0 ms}",
                                        "flows.automation.uploads.size={constant: 1 kB}", "duration=1 h"}),
                  "lambda.validate.duration.p50");
  };
  const double full = median("1769 MB");
  check_within("work at 512 MB over work at a full vCPU, without the other 57 ms",
               (median("512 MB") - full) / 2, 1769.0 / 512 - 1, 1);
  check_within("duration at 3008 MB", median("3008 MB"), full, 0.5);
}

TEST_CASE(
    "flow 2: a document every twelve minutes always meets a cold function, one every four minutes only the "
    "first time") {
  const auto rare =
      run_text(automation, {"flows.automation.uploads.arrivals={deterministic: 5/h}", "duration=2 d"});
  CHECK(metric(rare, "lambda.validate.cold_starts.share") == 1.0);
  const auto often = run_text(automation, {"flows.automation.uploads.arrivals={deterministic: 15/h}",
                                           "duration=2 d", "lambda.validate.environments.max_life=72 h"});
  CHECK(metric(often, "lambda.validate.cold_starts") == 1);
}

TEST_CASE("flow 2: the init duration follows the runtime's measured distribution") {
  const auto result =
      run_text(automation, {"flows.automation.uploads.arrivals={deterministic: 5/h}", "duration=150 d"});
  // python3.12, zip, x86_64: median of INIT 87 ms in the measurements, placement uniform from 50 to 150 ms on
  // top, and the import of the SDK that it reads objects with.
  const double init = metric(result, "lambda.validate.init_duration.mean");
  check_within("mean of placement and INIT", init, 0.100 + 0.088 + 0.350, 2);
}

TEST_CASE("flow 2: reserved concurrency is never exceeded, and what it turns away comes back later") {
  const auto result = run_text(
      automation, {"lambda.validate.reserved_concurrency=2", "lambda.validate.work={per_document: 1 s}",
                   "flows.automation.uploads.arrivals={batch: {rate: 1/h, size_mean: 60}}"});
  CHECK(metric(result, "lambda.validate.concurrency.max") == 2);
  CHECK(metric(result, "lambda.validate.throttles") > 100);
  CHECK(metric(result, "flows.automation.processing.dropped") == 0);
  CHECK(bottleneck(result, "automation", "process").resource == "lambda.validate.concurrency");
}

TEST_CASE("flow 2: the account's concurrency is shared by functions without a reservation") {
  const auto result =
      run_text(automation, {"account.lambda_concurrency=3",
                            "flows.automation.uploads.arrivals={poisson: 100/s}", "duration=5 min"});
  CHECK(metric(result, "lambda.validate.concurrency.max") == 3);
}

TEST_CASE(
    "flow 2: a handler that never ends in time is tried three times, one and two minutes apart, and given "
    "up") {
  const auto result =
      run_text(automation, {"lambda.validate.timeout=1 s", "lambda.validate.work={per_document: 5 s}",
                            "lambda.validate.dlq=failed",
                            "flows.automation.uploads.arrivals={deterministic: 1/h}", "duration=5 h"});
  const double documents = metric(result, "flows.automation.upload.acknowledged");
  CHECK(documents == 4);
  CHECK(metric(result, "lambda.validate.timeouts") == 3 * documents);
  CHECK(metric(result, "lambda.validate.dropped.retries") == documents);
  CHECK(metric(result, "lambda.validate.dead_letters") == documents);
  CHECK(metric(result, "lambda.validate.duration.max") == doctest::Approx(1.0));
  // Both pauses are longer by up to 10 %.
  CHECK(metric(result, "lambda.validate.event_age.max") > 60 + 120 + 2 + 0.3);
  CHECK(metric(result, "lambda.validate.event_age.max") < 66 + 132 + 2 + 0.5);
}

TEST_CASE("flow 2: errors of share p drop p cubed of the documents") {
  const auto result = run_text(
      automation, {"lambda.validate.error_rate=0.3", "flows.automation.uploads.arrivals={poisson: 20/s}"});
  const double documents = metric(result, "flows.automation.upload.acknowledged");
  const double expected = 0.027;
  const double interval =
      3 * std::sqrt(expected * (1 - expected) / documents);  // three standard errors, fixed seed
  CHECK(metric(result, "lambda.validate.dropped.retries") / documents ==
        doctest::Approx(expected).epsilon(interval / expected));
}

TEST_CASE(
    "flow 2: a handler that S3 refuses fails, and an outage beyond the third attempt drops its document") {
  // The last uploads end shortly before the outage, their events come in it; attempts follow after 1 and 2 min.
  const std::vector<std::string> uploads{
      "duration=1 h",
      "flows.automation.uploads={arrivals: {deterministic: 20/s}, until: 100 s, size: {constant: 1 MB}}"};
  auto shorter = uploads;
  shorter.emplace_back("failures=[{at: 100.2 s, for: 2 min, bucket: inbox, kind: outage}]");
  const auto brief = run_text(automation, shorter);
  const double late = metric(brief, "lambda.validate.errors") / 2;
  CHECK(late > 0);
  CHECK(late == std::floor(late));
  CHECK(metric_or(brief, "lambda.validate.dropped", 0) == 0);
  CHECK(metric(brief, "flows.automation.processing.finished") ==
        metric(brief, "flows.automation.upload.acknowledged"));
  auto longer = uploads;
  longer.emplace_back("failures=[{at: 100.2 s, for: 10 min, bucket: inbox, kind: outage}]");
  const auto lasting = run_text(automation, longer);
  CHECK(metric(lasting, "lambda.validate.errors") == 3 * late);
  CHECK(metric(lasting, "lambda.validate.dropped.retries") == late);
}

TEST_CASE("flow 2: duplicate events become duplicate effects unless the function is idempotent") {
  const std::vector<std::string> many{"flows.automation.uploads.arrivals={poisson: 50/s}"};
  const auto naive = run_text(automation, many);
  const double events = metric(naive, "lambda.validate.duplicate_events");
  const double documents = metric(naive, "flows.automation.upload.acknowledged");
  const double expected = 1e-4 * documents;
  CHECK(std::abs(events - expected) <= 3 * std::sqrt(expected));
  CHECK(metric(naive, "flows.automation.processing.duplicates") == doctest::Approx(events).epsilon(0.02));
  auto careful = many;
  careful.emplace_back("lambda.validate.idempotency=conditional_write");
  CHECK(metric(run_text(automation, careful), "flows.automation.processing.duplicates") == 0);
}

TEST_CASE("s3: PUTs under the prefix limit are never throttled, above it they are") {
  const std::vector<std::string> short_run{"duration=20 s", "flows.automation.uploads.size={constant: 1 kB}",
                                           "account.lambda_concurrency=100000"};
  auto below = short_run;
  below.emplace_back("flows.automation.uploads.arrivals={deterministic: 3400/s}");
  CHECK(metric(run_text(automation, below), "s3.inbox.throttles") == 0);
  auto above = short_run;
  above.emplace_back("flows.automation.uploads.arrivals={deterministic: 7000/s}");
  const auto throttled = run_text(automation, above);
  CHECK(metric(throttled, "s3.inbox.throttles") > 10'000);
  CHECK(metric(throttled, "flows.automation.upload.rejected.throttled") > 1'000);
  above.emplace_back("s3.inbox.prefixes=3");
  above.emplace_back("s3.inbox.partitions=3");
  CHECK(metric(run_text(automation, above), "s3.inbox.throttles") == 0);
}

TEST_CASE("D-RC-01: isolated, a document waits for its replica in another account") {
  const auto result = run_text(automation, {"s3.inbox.versioning=true", "policy.profiles=[eu-dora]",
                                            "s3.inbox.replication={account: other, time_control: true}",
                                            "policy.rpo=1 min", "flows.automation.uploads.until=4 h"});
  const auto& age = finding(result, "D-RC-01");
  CHECK(age.status == compliance::Status::fail);
  check_within("oldest document without an isolated copy, s", age.measured.value_or(0),
               metric(result, "s3.inbox.replication.delay.max"), 0.5);
}

TEST_CASE("D-RC-02: isolated, bytes are at risk until the replica in another account has them") {
  const auto with = [](const std::string& rate) {
    return run_text(automation, {"s3.inbox.versioning=true", "policy.profiles=[eu-dora]",
                                 "s3.inbox.replication={account: other, time_control: true}",
                                 "flows.automation.uploads={arrivals: {deterministic: " + rate +
                                     "}, size: {constant: 1 MB}}"});
  };
  CHECK(finding(with("1/h"), "D-RC-02").measured == 1e6);
  const auto many = with("20/s");
  const auto& risk = finding(many, "D-RC-02");
  // Little's law.
  check_within("bytes at risk on average", risk.figures.front().second,
               20 * 1e6 * metric(many, "s3.inbox.replication.delay.mean"), 1);
  CHECK(risk.measured.value_or(0) > risk.figures.front().second);
}

TEST_CASE("D-RC-01: a replica in the same account isolates nothing") {
  const auto result = run_text(automation, {"s3.inbox.versioning=true", "policy.profiles=[eu-dora]",
                                            "s3.inbox.replication={time_control: true}"});
  CHECK(finding(result, "D-RC-01").status == compliance::Status::fail);
  CHECK(finding(result, "D-RC-01").censored);
}

TEST_CASE("flow 2: a filter for Put misses documents that are uploaded in parts") {
  const auto result = run_text(automation, {"lambda.validate.trigger.events=[\"ObjectCreated:Put\"]",
                                            "flows.automation.uploads.size={constant: 9 MB}"});
  CHECK(metric(result, "flows.automation.processing.finished") == 0);
  const auto& findings = result.compliance.findings;
  const auto lost =
      std::find_if(findings.begin(), findings.end(), [](const auto& f) { return f.control == "D-EV-01"; });
  REQUIRE(lost != findings.end());
  CHECK(lost->status == compliance::Status::fail);
  REQUIRE(lost->reasons.size() == 1);
  CHECK(lost->reasons.front().first == "no_event");
}

TEST_CASE("flow 2: every processed document is notified and billed") {
  const auto result = run_text(automation, {"duration=1 h"});
  const double effects = metric(result, "flows.automation.processing.finished") +
                         metric(result, "flows.automation.processing.duplicates");
  CHECK(std::abs(metric(result, "sns.done.published") - effects) <=
        2);  // those of the last milliseconds are still on their way
  CHECK(metric(result, "dynamodb.results.writes") == effects);
  double billed = 0;
  for (const auto& usage : result.meters) {
    if (usage.meter == info_of(Meter::lambda_requests).name) billed = static_cast<double>(usage.units);
  }
  CHECK(std::abs(billed - metric(result, "lambda.validate.invocations")) <= 5);  // some run at the end
}

TEST_CASE("flow 2: a trace's duration replaces the function's own work") {
  const auto result =
      run_text(automation, {"flows.automation.uploads={arrivals: {trace: azure_functions_2021.csv}}",
                            "lambda.validate.timeout=900 s"});
  CHECK(metric(result, "flows.automation.upload.started") == 4);  // the rows of the fixture
  // Its longest row takes 6 s. GET (p99 90 ms), the bytes, DynamoDB and SNS (20 ms) come on top. The function's own work would be 0.15 s.
  const double longest = metric(result, "lambda.validate.duration.max");
  CHECK(longest > 6.03);
  CHECK(longest < 6.15);
}

}  // namespace flow2_test
