// What AWS Backup's reads of a bucket are billed: by the class that objects lie in, and with the calls of KMS; by closed forms.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/support/cost_lines.hpp"
#include "tests/support/run_scenario.hpp"

namespace vault_reads_test {

using namespace garoa;

namespace {

/// 1,440 objects of 1 MiB a day from noon on; the recovery point of midnight brings those of the day before.
constexpr const char* vaulted = R"(
garoa: 1
region: us-east-1
start: 2026-03-01T12:00:00
timezone: UTC
duration: 60 h
s3: { inbox: { versioning: true } }
backup: { vaulted: { from_bucket: inbox, method: aws-backup, schedule: 'cron(0 0 * * ? *)', retention: { age: 35 d } } }
cloudwatch_logs: { audit: {} }
flows:
  a: { kind: s3-lambda, bucket: inbox, logs: audit, uploads: { arrivals: { deterministic: 1/min }, size: { constant: 1 MiB } } }
)";

double gib_of(double objects) {
  return objects / 1024;
}

}  // namespace

TEST_CASE("vault reads: what lies in a dearer class is billed as read from it") {
  const auto result = test::run_text(vaulted, {"s3.inbox.storage_class=STANDARD_IA"});
  const double copied = test::metric(result, "backup.vaulted.vault.objects");
  CHECK(copied > 2000);
  CHECK(test::billed(result, "S3 Standard-IA and One Zone-IA, GET requests") * 1000 ==
        doctest::Approx(copied));
  CHECK(test::billed(result, "S3 Standard-IA and One Zone-IA, bytes read") ==
        doctest::Approx(gib_of(copied)));
  CHECK(test::billed(result, "S3 GET and other requests") == 0);
}

TEST_CASE("vault reads: what a rule has moved is read from where it is, the rest from where it was put") {
  // There are 10,000 objects of 1 MiB in GLACIER_IR at the start, which no month repeats, and what comes is in STANDARD.
  const auto result = test::run_text(
      vaulted, {"s3.inbox.existing={objects: 10000, size: 1 MiB, storage_class: GLACIER_IR, age: 30 d}"});
  const double copied = test::metric(result, "backup.vaulted.vault.objects");
  CHECK(test::billed(result, "S3 Glacier Instant Retrieval, GET requests") * 1000 == doctest::Approx(10'000));
  const auto& bytes = test::line_of(result.cost, "s3.inbox", "Glacier Instant Retrieval, bytes read");
  CHECK(bytes.quantity == doctest::Approx(gib_of(10'000)));
  CHECK(bytes.one_off == doctest::Approx(bytes.amount));
  CHECK(test::billed(result, "S3 GET and other requests") * 1000 == doctest::Approx(copied - 10'000));
}

TEST_CASE("vault reads: what comes to a colder class than what is there is read from that class") {
  // The first point reads the 10,000 objects of 1 MiB that are there from STANDARD, once.
  const auto result = test::run_text(
      vaulted, {"s3.inbox.storage_class=STANDARD_IA",
                "s3.inbox.existing={objects: 10000, size: 1 MiB, storage_class: STANDARD, age: 30 d}"});
  const double came = test::metric(result, "backup.vaulted.vault.objects") - 10'000;
  CHECK(came > 2000);
  CHECK(test::billed(result, "S3 Standard-IA and One Zone-IA, GET requests") * 1000 == doctest::Approx(came));
  CHECK(test::billed(result, "S3 Standard-IA and One Zone-IA, bytes read") == doctest::Approx(gib_of(came)));
  const auto& gets = test::line_of(result.cost, "s3.inbox", "S3 GET and other requests");
  CHECK(gets.quantity * 1000 == doctest::Approx(10'000));
  CHECK(gets.one_off == doctest::Approx(gets.amount));
}

TEST_CASE("vault reads: each object asks KMS for its key, of many with a bucket key one") {
  const auto calls = [](const std::string& bucket_key) {
    const auto result =
        test::run_text(vaulted, {"s3.inbox.encryption=SSE-KMS", "s3.inbox.bucket_key=" + bucket_key});
    const double copied = test::metric(result, "backup.vaulted.vault.objects");
    const double put = test::billed(result, "S3 PUT, COPY, POST and LIST requests") * 1000;
    return std::vector{test::billed(result, "KMS requests") * 10'000, copied, put};
  };
  const auto each = test::in_own_process([&] { return calls("false"); });
  CHECK(each[1] > 2000);
  CHECK(each[0] == doctest::Approx(each[1] + each[2]));
  const auto shared = test::in_own_process([&] { return calls("true"); });
  CHECK(shared[0] < 0.1 * each[0]);
  CHECK(shared[0] >= 1);
}

}  // namespace vault_reads_test
