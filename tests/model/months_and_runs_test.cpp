// The twelfth month as a week foresees it, against the bill of a run of that month (`begin_after`): within 1 %, in all and storage alone.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <string>
#include <vector>

#include "tests/support/cost_lines.hpp"
#include "tests/support/run_scenario.hpp"

namespace months_and_runs_test {

using namespace garoa;

namespace {

using Sets = std::vector<std::string>;

/// 1,440 documents of 1 MiB a day; a result of each that is kept for a month.
constexpr const char* inbox = R"(
garoa: 1
region: us-east-1
start: 2026-03-01T00:00:00
timezone: UTC
duration: 7 d
s3: { inbox: {}, out: { expiration: 30 d } }
cloudwatch_logs: { l: { retention: 7 d } }
dynamodb: { d: {} }
lambda:
  f: { trigger: { bucket: inbox, events: ["ObjectCreated:*"] }, runtime: python3.12, memory: 512 MB, timeout: 60 s, writes_to: out, logs: l }
flows:
  a: { kind: s3-lambda, bucket: inbox, logs: l, uploads: { arrivals: { deterministic: 60/h }, size: { constant: 1 MiB } } }
)";

/// 1,440 documents of 1 MiB a day, copied every six hours.
constexpr const char* site = R"(
garoa: 1
region: us-east-1
start: 2026-03-01T00:00:00
timezone: UTC
duration: 7 d
ec2: { app: { type: m6i.large } }
ebs: { documents: { attach: app, type: gp3, size: 1 TiB, keep: { after_copy: 1 d } } }
s3: { archive: {} }
backup: { hourly: { from: documents, to: archive, schedule: rate(6 hours) } }
flows:
  intake: { kind: ec2-ebs-s3, app: app, volume: documents, backup: hourly,
            uploads: { arrivals: { deterministic: 60/h }, size: { constant: 1 MiB } } }
)";

/// The lines of a resource, or all.
double sum_of(const Invoice& bill, const std::string& resource, bool twelfth) {
  double sum = 0;
  for (const auto& line : bill.lines) {
    if (resource.empty() || line.resource == resource) sum += twelfth ? line.months[1] : line.amount;
  }
  return sum;
}

/// Of a week, and of the run of February 2027.
void check_twelfth(const char* text, const Sets& sets, const std::vector<std::string>& resources) {
  const auto told = [&](const Sets& more, bool twelfth) {
    return test::in_own_process([&] {
      auto all = sets;
      all.insert(all.end(), more.begin(), more.end());
      const auto bill = test::run_text(text, all).cost;
      std::vector<double> sums;
      for (const auto& resource : resources) sums.push_back(sum_of(bill, resource, twelfth));
      return sums;
    });
  };
  const auto foreseen = told({}, true);
  const auto run = told({"begin_after=337 d", "duration=28 d"}, false);
  for (std::size_t i = 0; i < resources.size(); ++i)
    test::check_within(resources[i].c_str(), foreseen[i], run[i], 1);
}

}  // namespace

TEST_CASE("months and runs: a flow that ends has brought what it brought, and no more") {
  check_twelfth(inbox, {"flows.a.uploads.until=1 d"}, {"", "s3.inbox"});
  check_twelfth(inbox, {"flows.a.uploads.until=2026-06-01T12:00"}, {"", "s3.inbox"});
}

TEST_CASE("months and runs: a flow that begins late goes on as it began") {
  check_twelfth(inbox, {"flows.a.uploads.from=6 d"}, {"", "s3.inbox", "s3.out"});
}

TEST_CASE("months and runs: a filter lets half of the documents through, before the run and after it") {
  const Sets half{
      "lambda.f.trigger.suffix=.pdf", "flows.a.uploads.key.suffix=.pdf",
      "flows.b={kind: s3-lambda, bucket: inbox, logs: l, uploads: {arrivals: {deterministic: 60/h}, "
      "size: {constant: 1 MiB}, key: {suffix: .jpg}}}"};
  check_twelfth(inbox, half, {"", "s3.inbox", "s3.out", "cloudwatch_logs.l"});
  const auto bill = test::run_text(inbox, half).cost;
  test::check_within("30.5 days of 1,440 MiB", test::line_of(bill, "s3.out", "S3 Standard storage").months[1],
                     30.5 * 1440 / 1024 * 0.023, 1);
}

TEST_CASE("months and runs: what fails for good leaves nothing") {
  check_twelfth(inbox, {"lambda.f.error_rate=0.5", "lambda.f.asynchronous.retries=0"},
                {"", "s3.out", "cloudwatch_logs.l"});
  check_twelfth(inbox, {"lambda.f.error_rate=0.5", "lambda.f.writes_to=d"}, {"", "dynamodb.d"});
}

TEST_CASE("months and runs: what a function never comes to leaves nothing in later months either") {
  const auto with = [](const Sets& sets) {
    const auto bill = test::run_text(inbox, sets).cost;
    const auto& line = test::line_of(bill, "s3.out", "S3 Standard storage");
    return std::pair{line.amount, line.months[1]};
  };
  const auto all = with({});
  const auto some = with(
      {"lambda.f.work={per_document: 30 s}", "lambda.f.timeout=5 min", "lambda.f.reserved_concurrency=1"});
  CHECK(some.first < 0.8 * all.first);
  test::check_within("as much less", some.second / all.second, some.first / all.first, 3);
}

TEST_CASE("months and runs: keys that come again have replaced their objects") {
  const Sets keys{"flows.a.uploads.key.distinct=1000"};
  check_twelfth(inbox, keys, {"", "s3.inbox", "s3.out"});
  auto versions = keys;
  versions.insert(versions.end(), {"s3.inbox.versioning=true", "s3.inbox.noncurrent_expiration=7 d"});
  check_twelfth(inbox, versions, {"", "s3.inbox"});
  const auto bill = test::run_text(inbox, versions).cost;
  REQUIRE(bill.steady.has_value());
  test::check_within("1,000 keys and 7.5 days of versions", sum_of(bill, "s3.inbox", true),
                     (1000 + 7.5 * 1440) / 1024 * 0.023 + 1440.0 * 28 * (0.005 + 0.0004) / 1000, 1);
}

TEST_CASE(
    "months and runs: bytes of listings on their way to S3 are as many as the objects that have come "
    "together") {
  for (const std::string way : {"nat-gateway", "interface-endpoint"})
    check_twelfth(site, {"vpc.s3_access=" + way},
                  {"", way == "nat-gateway" ? "vpc.nat_gateway" : "vpc.endpoints.s3", "s3.archive"});
}

TEST_CASE("months and runs: snapshots and copies hold no more than the volume") {
  const Sets small{"ebs.documents.size=100 GiB", "ebs.documents.data_at_start=10 GiB",
                   "ebs.documents.keep=null"};
  auto snapshots = small;
  snapshots.insert(snapshots.end(), {"backup.hourly.method=snapshot", "backup.hourly.to=null",
                                     "backup.hourly.retention={count: 5}", "s3=null"});
  check_twelfth(site, small, {"s3.archive"});
  check_twelfth(site, snapshots, {"", "backup.hourly"});
  const auto bill = test::run_text(site, snapshots).cost;
  test::check_within("a full volume of 100 GiB for ever", sum_of(bill, "backup.hourly", true), 100 * 0.05, 1);
  CHECK(bill.months.back().amount == doctest::Approx(bill.months[1].amount).epsilon(0.02));
}

TEST_CASE("months and runs: full copies put as many objects as the volume holds by then") {
  const Sets full{"backup.hourly.mode=full",
                  "backup.hourly.schedule=cron(0 2 ? * SUN *)",
                  "duration=31 d",
                  "ebs.documents.keep={for: 60 d}",
                  "s3.archive.expiration=20 d",
                  "vpc.s3_access=nat-gateway"};
  check_twelfth(site, full, {"", "s3.archive", "vpc.nat_gateway"});
}

TEST_CASE("months and runs: notes of a dedup table stay for ever, or for as long as its items live") {
  const Sets noted{"lambda.f.idempotency=dedup_table", "lambda.f.dedup_table=d"};
  check_twelfth(inbox, noted, {"", "dynamodb.d"});
  auto expiring = noted;
  expiring.emplace_back("dynamodb.d.ttl=10 d");
  check_twelfth(inbox, expiring, {"", "dynamodb.d"});
  const auto line = [](const Sets& sets) {
    return test::line_of(test::run_text(inbox, sets).cost, "dynamodb.d", "DynamoDB storage");
  };
  const auto kept = line(noted);
  const auto gone = line(expiring);
  test::check_within("351 days and 10 days", kept.months[1] / gone.months[1], 351.0 / 10, 1);
  expiring.back() = "dynamodb.d.ttl=1 h";
  test::check_within("an hour of a week", line(expiring).amount / kept.amount, 1 / (7 * 24 / 2.0), 2);
}

TEST_CASE(
    "months and runs: vaults read what came since the point before, also where the run has few points or "
    "none") {
  const auto vault = [](const char* schedule) {
    return Sets{"s3.inbox.versioning=true", "s3.inbox.encryption=SSE-KMS", "s3.inbox.bucket_key=false",
                fmt::format("backup.vault={{from_bucket: inbox, method: aws-backup, schedule: {}, "
                            "retention: {{age: 35 d}}}}",
                            schedule)};
  };
  const auto nightly = vault("'cron(0 2 * * ? *)'");
  check_twelfth(inbox, nightly, {"", "s3.inbox", "kms.keys", "backup.vault"});
  const auto bill = test::run_text(inbox, nightly).cost;
  const double documents = 28 * 1440;
  test::check_within("GETs of the function and the vault",
                     test::line_of(bill, "s3.inbox", "S3 GET").months[1], 2 * documents * 0.0004 / 1000, 0.1);
  test::check_within("calls of keys, with the PUT's",
                     test::line_of(bill, "kms.keys", "KMS requests").months[1], 3 * documents * 0.03 / 10000,
                     0.1);
  auto read_dearly = vault("'cron(0 2 ? * SUN *)'");
  read_dearly.emplace_back("s3.inbox.storage_class=GLACIER_IR");
  read_dearly.emplace_back("duration=6 d");
  check_twelfth(inbox, read_dearly, {"", "s3.inbox"});
}

TEST_CASE("months and runs: a bill comes to rest once all flows have ended") {
  const auto bill = test::run_text(inbox, {"flows.a.uploads.until=1 d"}).cost;
  REQUIRE(bill.steady.has_value());
  CHECK(bill.steady->month == 3);
  test::check_within("1,440 MiB for ever", sum_of(bill, "s3.inbox", true), 1440.0 / 1024 * 0.023, 1);
  test::check_within("steady", bill.steady->amount, bill.months.back().amount, 1);
}

TEST_CASE("months and runs: a flow that ended before the run is no fault") {
  const auto bill =
      test::run_text(inbox, {"flows.a.uploads.until=2026-03-03T00:00", "begin_after=10 d"}).cost;
  CHECK(test::find_line(bill, "s3.inbox", "S3 PUT") == nullptr);
  CHECK(test::find_line(bill, "s3.inbox", "S3 Standard storage") != nullptr);
}

/// 200 GiB are full on the 142nd day: what lies behind settles after that.
TEST_CASE("months and runs: a bill of a volume that fills up comes to rest when it is full") {
  const auto steady = [](const Sets& more) {
    return test::in_own_process([&] {
      Sets sets{"ebs.documents.keep=null", "ebs.documents.size=200 GiB"};
      sets.insert(sets.end(), more.begin(), more.end());
      const auto bill = test::run_text(site, sets).cost;
      if (!bill.steady) return std::vector<double>{0, 0};
      double stored = 0;
      for (const auto& line : bill.lines) {
        if (line.unit == "GiB-month" && line.resource != "ebs.documents" &&
            !line.resource.ends_with(".root_volume"))
          stored += line.months.back();
      }
      return std::vector<double>{static_cast<double>(bill.steady->month), stored};
    });
  };
  const auto copies = steady({});
  CHECK(copies[0] == 6);
  test::check_within("copies", copies[1], 200 * 0.023, 1);
  const auto snapshots =
      steady({"backup.hourly={from: documents, method: snapshot, retention: {count: 20}, "
              "schedule: rate(6 hours), to: ~}"});
  CHECK(snapshots[0] == 6);
  test::check_within("snapshots", snapshots[1], 200 * 0.05, 1);
  CHECK(steady({"backup.hourly.mode=full", "s3.archive.expiration=10 d"})[0] >= 6);
  CHECK(steady({"backup.hourly.mode=full", "s3.archive.expiration=10 d", "ebs.documents.size=10 TiB"})[0] ==
        0);
}

/// The archive's first run is on the 92nd day: until then the nightly copy of all grows.
TEST_CASE(
    "months and runs: a bill does not rest before documents first leave their volume after a seldom copy") {
  const auto bill =
      test::run_text(site, {"backup.hourly.schedule=cron(0 2 1 3,6,9,12 ? *)", "start=2026-03-02T00:00:00",
                            "s3.archive.expiration=30 d", "s3.daily={expiration: 2 d}",
                            "backup.nightly={from: documents, to: daily, mode: full, schedule: rate(1 day)}",
                            "flows.more={kind: ec2-ebs-s3, app: app, volume: documents, backup: nightly, "
                            "uploads: {arrivals: {deterministic: 1/h}, size: {constant: 1 MiB}}}"})
          .cost;
  REQUIRE(bill.steady.has_value());
  CHECK(bill.steady->month >= 5);
}

}  // namespace months_and_runs_test
