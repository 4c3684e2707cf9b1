// What the months ahead cost, against runs that begin then, and against rules by hand.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "tests/support/cost_lines.hpp"
#include "tests/support/run_scenario.hpp"

namespace months_test {

using namespace garoa;

namespace {

/// 1,440 objects of 5 MiB a day, of which a function knows.
constexpr const char* objects = R"(
garoa: 1
region: us-east-1
start: 2026-03-02T00:00:00
timezone: UTC
duration: 7 d
s3: { inbox: {} }
cloudwatch_logs: { audit: {} }
lambda:
  f: { trigger: { bucket: inbox, events: ["ObjectCreated:*"] }, runtime: python3.12, memory: 512 MB, timeout: 60 s }
flows:
  a: { kind: s3-lambda, bucket: inbox, logs: audit, uploads: { arrivals: { deterministic: 60/h }, size: { constant: 5 MiB } } }
)";

constexpr const char* site = R"(
garoa: 1
region: us-east-1
start: 2026-03-02T00:00:00
timezone: UTC
duration: 7 d
ec2: { app: { type: m6i.large } }
ebs: { documents: { attach: app, type: gp3, size: 16 TiB, data_at_start: 20 GiB, files_at_start: 20000 } }
s3: { archive: {} }
backup: { daily: { from: documents, to: archive, schedule: 'rate(1 day)' } }
flows:
  intake: { kind: ec2-ebs-s3, app: app, volume: documents, backup: daily,
            uploads: { arrivals: { deterministic: 400/h }, size: { constant: 1 MiB } } }
)";

/// Days until the months 12, 36 and 60 of a bill that begins on 2 March 2026; each has 28 days.
constexpr int then_12 = 337;
constexpr int then_36 = 1068;
constexpr int then_60 = 1798;

/// By AWS's rule: a month from 2 February is 27 of 28 days and 1 of 31.
constexpr double february = 27 / 28.0 + 1 / 31.0;

constexpr double a_day = 1440 * 5.0 / 1024;  // GiB that come

double ahead(const Invoice& cost, int month) {
  const auto found = std::find_if(cost.months.begin(), cost.months.end(),
                                  [&](const MonthOfBill& one) { return one.month == month; });
  REQUIRE(found != cost.months.end());
  return found->amount;
}

/// The bill of a run of four weeks, as February has, that begins so many days after the start.
double month_then(const char* text, std::vector<std::string> sets, int days) {
  sets.push_back("begin_after=" + std::to_string(days) + " d");
  sets.emplace_back("duration=28 d");
  return test::in_own_process([&] {
    const auto cost = test::run_text(text, sets).cost;
    return std::vector<double>{cost.total - cost.one_offs};
  })[0];
}

}  // namespace

TEST_CASE("months: what expires after 90 days costs from the fourth month on what 90 days bring") {
  const auto cost =
      test::run_text(objects, {"s3.inbox.expiration=90 d", "cloudwatch_logs.audit.retention=30 d"}).cost;
  REQUIRE(cost.steady.has_value());
  CHECK(cost.steady->month == 4);
  CHECK(cost.grows.empty());
  // Objects are there for half of the first day and 90 more.
  const auto& storage = test::line_of(cost, "s3.inbox", "S3 Standard storage");
  CHECK(storage.months.back() == doctest::Approx(90.5 * a_day * 0.023).epsilon(0.002));
  CHECK(storage.months[1] == doctest::Approx(february * storage.months.back()).epsilon(1e-4));
  CHECK(storage.months[0] == doctest::Approx(15.5 * a_day * 0.023).epsilon(0.01));
  CHECK(cost.months[3].as_first == doctest::Approx(cost.steady->as_first).epsilon(1e-6));
  CHECK(cost.steady->days == doctest::Approx(730 / 24.0));
}

TEST_CASE("months: what nobody deletes has no steady state, and the bill says what grows") {
  const auto cost = test::run_text(objects).cost;
  CHECK_FALSE(cost.steady);
  CHECK(cost.grows ==
        std::vector<std::string>{"cloudwatch_logs.audit keeps what comes", "s3.inbox keeps what comes"});
  const auto& storage = test::line_of(cost, "s3.inbox", "S3 Standard storage");
  CHECK(storage.months.size() == 4);
  CHECK(storage.months[3] == doctest::Approx(february * (then_60 + 14) * a_day * 0.023).epsilon(0.002));
}

TEST_CASE("months: growing arrivals never come to rest, and their month in a year is that of a run then") {
  const std::vector<std::string> sets{"s3.inbox.expiration=30 d", "cloudwatch_logs.audit.retention=30 d",
                                      "flows.a.uploads.growth=3x/y"};
  const auto cost = test::run_text(objects, sets).cost;
  CHECK(cost.grows == std::vector<std::string>{"arrivals of flows.a grow"});
  test::check_within("month 12 by stock, against a run then", ahead(cost, 12),
                     month_then(objects, sets, then_12), 1);
  test::check_within("month 36", ahead(cost, 36), month_then(objects, sets, then_36), 1);
}

TEST_CASE("months: a class that objects reach later is on the bill of later months, not of the run") {
  const std::vector<std::string> sets{
      "s3.inbox.transitions=[{to: STANDARD_IA, after: 30 d}, {to: GLACIER, after: 100 d}]",
      "s3.inbox.expiration=400 d"};
  const auto cost = test::run_text(objects, sets).cost;
  const auto& colder = test::line_of(cost, "s3.inbox", "Standard-IA storage");
  CHECK(colder.amount == 0);
  CHECK(colder.months[0] == doctest::Approx(0).epsilon(0.1));
  CHECK(colder.months[1] == doctest::Approx(february * 70 * a_day * 0.0125).epsilon(0.01));
  const auto& moved = test::line_of(cost, "s3.inbox", "Glacier Flexible Retrieval, PUT and transition");
  CHECK(moved.months[1] == doctest::Approx(28 * 1440 * 0.03 / 1000).epsilon(0.01));
  test::check_within("month 12 by stock, against a run then", ahead(cost, 12),
                     month_then(objects, sets, then_12), 1);
  test::check_within("month 36", ahead(cost, 36), month_then(objects, sets, then_36), 1);
}

TEST_CASE("months: the storage of later months has the price of its own tier") {
  const auto cost =
      test::run_text(objects, {"flows.a.uploads.arrivals={deterministic: 3/s}", "duration=1 d"}).cost;
  const auto& storage = test::line_of(cost, "s3.inbox", "S3 Standard storage");
  const double there = february * (then_60 + 14.0) * 3 * 86400 * 5 / 1024;
  const double first = 51'200;
  const double second = 460'800;
  CHECK(there > first + second);
  CHECK(storage.months[3] ==
        doctest::Approx(first * 0.023 + second * 0.022 + (there - first - second) * 0.021).epsilon(0.002));
}

TEST_CASE("months: copies, listings and data from before the run cost in a year what a run then costs") {
  const double then = month_then(site, {}, then_12);
  const auto cost = test::run_text(site).cost;
  CHECK(cost.one_offs > 0);
  test::check_within("month 12 by stock, against a run then", ahead(cost, 12), then, 1);
  // Twelve months of 9,600 objects a day: every night a listing of some 3,000 pages.
  const auto& requests = test::line_of(cost, "s3.archive", "PUT");
  CHECK(requests.months[1] > requests.months[0] + 0.3);
}

TEST_CASE("months: a HEAD for each file costs in a year what the files on the volume then ask for") {
  const std::vector<std::string> by_head{"backup.daily.compare=head",
                                         "flows.intake.uploads.size={constant: 100 KiB}"};
  auto cleared = by_head;
  cleared.emplace_back("ebs.documents.keep={after_copy: 30 d}");
  const double then_cleared = month_then(site, cleared, then_12);
  const double foreseen = test::in_own_process(
      [&] { return std::vector<double>{ahead(test::run_text(site, cleared).cost, 12)}; })[0];
  test::check_within("of a volume that is cleared out", foreseen, then_cleared, 1);
  const double then = month_then(site, by_head, then_12);
  const auto cost = test::run_text(site, by_head).cost;
  test::check_within("month 12 by stock, against a run then", ahead(cost, 12), then, 1);
  const auto& heads = test::line_of(cost, "s3.archive", "GET");
  // 9,600 documents a day since the start, and 20,000 files from before it; every day a copy.
  CHECK(heads.months[1] ==
        doctest::Approx(28 * (20'000 + 9'600 * (then_12 + 14)) * 0.0004 / 1000).epsilon(0.01));
  CHECK(cost.grows ==
        std::vector<std::string>{"ebs.documents keeps what comes", "s3.archive keeps what comes"});
}

TEST_CASE("months: recovery points of a bucket cost in a year what those of a run then cost") {
  // A week in the bucket, and as long as a recovery point that shows it is kept; in two vaults.
  const std::vector<std::string> vaulted{
      "backup={vaulted: {from_bucket: inbox, method: aws-backup, schedule: 'rate(1 day)', retention: {age: "
      "35 d}, "
      "copies: [{account: other}]}}",
      "s3.inbox.versioning=true"};
  const auto at = [&](std::vector<std::string> sets, int month, int days) {
    sets.insert(sets.begin(), vaulted.begin(), vaulted.end());
    const double then = month_then(objects, sets, days);
    test::check_within(month == 12 ? "month 12" : "a later month",
                       ahead(test::run_text(objects, sets).cost, month), then, 1);
  };
  at({"s3.inbox.expiration=30 d", "s3.inbox.noncurrent_expiration=7 d"}, 12, then_12);
  at({"s3.inbox.expiration=30 d", "s3.inbox.noncurrent_expiration=7 d"}, 60, then_60);
  at({}, 12, then_12);  // nothing leaves
  at({"s3.inbox.expiration=30 d", "s3.inbox.noncurrent_expiration=7 d", "backup.vaulted.retention=null"}, 36,
     then_36);                                                  // but from the bucket
  at({"flows.a.uploads.size={constant: 10 kB}"}, 36, then_36);  // billed as larger ones
}

TEST_CASE(
    "months: what a vault copies of what was there before is paid once, and a week's objects come on one "
    "day") {
  const std::vector<std::string> weekly{
      "backup={vaulted: {from_bucket: inbox, method: aws-backup, schedule: 'cron(0 5 ? * SUN *)', retention: "
      "{age: 90 d}, copies: [{region: eu-west-1}]}}",
      "s3.inbox={versioning: true, expiration: 30 d, noncurrent_expiration: 7 d, existing: {objects: 100000, "
      "size: "
      "200 kB}}"};
  const double then = month_then(objects, weekly, then_12);
  const auto cost = test::run_text(objects, weekly).cost;
  test::check_within("month 12", ahead(cost, 12), then, 1);
  CHECK(test::line_of(cost, "s3.inbox", "GET").one_off == doctest::Approx(100'000 * 0.0004 / 1000));
  const auto& transfer = test::line_of(cost, "backup.vaulted.copy.eu-west-1", "transfer");
  CHECK(transfer.one_off == doctest::Approx(100'000 * 200e3 / (1 << 30) * 0.02));
  // Four Sundays in 28 days, each with the objects of a week; the one in the run has those of six days and five hours.
  test::check_within("transfer of month 12", transfer.months.at(1), 28 * a_day * transfer.unit_price, 0.5);
}

TEST_CASE("months: copies of a volume by AWS Backup cost in a year what those of a run then cost") {
  const std::vector<std::string> vaulted{
      "backup={daily: {from: documents, to: null, method: aws-backup, schedule: rate(1 day), retention: "
      "{age: 200 d}, copies: [{account: other}]}}",
      "ebs.documents.keep={for: 60 d}"};
  const double then = month_then(site, vaulted, then_36);
  test::check_within("month 36", ahead(test::run_text(site, vaulted).cost, 36), then, 1);
}

TEST_CASE("months: a vault comes to rest with the last recovery points, or says that it grows") {
  const std::string kept =
      "backup={vaulted: {from_bucket: inbox, method: aws-backup, schedule: 'rate(1 day)', retention: {age: "
      "35 d}}}";
  const auto rests =
      test::run_text(objects, {kept, "s3.inbox.expiration=30 d", "s3.inbox.versioning=true",
                               "s3.inbox.noncurrent_expiration=7 d", "cloudwatch_logs.audit.retention=30 d"})
          .cost;
  REQUIRE(rests.steady.has_value());
  // The last point that shows an object is 36 days after the first, and is kept for 35.
  CHECK(rests.steady->month == 4);
  const auto& vault = test::line_of(rests, "backup.vaulted", "AWS Backup of S3");
  CHECK(vault.months.back() == doctest::Approx(71 * a_day * vault.unit_price).epsilon(0.01));
  const auto grows =
      test::run_text(objects, {kept, "s3.inbox.versioning=true", "cloudwatch_logs.audit.retention=30 d"})
          .cost;
  CHECK(grows.grows ==
        std::vector<std::string>{"backup.vaulted keeps what comes", "s3.inbox keeps what comes"});
}

TEST_CASE("months: snapshots with a retention, and a volume that is cleared out, come to rest") {
  const std::vector<std::string> sets{
      "backup.daily={from: documents, to: null, method: snapshot, schedule: rate(1 day), retention: {count: "
      "10}}",
      "ebs.documents.keep={for: 60 d}"};
  const double then = month_then(site, sets, then_12);
  const auto cost = test::run_text(site, sets).cost;
  REQUIRE(cost.steady.has_value());
  CHECK(cost.steady->month <= 4);
  test::check_within("month 12 by stock, against a run then", ahead(cost, 12), then, 1);
  test::check_within("steady state", cost.steady->amount, then, 1);
}

TEST_CASE("months: a run of a calendar month is that month's bill, and its halves add up to it") {
  const std::vector<std::string> whole{"start=2026-03-01T00:00:00", "duration=31 d",
                                       "flows.a.uploads.arrivals={deterministic: 61/h}"};
  auto first_half = whole;
  first_half[1] = "duration=15 d";
  auto second_half = whole;
  second_half[1] = "duration=16 d";
  second_half.emplace_back("begin_after=15 d");
  const auto month = test::run_text(objects, whole).cost;
  CHECK(month.per_month == doctest::Approx(month.total));
  CHECK(ahead(month, 1) == doctest::Approx(month.total).epsilon(1e-9));
  const double halves =
      test::run_text(objects, first_half).cost.total + test::run_text(objects, second_half).cost.total;
  CHECK(halves == doctest::Approx(month.total).epsilon(0.002));
}

TEST_CASE("months: of two months that a run covers each has its own hours") {
  const auto stored = [](const std::string& duration, const std::string& begin) {
    const auto cost =
        test::run_text(objects, {"start=2026-01-01T00:00:00", "duration=" + duration, "begin_after=" + begin,
                                 "flows.a.uploads.arrivals={deterministic: 61/h}"})
            .cost;
    return test::line_of(cost, "s3.inbox", "S3 Standard storage").quantity;
  };
  // A stock that grows evenly: its mean of each month, whatever the month's length.
  const double first = stored("31 d", "0 d");
  const double second = stored("28 d", "31 d");
  CHECK(second / first == doctest::Approx((31 + 14) / 15.5).epsilon(0.002));
  CHECK(stored("59 d", "0 d") == doctest::Approx(first + second).epsilon(0.0005));
}

TEST_CASE("months: days of a week are extrapolated by the week, and the bill says so") {
  const std::vector<std::string> office{"flows.a.uploads.arrivals={office_hours: {mean: 1/s}}"};
  auto two_days = office;
  two_days.emplace_back("duration=2 d");
  const auto week = test::run_text(objects, office).cost;
  const auto days = test::run_text(objects, two_days).cost;
  CHECK(week.week_over_run == 1);
  CHECK(days.week_over_run < 0.8);
  const auto requests = [](const Invoice& cost) {
    return test::line_of(cost, "lambda.f", "invocations").months[0];
  };
  CHECK(requests(days) == doctest::Approx(requests(week)).epsilon(0.01));
  CHECK(days.per_month < week.per_month * 1.01);
}

TEST_CASE("months: each has the hours of its own calendar month, and a price by the month costs the same") {
  const auto cost = test::run_text(site, {"start=2026-03-01T00:00:00", "timezone=UTC"}).cost;
  const auto& instance = test::line_of(cost, "ec2.app", "m6i.large");
  CHECK(instance.months[0] == doctest::Approx(31 * 24 * 0.096));
  CHECK(instance.months[1] == doctest::Approx(28 * 24 * 0.096));  // February 2027
  CHECK(instance.months[2] == doctest::Approx(28 * 24 * 0.096));  // February 2029
  CHECK(instance.growth_per_month == doctest::Approx(0).epsilon(1e-9));
  for (const double month : test::line_of(cost, "ebs.documents", "gp3 storage").months)
    CHECK(month == doctest::Approx(16 * 1024 * 0.08));
  CHECK(cost.months[1].from == "2027-02-01");
  CHECK(cost.months[1].days == 28);
}

TEST_CASE("months: one that begins on the 31st begins on the last day of months that have none") {
  const auto cost = test::run_text(site, {"start=2026-03-31T00:00:00"}).cost;
  CHECK(cost.months[1].from == "2027-02-28");
  CHECK(cost.months[1].days == 31);
  CHECK(cost.months[0].days == 30);
}

TEST_CASE("months: a month has its own working days, and a run of that month has its bill") {
  // Of August 2027, eleven months after the run.
  const std::vector<std::string> office{"flows.a.uploads.arrivals={office_hours: {working_day_mean: 2000/d}}",
                                        "start=2026-09-01T00:00:00"};
  auto then = office;
  then.emplace_back("begin_after=334 d");
  then.emplace_back("duration=31 d");
  const auto calls = [](const Invoice& cost, std::size_t month) {
    return test::line_of(cost, "lambda.f", "invocations").months[month];
  };
  const auto run = test::in_own_process([&] {
    const auto cost = test::run_text(objects, then).cost;
    return std::vector<double>{test::line_of(cost, "lambda.f", "invocations").amount, calls(cost, 0),
                               cost.total, ahead(cost, 1)};
  });
  const auto week = test::run_text(objects, office).cost;  // Tuesday to Monday: five working days
  CHECK(week.months[1].from == "2027-08-01");
  CHECK(run[0] == doctest::Approx(run[1]).epsilon(1e-9));
  CHECK(run[2] == doctest::Approx(run[3]).epsilon(1e-9));
  test::check_within("calls of August, from a week eleven months before", calls(week, 1), run[0], 1);
  test::check_within("the bill of August", ahead(week, 12), run[2], 1);
  // September 2026 and August 2027 have 22 working days each, but 8 and 9 days of weekends.
  CHECK(std::abs(calls(week, 1) / calls(week, 0) - 31 / 30.0) > 0.01);
}

TEST_CASE("months: what documents use grows with the arrivals of the flows that a resource works for") {
  const std::vector<std::string> two{
      "s3.other={}",
      "lambda.g={trigger: {bucket: other, events: ['ObjectCreated:*']}, runtime: python3.12, memory: 512 MB, "
      "timeout: 60 s}",
      "flows.b={kind: s3-lambda, bucket: other, uploads: {arrivals: {deterministic: 60/h}, size: {constant: "
      "5 "
      "MiB}}}",
      "flows.b.uploads.growth=3x/y"};
  const auto cost = test::run_text(objects, two).cost;
  const auto& still = test::line_of(cost, "lambda.f", "invocations");
  const auto& growing = test::line_of(cost, "lambda.g", "invocations");
  CHECK(still.months[1] == doctest::Approx(still.months[0] * 28 / 31).epsilon(1e-6));
  CHECK(still.growth_per_month == doctest::Approx(0).epsilon(1e-9));
  // From the middle of the first month to that of the twelfth: 335.5 days.
  CHECK(growing.months[1] / growing.months[0] * 31 / 28 ==
        doctest::Approx(std::pow(3, 335.5 / 365)).epsilon(0.002));
  // What both use together grows by both.
  const auto& logged = test::line_of(cost, "cloudwatch_logs.audit", "ingestion");
  CHECK(logged.months[1] == doctest::Approx(logged.months[0] * 28 / 31).epsilon(1e-6));
}

TEST_CASE("months: a Savings Plan that covers the mean of the day covers less than all of it") {
  const std::vector<std::string> office{"flows.a.uploads.arrivals={office_hours: {mean: 1/s}}",
                                        "duration=7 d", "lambda.f.work={per_document: 200 ms}"};
  const double an_hour = test::in_own_process([&] {
    const auto cost = test::run_text(objects, office).cost;
    return std::vector<double>{test::line_of(cost, "lambda.f", "duration").amount / (7 * 24)};
  })[0];
  auto sets = office;
  sets.push_back(
      "billing={commitments: {plan: {covers: lambda, kind: savings-plan, price_factor: 0.83, hourly: " +
      fmt::format("{}", an_hour * 0.83) + "}}}");
  const auto cost = test::run_text(objects, sets).cost;
  const auto& unused = test::line_of(cost, "lambda", "unused");
  // At night and at the weekend nearly all of it.
  CHECK(unused.amount > 0.5 * an_hour * 0.83 * 7 * 24);
  CHECK(test::line_of(cost, "lambda.f", "savings plan plan").amount ==
        doctest::Approx(-(an_hour * 0.83 * 7 * 24 - unused.amount) / 0.83 * 0.17).epsilon(1e-5));
  CHECK(unused.months[0] / unused.amount == doctest::Approx(31 / 7.0).epsilon(0.05));
}

}  // namespace months_test
