// Documents that clients fetch from a bucket: latency, limits, fees, what leaves AWS, by whole runs.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/support/run_scenario.hpp"

namespace bucket_downloads_test {

using namespace garoa;
using namespace garoa::test;

namespace {

constexpr const char* fetching = R"(
garoa: 1
region: us-east-1
duration: 2 h
s3: { inbox: {} }
flows:
  automation:
    kind: s3-lambda
    bucket: inbox
    uploads: { arrivals: { deterministic: 1/s }, size: { constant: 1 MB } }
    downloads: { arrivals: { deterministic: 2/s }, from: 1 min, until: 7140 s, recent_documents: 100 }
)";

/// From one minute on until one before the end, two a second, the last one excluded.
constexpr double fetched = 2 * 7080 - 1;
constexpr double gibibytes = fetched * 1e6 / (1024.0 * 1024 * 1024);

constexpr const char* to_internet = "data transfer out to the internet";

}  // namespace

TEST_CASE("bucket downloads: an unloaded GET takes its latency and the bytes at the rate of a connection") {
  const auto result = run_text(fetching);
  CHECK(metric(result, "flows.automation.download.finished") == fetched);
  CHECK(metric(result, "flows.automation.download.failed") == 0);
  CHECK(metric(result, "flows.automation.download.bytes") == fetched * 1e6);
  check_within("p50 of the GET", metric(result, "flows.automation.download.latency.p50"), 0.025 + 1e6 / 91e6,
               2);
}

TEST_CASE("bucket downloads: bytes are billed as they leave AWS, and not within the region") {
  const auto within = run_text(fetching);
  CHECK(billed(within, to_internet, "s3.inbox") == 0);
  CHECK(billed(within, "S3 GET and other requests", "s3.inbox") == doctest::Approx(fetched / 1000));
  const auto out = run_text(fetching, {"flows.automation.downloads.egress=true"});
  CHECK(billed(out, to_internet, "s3.inbox") == doctest::Approx(gibibytes).epsilon(1e-9));
  const auto site =
      run_text(fetching, {"flows.automation.downloads.client={site: {uplink: 1 Gbit/s, round_trip: 10 ms}}"});
  CHECK(billed(site, to_internet, "s3.inbox") == doctest::Approx(gibibytes).epsilon(1e-9));
  const auto paid =
      run_text(fetching, {"flows.automation.client={site: {uplink: 1 Gbit/s, round_trip: 10 ms}}",
                          "flows.automation.downloads.egress=false"});
  CHECK(billed(paid, to_internet, "s3.inbox") == 0);
}

// 10 MB over 8 Mbit/s take 10 s; the latency of S3 and the connection's round trips are 2 % of it.
TEST_CASE("bucket downloads: those of a site share its downlink, and leave the uploads' uplink alone") {
  const std::vector<std::string> slow{
      "flows.automation.uploads={arrivals: {deterministic: 1/min}, size: {constant: 10 MB}}",
      "flows.automation.downloads={arrivals: {deterministic: 1/min}, from: 2 min, recent_documents: 1}",
      "flows.automation.client={site: {uplink: 80 Mbit/s, downlink: 8 Mbit/s, round_trip: 10 ms}}"};
  const auto result = run_text(fetching, slow);
  check_within("p50 over the downlink", metric(result, "flows.automation.download.latency.p50"), 10.05, 1);
  auto alone = slow;
  alone.emplace_back("flows.automation.downloads=null");
  CHECK(metric(result, "flows.automation.upload.latency.p50") ==
        metric(run_text(fetching, alone), "flows.automation.upload.latency.p50"));
  CHECK(bottleneck(result, "automation", "download").resource == "flows.automation.client.downlink");
}

TEST_CASE("bucket downloads: what lies in a dearer class costs its fees, and an archive refuses") {
  const auto rare = run_text(fetching, {"s3.inbox.storage_class=STANDARD_IA"});
  CHECK(billed(rare, "S3 Standard-IA and One Zone-IA, bytes read", "s3.inbox") == doctest::Approx(gibibytes));
  const auto archived = run_text(fetching, {"s3.inbox.storage_class=GLACIER"});
  CHECK(metric(archived, "flows.automation.download.finished") == 0);
  CHECK(metric(archived, "flows.automation.download.failed.archived") == fetched);
}

TEST_CASE("bucket downloads: objects that were there at the start are fetched where nothing newer is") {
  const auto result = run_text(
      fetching, {"flows.automation.uploads.arrivals={poisson: 0/s}",
                 "s3.inbox.existing={objects: 1000, size: 3 MB, storage_class: GLACIER_IR, age: 100 d}"});
  CHECK(metric(result, "flows.automation.download.bytes") == fetched * 3e6);
  CHECK(billed(result, "S3 Glacier Instant Retrieval, bytes read", "s3.inbox") ==
        doctest::Approx(3 * gibibytes));
  const auto nothing = run_text(fetching, {"flows.automation.uploads.arrivals={poisson: 0/s}"});
  CHECK(metric(nothing, "flows.automation.download.failed.nothing_stored") == fetched);
}

TEST_CASE("bucket downloads: what a rule has removed is not found, and has been asked for") {
  const auto result =
      run_text(fetching, {"duration=4 d", "s3.inbox.expiration=1 d", "flows.automation.uploads.until=1 h",
                          "flows.automation.downloads.from=84 h", "flows.automation.downloads.until=85 h"});
  CHECK(metric(result, "flows.automation.download.failed.expired") == 7199);
  CHECK(billed(result, "S3 GET and other requests", "s3.inbox") == doctest::Approx(7.199));
}

TEST_CASE("bucket downloads: they pass the bucket's door, its key and its failures") {
  const auto result = run_text(
      fetching,
      {"s3.inbox.encryption=SSE-KMS", "failures=[{at: 30 min, bucket: inbox, kind: outage, for: 10 min}]"});
  CHECK(metric(result, "flows.automation.download.failed.s3_unavailable") ==
        doctest::Approx(1200).epsilon(0.05));
  CHECK(metric(result, "kms.keys.requests") == metric(result, "flows.automation.download.finished") +
                                                   metric(result, "flows.automation.upload.acknowledged"));
}

TEST_CASE("bucket downloads: they change nothing for the uploads beside them") {
  const auto with = run_text(fetching);
  const auto without = run_text(fetching, {"flows.automation.downloads=null"});
  for (const auto* const statistic : {"p50", "p99", "max"}) {
    const std::string name = std::string{"flows.automation.upload.latency."} + statistic;
    CHECK(metric(with, name) == metric(without, name));
  }
}

TEST_CASE("bucket downloads: what clients fetch stays in the frequent tier of INTELLIGENT_TIERING") {
  const std::vector<std::string> half_a_year{"duration=180 d",
                                             "s3.inbox.storage_class=INTELLIGENT_TIERING",
                                             "flows.automation.uploads.arrivals={deterministic: 1/d}",
                                             "flows.automation.uploads.until=2 d",
                                             "flows.automation.uploads.size={constant: 100 MB}",
                                             "flows.automation.downloads={arrivals: {deterministic: 1/d}, "
                                             "from: null, until: null, recent_documents: 1}"};
  const auto result = run_text(fetching, half_a_year);
  // The one document is read every day, and costs the frequent tier's price all the time.
  CHECK(metric(result, "s3.inbox.objects") == 1);
  const double gib_months = billed(result, "S3 Intelligent-Tiering storage, frequent access", "s3.inbox");
  check_within("GiB-months", gib_months, 100e6 / gibibyte * 179 / (365.0 / 12), 2);
}

}  // namespace bucket_downloads_test
