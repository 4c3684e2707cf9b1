// Clients of S3, Lambda, SNS and SQS that give up after a time, against closed forms: who keeps the line, what has left AWS, and what is
// done twice.
#include <string>
#include <vector>

#include "tests/support/run_scenario.hpp"

namespace s3_and_lambda_timeout_test {

using namespace garoa;
using namespace garoa::test;

namespace {

/// Documents of 10 MB over a line of 1 MB/s that all share: 10 s each, alone.
constexpr const char* automation = R"(
garoa: 1
region: us-east-1
duration: 1 h
s3: { inbox: {} }
flows:
  automation:
    kind: s3-lambda
    bucket: inbox
    client: { site: { uplink: 8 Mbit/s, downlink: 8 Mbit/s, round_trip: 0 ms } }
    uploads: { arrivals: { deterministic: 1/min }, size: { constant: 10 MB } }
)";

constexpr const char* calls = R"(
garoa: 1
region: us-east-1
duration: 1 h
lambda: { work: { memory: 1769 MB, runtime: python3.12, work: { per_document: 10 s }, timeout: 1 min } }
flows:
  intake:
    kind: lambda-invoke
    function: work
    uploads: { arrivals: { deterministic: 1/min }, size: { constant: 1 kB } }
)";

constexpr const char* to_internet = "data transfer out to the internet";

}  // namespace

TEST_CASE("S3 time-out: what is given up never becomes an object, in no try") {
  const auto result = run_text(automation, {"flows.automation.clients.timeout=4 s",
                                            "flows.automation.uploads.retries={attempts: 3, delay: 1 s}"});
  CHECK(metric(result, "flows.automation.upload.started") == 59);
  CHECK(metric(result, "flows.automation.upload.rejected.client_timeout") == 59);
  CHECK(metric(result, "flows.automation.upload.retried.client_timeout") == 2 * 59);
  CHECK(metric(result, "s3.inbox.objects") == 0);
}

TEST_CASE("S3 time-out: one that is long enough changes nothing") {
  for (const std::string client : {"flows.automation.client=null", "flows.automation.clients={}"}) {
    const auto patient = run_text(automation, {client});
    const auto result = run_text(automation, {client, "flows.automation.clients.timeout=30 s"});
    CHECK(metric(result, "flows.automation.upload.acknowledged") == 59);
    CHECK(metric(result, "flows.automation.upload.latency.mean") ==
          metric(patient, "flows.automation.upload.latency.mean"));
  }
}

TEST_CASE("S3 time-out: parts of a large document that is given up are no object") {
  const auto result =
      run_text(automation, {"flows.automation.clients.timeout=15 s", "flows.automation.client.tool=boto3",
                            "flows.automation.uploads.size={constant: 40 MB}"});
  CHECK(metric(result, "flows.automation.upload.rejected.client_timeout") == 59);
  CHECK(metric(result, "s3.inbox.objects") == 0);
}

TEST_CASE(
    "S3 time-out: a download that is given up has left AWS as far as it has come, and leaves the line") {
  // Every 10 s one of 10 MB over 1 MB/s, given up after 8 s: each has the line for itself.
  const auto result = run_text(
      automation,
      {"flows.automation.client={site: {uplink: 800 Mbit/s, downlink: 8 Mbit/s, round_trip: 0 ms}}",
       "flows.automation.downloads={arrivals: {deterministic: 0.1/s}, from: 10 min, recent_documents: 1}",
       "flows.automation.clients.timeout=8 s"});
  const double given_up = metric(result, "flows.automation.download.failed.client_timeout");
  CHECK(given_up == metric(result, "flows.automation.download.started"));
  // Before the first byte GET takes 30 ms in the mean.
  check_within("GB that left", billed(result, to_internet, "s3.inbox") * gibibyte / 1e9,
               given_up * (8 - 0.03) * 1e-3, 0.5);
}

TEST_CASE("Lambda time-out: the function goes on, and a second call has its effect again") {
  const auto result = run_text(
      calls, {"flows.intake.clients.timeout=4 s", "flows.intake.uploads.retries={attempts: 3, delay: 1 s}"});
  CHECK(metric(result, "flows.intake.upload.rejected.client_timeout") == 59);
  CHECK(metric(result, "lambda.work.invocations") == 3 * 59);
  CHECK(metric(result, "flows.intake.processing.duplicates") == 2 * 59);
}

TEST_CASE("Lambda time-out: one that is long enough changes nothing") {
  const auto patient = run_text(calls);
  const auto result = run_text(calls, {"flows.intake.clients.timeout=40 s"});
  CHECK(metric(result, "flows.intake.upload.acknowledged") == 59);
  CHECK(metric(result, "flows.intake.upload.latency.mean") ==
        metric(patient, "flows.intake.upload.latency.mean"));
}

TEST_CASE("message time-out: a message that waits for the quota is given up, and asked for no more") {
  constexpr const char* publishing = R"(
garoa: 1
region: us-east-1
duration: 10 min
account: { sns_publish: 1/s }
sns: { news: { client: { attempts: 20 } } }
flows:
  intake:
    kind: sns-publish
    topic: news
    uploads: { arrivals: { deterministic: 3/s }, until: 9 min, size: { constant: 1 kB } }
)";
  const auto result = run_text(publishing, {"flows.intake.clients.timeout=500 ms"});
  const double rejected = metric(result, "flows.intake.upload.rejected.client_timeout");
  CHECK(rejected > 600);
  CHECK(rejected + metric(result, "flows.intake.upload.acknowledged") ==
        metric(result, "flows.intake.upload.started"));
}

}  // namespace s3_and_lambda_timeout_test
