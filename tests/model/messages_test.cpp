// Messages by themselves: clients publish to a topic or send to a queue, and somebody works on them.
#include <algorithm>

#include "tests/support/run_scenario.hpp"

namespace messages_test {

using namespace garoa;
using namespace garoa::test;

namespace {

/// As the measurement was made: single messages, consumers that are warm and do next to nothing.
constexpr const char* messages = R"(
garoa: 1
region: eu-west-1
duration: 6 h
warmup: 1 min
sns: { news: {} }
sqs: { jobs: {} }
lambda:
  told: { trigger: { topic: news }, runtime: python3.12, memory: 1769 MB, duration: { warm: 1 ms, cold: 1 ms } }
  reader: { trigger: { queue: jobs }, runtime: python3.12, memory: 1769 MB, duration: { warm: 1 ms, cold: 1 ms } }
flows:
  published:
    kind: sns-publish
    topic: news
    uploads: { arrivals: { deterministic: 1/s }, until: 20540 s, size: { constant: 100 B } }
  sent:
    kind: sqs-send
    queue: jobs
    uploads: { arrivals: { deterministic: 1/s }, until: 20540 s, size: { constant: 100 B } }
)";

/// A quantile of a distribution, in ms.
double quantile(const RunResult& result, const std::string& name, double share) {
  for (const auto& observed : result.distributions) {
    if (observed.name == name) return observed.histogram.quantile(share) * 1000;
  }
  FAIL("no distribution " << name);
  return 0;
}

double units(const RunResult& result, Meter meter) {
  double sum = 0;
  for (const auto& usage : result.meters) {
    if (usage.meter == info_of(meter).name) sum += static_cast<double>(usage.units);
  }
  return sum;
}

bool assumes(const RunResult& result, const std::string& service, const std::string& figure) {
  return std::any_of(result.assumptions.begin(), result.assumptions.end(), [&](const auto& assumption) {
    return assumption.service == service && assumption.name == figure;
  });
}

/// Single messages of this size to both; the last ones are worked off.
RunResult of_size(const std::string& size) {
  return run_text(messages,
                  {"warmup=0 s", "duration=20 min", "flows.published.uploads.until=10 min",
                   "flows.sent.uploads.until=10 min", "flows.published.uploads.size={constant: " + size + "}",
                   "flows.sent.uploads.size={constant: " + size + "}"});
}

}  // namespace

TEST_CASE(
    "messages: from the call to the consumer they take what was measured of SQS and SNS, within 8 percent") {
  const auto result = run_text(messages);
  const struct {
    const char* flow;
    double share;
    double measured;  // ms
  } rows[] = {{"sent", 0.1, 13.7},     {"sent", 0.5, 16.2},     {"sent", 0.9, 33.8},
              {"sent", 0.99, 105},     {"published", 0.1, 62},  {"published", 0.5, 73},
              {"published", 0.9, 125}, {"published", 0.99, 225}};
  for (const auto& row : rows) {
    const auto latency = std::string{"flows."} + row.flow + ".processing.latency";
    // The handler's own millisecond is not the service's.
    check_within(row.flow, quantile(result, latency, row.share) - 1, row.measured, 8);
  }
  CHECK(metric(result, "flows.sent.processing.finished") == 20'480);
  CHECK(metric(result, "flows.published.processing.finished") == 20'480);
}

TEST_CASE(
    "messages: a topic without subscriptions takes its time to the scenario's own functions and queues") {
  const std::vector<std::string> both{"sqs.jobs.trigger={topic: news}", "flows.sent=null", "duration=1 h"};
  const auto result = run_text(messages, both);
  // Two effects a message: one of them waits for the topic, the other one for the topic and for a poller.
  CHECK(metric(result, "flows.published.processing.finished") ==
        2 * metric(result, "flows.published.upload.acknowledged"));
  CHECK(quantile(result, "flows.published.processing.latency", 0.001) > 22 + 13);
  CHECK(assumes(result, "sns", "delivery.sqs.sigma"));
  CHECK(assumes(result, "sns", "delivery.lambda.sigma"));
  const auto to_function = run_text(messages, {"duration=1 h"});
  CHECK_FALSE(assumes(to_function, "sns", "delivery.sqs.sigma"));
  CHECK(assumes(to_function, "sns", "delivery.lambda.sigma"));
  CHECK_FALSE(assumes(to_function, "sns", "retry.aws.late"));
}

TEST_CASE(
    "messages: requests are billed by their size, and a message that is too large is rejected for good") {
  const auto small = of_size("64 KiB");
  const double count = metric(small, "flows.sent.upload.acknowledged");
  CHECK(count == 599);
  CHECK(units(small, Meter::sns_publish_requests) == count);
  const auto large = of_size("65 KiB");
  CHECK(units(large, Meter::sns_publish_requests) == 2 * count);
  // Sent and received, each with one request more; deleted as before.
  CHECK(units(large, Meter::sqs_requests) - units(small, Meter::sqs_requests) == 2 * count);
  const auto mixed = run_text(
      messages,
      {"flows.published.uploads.size={empirical: [{share: 0.5, size: 1 kB}, {share: 1, size: 600 kB}]}",
       "flows.published.uploads.retries={attempts: 3, delay: 1 s}"});
  const double rejected = metric(mixed, "flows.published.upload.rejected.payload_too_large");
  // Of the upper half, linear from 1 kB to 600 kB, what is above 256 KiB.
  check_within("rejected share", rejected / metric(mixed, "flows.published.upload.started"),
               0.5 * (600'000 - 262'144) / 599'000.0, 3);
  CHECK(metric_or(mixed, "flows.published.upload.retried", 0) == 0);
}

TEST_CASE("messages: a thousand at once are published as the quota allows, and the SDK asks again") {
  const std::vector<std::string> burst{"account.sns_publish=300/s",
                                       "warmup=0 s",
                                       "duration=10 min",
                                       "flows.sent=null",
                                       "flows.published.uploads.arrivals={deterministic: 100000/s}",
                                       "flows.published.uploads.until=0.01 s"};
  const auto standard = run_text(messages, burst);
  const double started = metric(standard, "flows.published.upload.started");
  const double rejected = metric_or(standard, "flows.published.upload.rejected.throttled", 0);
  CHECK(started == 999);
  CHECK(metric(standard, "sns.news.published") == started - rejected);
  CHECK(metric(standard, "sns.news.throttles") >= 699);
  auto patient = burst;
  patient.emplace_back("sns.news.client={attempts: 10}");
  const auto result = run_text(messages, patient);
  CHECK(metric(result, "sns.news.published") == 999);
  CHECK(metric(result, "flows.published.processing.finished") == 999);
  // 300 at once, then 300 a second.
  CHECK(metric(result, "flows.published.upload.latency.max") > 699 / 300.0);
}

TEST_CASE(
    "messages: of two functions that a topic tells, the one that logs to no group is seen by the controls of "
    "records") {
  const char* const told_twice = R"(
garoa: 1
region: us-east-1
duration: 12 h
cloudwatch_logs:
  l: { operations: [upload, denied, config_change, process_result],
       fields: [actor, action, time, outcome, origin, object, version, correlation] }
sns: { told: {} }
lambda:
  good: { trigger: { topic: told }, runtime: python3.12, memory: 512 MB, logs: l }
  mute: { trigger: { topic: told }, runtime: python3.12, memory: 512 MB }
  idle: { trigger: { topic: other }, runtime: python3.12, memory: 512 MB, logs: l }
flows:
  m: { kind: sns-publish, topic: told, logs: l, uploads: { arrivals: { deterministic: 60/h }, size: { constant: 1 kB } } }
policy: { profiles: [br-cmn-4893] }
)";
  const auto all = [&](const std::vector<std::string>& sets) {
    auto with = sets;
    with.emplace_back("sns.other={}");
    return run_text(told_twice, with);
  };
  const auto result = all({});
  const auto& complete = finding(result, "D-LG-01");
  CHECK(complete.status == compliance::Status::fail);
  CHECK(complete.key == "lambda.mute.logs");
  CHECK(complete.count == 719);
  CHECK(finding(result, "S-LG-01").status == compliance::Status::fail);
  const auto& chains = finding(result, "D-LG-03");
  CHECK(chains.status == compliance::Status::fail);
  CHECK(*chains.measured == 0);  // of each document one of its two functions leaves no record
  CHECK(chains.key == "lambda.mute.logs");
  for (const auto& one : result.compliance.findings) {
    if (one.resource == "lambda.mute") CHECK(one.flow == "flows.m");
  }
  const auto& heard = all({"lambda.mute.logs=l"});
  CHECK(finding(heard, "D-LG-01").status == compliance::Status::pass);
  CHECK(finding(heard, "D-LG-03").status == compliance::Status::pass);
  // A function that nothing ever reaches has its row too, and passes nothing.
  std::size_t rows = 0;
  for (const auto& one : heard.compliance.findings) {
    if (one.resource != "lambda.idle" || !one.control.starts_with("D-EV")) continue;
    ++rows;
    CHECK(one.status == compliance::Status::not_evaluated);
  }
  CHECK(rows == 5);
}

TEST_CASE(
    "messages: a queue tells how near its oldest message is to its retention, and what is in flight to its "
    "limit") {
  const std::vector<std::string> unread{"sns=null",   "lambda.told=null", "flows.published=null",
                                        "warmup=0 s", "duration=1 h",     "sqs.jobs.retention=4 h"};
  auto sets = unread;
  sets.emplace_back("lambda.reader=null");
  const auto nobody = run_text(messages, sets);
  check_within("an hour of four", metric(nobody, "sqs.jobs.oldest_age.used_share.max"), 0.25, 0.1);
  CHECK(metric(nobody, "sqs.jobs.in_flight.used_share.max") == 0);
  sets = unread;
  sets.emplace_back("lambda.reader.duration={warm: 300 s, cold: 300 s}");
  sets.emplace_back("lambda.reader.timeout=400 s");
  sets.emplace_back("sqs.jobs.visibility_timeout=400 s");
  const auto slow = run_text(messages, sets);
  CHECK(metric(slow, "sqs.jobs.in_flight.max") > 200);
  CHECK(metric(slow, "sqs.jobs.in_flight.used_share.max") ==
        doctest::Approx(metric(slow, "sqs.jobs.in_flight.max") / 120'000));
}

}  // namespace messages_test
