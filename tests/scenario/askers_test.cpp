// Whoever asks a bucket passes the same door: calls of KMS, limits, fees and classes, for each asker by whole runs.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/support/run_scenario.hpp"

namespace askers_test {

using namespace garoa;
using namespace garoa::test;

namespace {

/// 6,000 documents a second for ten seconds, each read by one function and written to a bucket of results.
constexpr const char* functions = R"(
garoa: 1
region: us-east-1
duration: 30 min
account: { lambda_concurrency: 100000 }
s3:
  inbox: { prefixes: 20, partitions: 20 }
  results: { prefixes: 20, partitions: 20 }
lambda:
  convert:
    trigger: { bucket: inbox }
    runtime: python3.12
    memory: 1769 MB
    writes_to: results
flows:
  intake: { kind: s3-lambda, bucket: inbox, uploads: { arrivals: { deterministic: 1000/s }, until: 10.0005 s,
            size: { constant: 100 kB } } }
)";
constexpr double documents = 10'000;

}  // namespace

TEST_CASE("askers: an upload, a function's read and its write are a call of KMS each") {
  const auto result = run_text(functions, {"s3.inbox.encryption=SSE-KMS", "s3.results.encryption=SSE-KMS"});
  CHECK(metric(result, "flows.intake.upload.acknowledged") == documents);
  // Some events come twice, and are read and written twice.
  CHECK(metric(result, "kms.keys.requests") == documents + 2 * metric(result, "lambda.convert.invocations"));
  CHECK(metric(result, "lambda.convert.invocations") < 1.001 * documents);
}

TEST_CASE("askers: a quota of KMS that is half of what uploads, reads and writes need refuses requests") {
  const std::vector<std::string> keyed{"s3.inbox.encryption=SSE-KMS", "s3.results.encryption=SSE-KMS",
                                       "flows.intake.uploads.arrivals={deterministic: 6000/s}",
                                       "flows.intake.uploads.until=10 s"};
  const auto result = run_text(functions, keyed);
  // 18,000 calls a second are due against a quota of 10,000 in us-east-1.
  CHECK(metric(result, "kms.keys.refused") > 0);
  CHECK(metric(result, "s3.inbox.throttles") > 0);
}

TEST_CASE("askers: functions that write above a partition's rate are refused as clients are") {
  const auto result = run_text(
      functions, {"s3.results={prefixes: 1, partitions: 1, client: {attempts: 1}}",
                  "flows.intake.uploads.arrivals={deterministic: 7000/s}", "flows.intake.uploads.until=10 s",
                  "lambda.convert.asynchronous.retries=0", "lambda.convert.idempotency=none"});
  CHECK(metric(result, "s3.results.throttles") > 0.3 * 70'000);
  CHECK(metric(result, "lambda.convert.errors") == metric(result, "s3.results.throttles"));
}

TEST_CASE(
    "askers: a function's read costs what the object's class costs, and an archived object cannot be read") {
  const auto infrequent = run_text(functions, {"s3.inbox.storage_class=GLACIER_IR"});
  CHECK(test::billed(infrequent, "S3 Glacier Instant Retrieval, GET requests", "s3.inbox") > 0);
  const auto archived =
      run_text(functions, {"s3.inbox.storage_class=GLACIER", "lambda.convert.asynchronous.retries=0"});
  CHECK(metric(archived, "lambda.convert.errors") == metric(archived, "lambda.convert.invocations"));
  CHECK(metric_or(archived, "flows.intake.processing.finished", 0) == 0);
}

TEST_CASE("askers: a function with several connections reads by a range each and writes in parts") {
  const std::vector<std::string> settings{
      "lambda.convert.connections=4",       "lambda.convert.timeout=1 min",
      "s3.inbox.storage_class=GLACIER_IR",  "flows.intake.uploads.arrivals={deterministic: 1/s}",
      "flows.intake.uploads.until=100.5 s", "flows.intake.uploads.size={constant: 30 MB}"};
  const auto result = run_text(functions, settings);
  const double runs = metric(result, "lambda.convert.invocations");
  CHECK(runs >= 100);
  CHECK(test::billed(result, "S3 Glacier Instant Retrieval, GET requests", "s3.inbox") ==
        doctest::Approx(4 * runs / 1000));
  CHECK(test::billed(result, "S3 Glacier Instant Retrieval, bytes read", "s3.inbox") ==
        doctest::Approx(runs * 30e6 / (1 << 30)));
  // Created, four parts of 8 MiB, completed.
  CHECK(test::billed(result, "S3 PUT, COPY, POST and LIST requests", "s3.results") ==
        doctest::Approx(6 * runs / 1000));

  auto one = settings;
  one.front() = "lambda.convert.connections=1";
  CHECK(test::billed(run_text(functions, one), "S3 PUT, COPY, POST and LIST requests", "s3.results") ==
        doctest::Approx(runs / 1000));
}

TEST_CASE("askers: a copy and a restore in parts are as many requests for the bill as in time") {
  const auto result = run_text(R"yaml(
garoa: 1
region: us-east-1
duration: 6 h
ec2: { app: { type: m6i.4xlarge } }
ebs: { documents: { attach: app, size: 1 TiB } }
s3: { archive: { encryption: SSE-KMS } }
backup: { once: { from: documents, to: archive, schedule: "cron(0 1 * * ? *)" } }
flows:
  intake:
    kind: ec2-ebs-s3
    app: app
    volume: documents
    backup: once
    uploads: { arrivals: { deterministic: 1/s }, until: 100.5 s, size: { constant: 20 MB } }
drills: [{ at: 3 h, restore: once }]
)yaml");
  // 20 MB are three parts of 8 MiB: creation, parts, completion, then three ranges.
  CHECK(metric(result, "backup.once.files") == 100);
  CHECK(metric(result, "drills.1.files") == 100);
  CHECK(metric(result, "kms.keys.requests") == 100 * (1 + 3 + 1) + 100 * 3);
  const double listings = metric(result, "s3.archive.list.pages");
  CHECK(test::billed(result, "S3 PUT, COPY, POST and LIST requests", "s3.archive") * 1000 ==
        doctest::Approx(100 * 5 + listings));
  CHECK(test::billed(result, "S3 GET and other requests", "s3.archive") * 1000 == doctest::Approx(100 * 3));
}

}  // namespace askers_test
