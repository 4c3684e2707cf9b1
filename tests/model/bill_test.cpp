// What scenarios are billed for, by hand: quantities and prices of single lines.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/cost_lines.hpp"
#include "tests/support/run_scenario.hpp"

namespace bill_test {

using namespace garoa;

namespace {

const CostLine* find_line(const RunResult& result, std::string_view resource, std::string_view item) {
  return test::find_line(result.cost, resource, item);
}

const CostLine& line(const RunResult& result, std::string_view resource, std::string_view item) {
  return test::line_of(result.cost, resource, item);
}

double amount(const RunResult& result, std::string_view resource, std::string_view item) {
  return line(result, resource, item).amount;
}

/// Flow 2 with one document a minute of 5 MiB, which the function reads; the last one comes when the run ends.
constexpr const char* reads = R"(
garoa: 1
region: us-east-1
start: 2026-03-02T00:00:00
timezone: UTC
duration: 1 d
s3: { inbox: {} }
lambda:
  f: { trigger: { bucket: inbox, events: ["ObjectCreated:*"] }, runtime: python3.12, memory: 1769 MB, timeout: 60 s }
flows:
  a: { kind: s3-lambda, bucket: inbox, uploads: { arrivals: { deterministic: 60/h }, size: { constant: 5 MiB } } }
)";

constexpr const char* site = R"(
garoa: 1
region: us-east-1
start: 2026-01-01T00:00:00
timezone: UTC
duration: 31 d
ec2: { app: { type: m6i.large } }
ebs: { documents: { attach: app, type: gp2, size: 100 GiB } }
s3: { archive: {} }
backup: { daily: { from: documents, to: archive, schedule: 'rate(1 day)' } }
flows:
  intake: { kind: ec2-ebs-s3, app: app, volume: documents, backup: daily, uploads: { arrivals: { deterministic: 1/h }, size: { constant: 1 MB } } }
)";

}  // namespace

TEST_CASE("bill: 100 GiB of gp2 cost 10.00 USD in January, as an invoice of January 2026 says") {
  const auto result = test::run_text(site);
  CHECK(amount(result, "ebs.documents", "gp2") == doctest::Approx(10.00).epsilon(1e-6));
  CHECK(amount(result, "ec2.app", "m6i.large") == doctest::Approx(31 * 24 * 0.096).epsilon(1e-6));
}

TEST_CASE("bill: 100 GiB of gp2 cost as much in February, which is shorter") {
  const auto result = test::run_text(site, {"start=2026-02-01T00:00:00", "duration=28 d"});
  CHECK(amount(result, "ebs.documents", "gp2") == doctest::Approx(10.00).epsilon(1e-6));
  CHECK(line(result, "ebs.documents", "gp2").growth_per_month == 0);
}

TEST_CASE("bill: a bucket that fills costs more from month to month, whatever the run's length") {
  double first[2];
  double growth[2];
  int run = 0;
  for (const auto* duration : {"duration=4 d", "duration=20 d"}) {
    const auto result = test::run_text(reads, {duration});
    REQUIRE(first_month(result.cost).has_value());
    first[run] = *first_month(result.cost);
    growth[run] = result.cost.growth_per_month;
    // The first month's last day has the hours of April.
    CHECK(result.cost.months[1].as_first ==
          doctest::Approx(first[run] + growth[run] * 337 / 31).epsilon(1e-3));
    ++run;
  }
  // 1,440 objects of 5 MiB a day: after a month 31 times as much, at 0.023 USD a GiB-month.
  CHECK(growth[0] == doctest::Approx(1440 * 31 * 5.0 / 1024 * 0.023).epsilon(0.02));
  CHECK(growth[1] == doctest::Approx(growth[0]).epsilon(0.02));
  CHECK(first[1] == doctest::Approx(first[0]).epsilon(0.01));
}

TEST_CASE("bill: what a function reads of a dearer class costs that class's requests and retrieval") {
  const auto result = test::run_text(reads, {"s3.inbox.storage_class=GLACIER_IR"});
  CHECK(amount(result, "s3.inbox", "Glacier Instant Retrieval, GET") ==
        doctest::Approx(1439 * 0.01 / 1000).epsilon(1e-6));
  CHECK(amount(result, "s3.inbox", "bytes read") == doctest::Approx(1439 * 5 / 1024.0 * 0.03).epsilon(1e-6));
}

TEST_CASE("bill: a read over four connections is four requests") {
  const auto one = test::run_text(reads);
  const auto four = test::run_text(reads, {"lambda.f.connections=4"});
  CHECK(line(one, "s3.inbox", "GET").quantity == doctest::Approx(1.439));
  CHECK(line(four, "s3.inbox", "GET").quantity == doctest::Approx(4 * 1.439));
}

TEST_CASE("bill: a replica has the class of its source, and its price") {
  const auto result = test::run_text(reads, {"s3.inbox.storage_class=STANDARD_IA", "s3.inbox.versioning=true",
                                             "s3.inbox.replication={account: other}"});
  CHECK(line(result, "s3.inbox.replica", "Standard-IA and One Zone-IA, PUT").unit_price ==
        doctest::Approx(0.01));
  CHECK(line(result, "s3.inbox.replica", "Standard-IA storage").unit_price == doctest::Approx(0.0125));
  CHECK(find_line(result, "s3.inbox.replica", "S3 Standard storage") == nullptr);
  CHECK(line(result, "s3.inbox.replica", "Standard-IA storage").quantity ==
        doctest::Approx(line(result, "s3.inbox", "Standard-IA storage").quantity).epsilon(0.01));
}

TEST_CASE("bill: point-in-time recovery costs what is stored, with 100 B of each item") {
  const auto result = test::run_text(
      reads, {"dynamodb={done: {item: 900 B, point_in_time_recovery: true}}", "lambda.f.writes_to=done"});
  const double stored = line(result, "dynamodb.done", "DynamoDB storage").quantity;
  // 1,440 items of 1,000 B that come evenly are there for half a day in the mean.
  CHECK(stored == doctest::Approx(1440 * 1000.0 / (1 << 30) / 2 / 31).epsilon(0.01));
  CHECK(line(result, "dynamodb.done", "point-in-time").quantity == stored);
  CHECK(line(result, "dynamodb.done", "point-in-time").unit_price == doctest::Approx(0.2));
}

TEST_CASE("bill: SMS have no price, and are named with how many there were") {
  const auto result =
      test::run_text(reads, {"sns={done: {subscriptions: {sms: 2}}}", "lambda.f.notifies=done"});
  REQUIRE(result.cost.unpriced.size() == 1);
  CHECK(result.cost.unpriced.front().starts_with("sns.done: 2,8"));
  CHECK(result.cost.unpriced.front().find("SMS") != std::string::npos);
}

TEST_CASE("bill: what is made for a drill costs its hours, once") {
  const auto result =
      test::run_text(site, {"duration=4 d", "drills=[{at: 2 d, restore: daily, provision: 2 h}]"});
  const double hours = line(result, "ec2.drills.1", "m6i.large").quantity;
  CHECK(hours == doctest::Approx(2).epsilon(0.05));
  CHECK(line(result, "ebs.drills.1", "gp2").quantity == doctest::Approx(100 * hours / 744).epsilon(0.01));
  CHECK(result.cost.one_offs ==
        doctest::Approx(amount(result, "ec2.drills.1", "m6i.large") +
                        amount(result, "ec2.drills.1.root_volume", "gp3") +
                        amount(result, "ebs.drills.1", "gp2") + line(result, "s3.archive", "S3 GET").one_off +
                        line(result, "s3.archive", "S3 PUT").one_off));
  for (const double month : line(result, "ec2.drills.1", "m6i.large").months) CHECK(month == 0);
  for (const double month : line(result, "ebs.drills.1", "gp2").months) CHECK(month == 0);
  CHECK(result.cost.per_day == doctest::Approx((result.cost.total - result.cost.one_offs) / 4));
}

/// 10,000 files of 1 MB were there before; they leave through a NAT gateway in the first of three copies.
const std::vector<std::string> with_data{"duration=4 d",
                                         "ebs.documents.data_at_start=10 GB",
                                         "ebs.documents.files_at_start=10000",
                                         "vpc={s3_access: nat-gateway}",
                                         "s3.archive.encryption=SSE-KMS",
                                         "s3.archive.bucket_key=false"};

std::vector<std::string> with_data_and(const std::vector<std::string>& more) {
  auto all = with_data;
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

TEST_CASE("bill: the first copy of what was there before the run costs requests, keys and bytes once") {
  const auto without = test::in_own_process([] {
    const auto other = test::run_text(
        site, with_data_and({"ebs.documents.data_at_start=null", "ebs.documents.files_at_start=null"}));
    return std::vector<double>{other.cost.one_offs, line(other, "s3.archive", "PUT").amount};
  });
  const auto result = test::run_text(site, with_data);
  const double put = 10'000 * 0.005 / 1000;
  const double key = 10'000 * 0.03 / 10'000;
  const double nat = 10e9 / gibibyte * 0.045;
  CHECK(line(result, "s3.archive", "PUT").one_off == doctest::Approx(put));
  CHECK(line(result, "s3.archive", "PUT").amount > put);
  CHECK(line(result, "kms.keys", "KMS requests").one_off == doctest::Approx(key));
  CHECK(line(result, "vpc.nat_gateway", "bytes").one_off == doctest::Approx(nat));
  CHECK(line(result, "s3.archive", "S3 Standard storage").one_off == 0);
  CHECK(result.cost.one_offs == doctest::Approx(put + key + nat));
  CHECK(result.cost.per_day == doctest::Approx((result.cost.total - put - key - nat) / 4));
  // What comes every day is the same without what was there before.
  CHECK(without[0] == 0);
  // But for the ten pages more that the second and the third run list.
  CHECK(line(result, "s3.archive", "PUT").amount - put == doctest::Approx(without[1] + 20 * 0.005 / 1000));
}

TEST_CASE("bill: where every copy is a full one, the first is none of its kind") {
  const auto result = test::run_text(site, with_data_and({"backup.daily.mode=full"}));
  CHECK(line(result, "s3.archive", "PUT").quantity > 30'000 / 1000);
  CHECK(result.cost.one_offs == 0);
}

TEST_CASE("bill: what a first copy makes a bucket replicate leaves the region once") {
  const auto result = test::run_text(
      site, with_data_and({"s3.archive.versioning=true", "s3.archive.replication={region: us-west-2}"}));
  CHECK(line(result, "s3.archive.replica", "PUT").one_off == doctest::Approx(10'000 * 0.005 / 1000));
  CHECK(line(result, "s3.archive", "transfer to another region").one_off ==
        doctest::Approx(10e9 / gibibyte * 0.02));
}

TEST_CASE("bill: the first copy of a snapshot carries what was there before once") {
  const auto result = test::run_text(site, {"duration=4 d", "ebs.documents.data_at_start=50 GiB",
                                            "backup.daily={from: documents, to: null, method: snapshot, "
                                            "schedule: rate(1 day), copies: [{region: us-west-2}]}"});
  const auto& copied = line(result, "backup.daily.copy.us-west-2", "transfer to another region");
  CHECK(copied.one_off == doctest::Approx(50 * 0.02));
  CHECK(copied.quantity > 50);
  CHECK(result.cost.one_offs == doctest::Approx(50 * 0.02));
}

TEST_CASE("bill: interface endpoints cost their hours in each zone and the bytes of S3 and of log records") {
  const auto result = test::run_text(
      site, {"duration=10 d", "cloudwatch_logs={audit: {}}", "flows.intake.logs=audit",
             "vpc={s3_access: interface-endpoint, interface_endpoints: [logs, kms], endpoint_zones: 2}"});
  for (const auto* const endpoint : {"vpc.endpoints.s3", "vpc.endpoints.logs", "vpc.endpoints.kms"})
    CHECK(amount(result, endpoint, "running time") == doctest::Approx(10 * 24 * 2 * 0.01));
  // Ten copies hold the documents of 1 MB that have come by then, the first one those of no hour.
  const double copied = test::metric(result, "s3.archive.objects") * 1e6;
  CHECK(amount(result, "vpc.endpoints.s3", "bytes") == doctest::Approx(copied / gibibyte * 0.01));
  const auto& ingested = line(result, "cloudwatch_logs.audit", "ingestion");
  CHECK(line(result, "vpc.endpoints.logs", "bytes").quantity == doctest::Approx(ingested.quantity));
  CHECK(find_line(result, "vpc.endpoints.kms", "bytes") == nullptr);
  CHECK(find_line(result, "vpc.nat_gateway", "") == nullptr);
}

TEST_CASE(
    "bill: what an interface endpoint carries does not pass the NAT gateway, and other log records do") {
  const std::vector<std::string> logged{"duration=10 d", "cloudwatch_logs={audit: {}}",
                                        "flows.intake.logs=audit", "vpc.s3_access=nat-gateway",
                                        "backup.daily.compare=head"};
  const auto with_endpoint = test::in_own_process([&] {
    auto sets = logged;
    sets.emplace_back("vpc.interface_endpoints=[logs]");
    const auto other = test::run_text(site, sets);
    return std::vector<double>{line(other, "vpc.nat_gateway", "bytes").quantity,
                               line(other, "vpc.endpoints.logs", "bytes").quantity};
  });
  const auto result = test::run_text(site, logged);
  const double copied = test::metric(result, "s3.archive.objects") * 1e6 / gibibyte;
  const double ingested = line(result, "cloudwatch_logs.audit", "ingestion").quantity;
  CHECK(line(result, "vpc.nat_gateway", "bytes").quantity == doctest::Approx(copied + ingested));
  CHECK(with_endpoint[0] == doctest::Approx(copied));
  CHECK(with_endpoint[1] == doctest::Approx(ingested));
}

TEST_CASE(
    "bill: the free tier has a million SQS requests, and 25 units of provisioned capacity at any time") {
  const auto result = test::run_text(
      reads,
      {"account.free_tier=true", "dynamodb={done: {mode: provisioned, write_units: 100, read_units: 25}}",
       "lambda.f.writes_to=done", "sqs={work: {trigger: {bucket: inbox}, visibility_timeout: 360 s}}",
       "lambda.f.trigger={queue: work, bucket: null, events: null}"});
  CHECK(amount(result, "sqs.work", "SQS requests") == 0);
  CHECK(amount(result, "dynamodb.done", "DynamoDB read capacity") == doctest::Approx(0));
  CHECK(amount(result, "dynamodb.done", "DynamoDB write capacity") ==
        doctest::Approx(75 * 24 * 0.00065).epsilon(1e-6));
}

TEST_CASE("bill: a customer key costs its price in any month, as months are short or long") {
  for (const auto* const month : {"2026-01", "2026-02"}) {
    const auto cost = test::run_text(reads, {std::string{"start="} + month + "-01T00:00:00", "duration=1 d",
                                             "s3.inbox.encryption=SSE-KMS", "s3.inbox.bucket_key=false"})
                          .cost;
    const auto found = std::find_if(cost.lines.begin(), cost.lines.end(),
                                    [](const CostLine& one) { return one.item == "customer keys"; });
    REQUIRE(found != cost.lines.end());
    CHECK(found->months[0] == doctest::Approx(1.0).epsilon(1e-9));
  }
}

TEST_CASE("bill: what instances of zones without a NAT gateway send through one crosses in both directions") {
  const std::vector<std::string> two{"ec2.app.count=2", "ec2.app.zones=[a, b]", "duration=4 d",
                                     "vpc={s3_access: nat-gateway}"};
  const auto of_two = test::in_own_process([&] {
    auto sets = two;
    sets.emplace_back("vpc.nat_gateways=2");
    const auto result = test::run_text(site, sets);
    return std::vector<double>{find_line(result, "vpc.nat_gateway", "between zones") == nullptr ? 0.0 : 1.0};
  });
  CHECK(of_two[0] == 0);
  const auto result = test::run_text(site, two);
  const auto& crossed = line(result, "vpc.nat_gateway", "between zones");
  CHECK(crossed.quantity ==
        doctest::Approx(line(result, "vpc.nat_gateway", "bytes processed").quantity));  // half, twice
  CHECK(crossed.unit_price == doctest::Approx(0.01));
  // An ingest pipeline of May 2026: 20,993 GB at list less 8 % were 193.13 USD.
  CHECK(20'993 * crossed.unit_price * 0.92 == doctest::Approx(193.13).epsilon(1e-4));
}

TEST_CASE("bill: an instance that is stopped costs nothing, and after a start at least a minute") {
  const std::vector<std::string> sets{"duration=2 h",
                                      "ec2.app.start_time=1 s",
                                      "backup=null",
                                      "s3=null",
                                      "flows.intake.backup=null",
                                      "failures=[{at: 10 min, instance: app, kind: stop, for: 10 min}, {at: "
                                      "1210 s, instance: app, kind: stop, "
                                      "for: 10 min}]"};
  const auto result = test::run_text(site, sets);
  // Stopped from minute 10 to 20, up for 10 s, which cost 60 s, stopped again until 30 minutes and 10 s.
  CHECK(line(result, "ec2.app", "m6i.large").quantity * 3600 == doctest::Approx(7200 - 600 - 600 + 50));
}

}  // namespace bill_test
