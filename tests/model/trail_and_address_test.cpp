// What trails and public addresses cost, by hand.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/cost_lines.hpp"
#include "tests/support/run_scenario.hpp"

namespace trail_and_address_test {

using namespace garoa;

namespace {

constexpr const char* objects = R"(
garoa: 1
region: us-east-1
start: 2026-04-01T00:00:00
timezone: UTC
duration: 30 d
s3: { inbox: {} }
cloudtrail: { audit: { data_events: { buckets: [inbox], reads: true, writes: true, functions: true }, event_size: 1 KiB } }
lambda:
  f: { trigger: { bucket: inbox, events: ["ObjectCreated:*"] }, runtime: python3.12, memory: 512 MB, timeout: 60 s }
flows:
  a: { kind: s3-lambda, bucket: inbox, uploads: { arrivals: { deterministic: 60/h }, size: { constant: 1 MiB } } }
)";

constexpr const char* site = R"(
garoa: 1
region: us-east-1
start: 2026-04-01T00:00:00
timezone: UTC
duration: 10 d
ec2: { app: { type: m6i.large } }
ebs: { documents: { attach: app, type: gp3, size: 100 GiB } }
s3: { archive: {} }
backup: { daily: { from: documents, to: archive, schedule: 'rate(1 day)' } }
flows:
  intake: { kind: ec2-ebs-s3, app: app, volume: documents, backup: daily, uploads: { arrivals: { deterministic: 1/h }, size: { constant: 1 MB } } }
)";

/// Hours of public addresses of one resource.
double addresses(const std::vector<std::string>& sets, const std::string& resource) {
  return test::in_own_process([&] {
    const auto cost = test::run_text(site, sets).cost;
    const auto* const line = test::find_line(cost, resource, "public IPv4");
    return std::vector<double>{line == nullptr ? 0 : line->amount / 0.005};
  })[0];
}

}  // namespace

TEST_CASE("trails: every request to a bucket and every call of a function is a data event, and is stored") {
  const auto cost = test::run_text(objects).cost;
  const double requests = 30 * 24 * 60;
  const auto* const events = test::find_line(cost, "cloudtrail.audit", "data events");
  REQUIRE(events != nullptr);
  // Of each document the PUT, the function's GET and its call.
  CHECK(events->amount == doctest::Approx(3 * requests * 0.1 / 100'000).epsilon(0.001));
  const auto* const stored = test::find_line(cost, "cloudtrail.audit", "S3 Standard storage");
  REQUIRE(stored != nullptr);
  CHECK(stored->quantity == doctest::Approx(3 * requests / 1048576 / 2).epsilon(0.001));
  CHECK(stored->months[0] == doctest::Approx(stored->amount).epsilon(0.001));
  // The middles of April 2026 and March 2027 are 15 and 349.5 days after the first day.
  CHECK(stored->months[1] == doctest::Approx(349.5 / 15 * stored->amount).epsilon(0.001));
  const auto& grows = cost.grows;
  CHECK(std::find(grows.begin(), grows.end(), "cloudtrail.audit keeps what comes") != grows.end());
}

TEST_CASE("trails: only the data events that a trail names are billed") {
  const double each = 30 * 24 * 60 * 0.1 / 100'000;  // USD for one request a document
  const auto billed = [](const std::string& data_events) {
    return test::in_own_process([&] {
      const auto cost = test::run_text(objects, {"s3.other={}", "dynamodb.results={item: 500 B}",
                                                 "lambda.f.writes_to=results", "cloudtrail.audit=null",
                                                 "cloudtrail.own={data_events: " + data_events + "}"})
                            .cost;
      const auto* const line = test::find_line(cost, "cloudtrail.own", "data events");
      return std::vector<double>{line == nullptr ? 0 : line->amount};
    })[0];
  };
  CHECK(billed("{buckets: [inbox], writes: true}") == doctest::Approx(each).epsilon(0.001));
  CHECK(billed("{buckets: [inbox], reads: true}") == doctest::Approx(each).epsilon(0.001));
  CHECK(billed("{functions: true}") == doctest::Approx(each).epsilon(0.001));
  CHECK(billed("{buckets: [other], reads: true, writes: true}") == 0);
  CHECK(billed("{buckets: [inbox]}") == 0);
  CHECK(billed("{tables: true}") == doctest::Approx(each).epsilon(0.001));
}

TEST_CASE("trails: a retention ends the growth of what a trail writes") {
  const auto cost =
      test::run_text(objects, {"cloudtrail.audit.retention=90 d", "s3.inbox.expiration=30 d"}).cost;
  const auto& grows = cost.grows;
  CHECK(std::find(grows.begin(), grows.end(), "cloudtrail.audit keeps what comes") == grows.end());
  const auto* const stored = test::find_line(cost, "cloudtrail.audit", "S3 Standard storage");
  REQUIRE(stored != nullptr);
  CHECK(stored->months[1] == doctest::Approx(6 * stored->amount).epsilon(0.001));
}

TEST_CASE("trails: the first copy of management events is free, others are not") {
  const std::vector<std::string> managed{"cloudtrail.audit={management_events: 10000/d}"};
  CHECK(test::find_line(test::run_text(objects, managed).cost, "cloudtrail.audit", "management") == nullptr);
  const auto again =
      test::run_text(objects, {"cloudtrail.audit={management_events: 10000/d, first_copy: false}"}).cost;
  REQUIRE(test::find_line(again, "cloudtrail.audit", "management") != nullptr);
  CHECK(test::find_line(again, "cloudtrail.audit", "management")->amount ==
        doctest::Approx(300'000 * 2.0 / 100'000));
}

TEST_CASE(
    "addresses: an instance has one if it is asked for, a balancer one in each zone, a NAT gateway always") {
  CHECK(addresses({}, "ec2.app") == 0);
  CHECK(addresses({"ec2.app.public_ipv4=true"}, "ec2.app") == doctest::Approx(240));
  CHECK(addresses({"vpc={s3_access: nat-gateway, nat_gateways: 2}"}, "vpc.nat_gateway") ==
        doctest::Approx(480));
  const std::vector<std::string> three{"ec2.app.public_ipv4=true", "ec2.app.count=3"};
  CHECK(addresses(three, "flows.intake.balancer") == doctest::Approx(480));
  CHECK(addresses(three, "ec2.app-1") == 0);
  auto zones = three;
  zones.emplace_back("ec2.app.zones=[us-east-1a, us-east-1b, us-east-1c]");
  CHECK(addresses(zones, "flows.intake.balancer") == doctest::Approx(720));
}

TEST_CASE("addresses: they were free before February 2024") {
  CHECK(addresses({"vpc={s3_access: nat-gateway}", "billing={price_date: 2023-12-01}"}, "vpc.nat_gateway") ==
        0);
}

TEST_CASE(
    "other meters: two layers of encryption cost by the byte, and copying what a bucket holds is a job") {
  const auto two = test::run_text(objects, {"s3.inbox.encryption=DSSE-KMS", "duration=1 d"}).cost;
  const auto* const layers = test::find_line(two, "s3.inbox", "two layers");
  REQUIRE(layers != nullptr);
  CHECK(layers->quantity == doctest::Approx(1440.0 / 1024).epsilon(0.001));
  const auto copied =
      test::run_text(objects, {"s3.inbox.versioning=true", "s3.inbox.existing={objects: 2000, size: 1 MiB}",
                               "s3.inbox.replication={account: other, existing: {}}", "duration=1 d"})
          .cost;
  const auto* const job = test::find_line(copied, "s3.inbox", "Batch Operations, jobs");
  const auto* const each = test::find_line(copied, "s3.inbox", "Batch Operations, objects");
  REQUIRE((job != nullptr && each != nullptr));
  CHECK(job->amount == doctest::Approx(0.25));
  CHECK(each->amount == doctest::Approx(0.002));
  CHECK(copied.one_offs >= 0.25);
}

}  // namespace trail_and_address_test
