// What the months ahead cost, against runs that begin then, and against rules by hand.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

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

constexpr double a_day = 1440 * 5.0 / 1024;  // GiB that come

double ahead(const Invoice& cost, int month) {
  const auto found = std::find_if(cost.months.begin(), cost.months.end(),
                                  [&](const MonthOfBill& one) { return one.month == month; });
  REQUIRE(found != cost.months.end());
  return found->amount;
}

/// The month of a run of a whole month that begins so many days after the start, without and with what it foresees.
double month_then(const char* text, std::vector<std::string> sets, int days) {
  sets.push_back("begin_after=" + std::to_string(days) + " d");
  sets.emplace_back("duration=28 d");
  return test::in_own_process(
      [&] { return std::vector<double>{test::run_text(text, sets).cost.per_month}; })[0];
}

const CostLine& line(const Invoice& cost, const std::string& resource, const std::string& item) {
  const auto found = std::find_if(cost.lines.begin(), cost.lines.end(), [&](const CostLine& one) {
    return one.resource == resource && one.item.find(item) != std::string::npos;
  });
  REQUIRE(found != cost.lines.end());
  return *found;
}

}  // namespace

TEST_CASE("months: what expires after 90 days costs from the fourth month on what 90 days bring") {
  const auto cost =
      test::run_text(objects, {"s3.inbox.expiration=90 d", "cloudwatch_logs.audit.retention=30 d"}).cost;
  REQUIRE(cost.steady.has_value());
  CHECK(cost.steady->month == 4);
  CHECK(cost.grows.empty());
  // Objects are there for half of the first day and 90 more.
  const auto& storage = line(cost, "s3.inbox", "S3 Standard storage");
  CHECK(storage.months.back() == doctest::Approx(90.5 * a_day * 0.023).epsilon(0.002));
  CHECK(storage.months[1] == doctest::Approx(storage.months.back()).epsilon(1e-6));
  CHECK(storage.months[0] == doctest::Approx(15.5 * a_day * 0.023).epsilon(0.01));
  CHECK(ahead(cost, 60) == doctest::Approx(cost.steady->amount).epsilon(1e-6));
}

TEST_CASE("months: what nobody deletes has no steady state, and the bill says what grows") {
  const auto cost = test::run_text(objects).cost;
  CHECK_FALSE(cost.steady);
  CHECK(cost.grows ==
        std::vector<std::string>{"cloudwatch_logs.audit keeps what comes", "s3.inbox keeps what comes"});
  const auto& storage = line(cost, "s3.inbox", "S3 Standard storage");
  CHECK(storage.months.size() == 4);
  CHECK(storage.months[3] == doctest::Approx(59.5 * 31 * a_day * 0.023).epsilon(0.002));
}

TEST_CASE("months: growing arrivals never come to rest, and their month in a year is that of a run then") {
  const std::vector<std::string> sets{"s3.inbox.expiration=30 d", "cloudwatch_logs.audit.retention=30 d",
                                      "flows.a.uploads.growth=3x/y"};
  const auto cost = test::run_text(objects, sets).cost;
  CHECK(cost.grows == std::vector<std::string>{"arrivals of flows.a grow"});
  test::check_within("month 12 by stock, against a run then", ahead(cost, 12), month_then(objects, sets, 342),
                     1);
  test::check_within("month 36", ahead(cost, 36), month_then(objects, sets, 1086), 1);
}

TEST_CASE("months: a class that objects reach later is on the bill of later months, not of the run") {
  const std::vector<std::string> sets{
      "s3.inbox.transitions=[{to: STANDARD_IA, after: 30 d}, {to: GLACIER, after: 100 d}]",
      "s3.inbox.expiration=400 d"};
  const auto cost = test::run_text(objects, sets).cost;
  const auto& colder = line(cost, "s3.inbox", "Standard-IA storage");
  CHECK(colder.amount == 0);
  CHECK(colder.months[0] == doctest::Approx(0).epsilon(0.1));
  CHECK(colder.months[1] == doctest::Approx(70 * a_day * 0.0125).epsilon(0.01));
  const auto& moved = line(cost, "s3.inbox", "Glacier Flexible Retrieval, PUT and transition");
  CHECK(moved.months[1] == doctest::Approx(31 * 1440 * 0.03 / 1000).epsilon(0.01));
  test::check_within("month 12 by stock, against a run then", ahead(cost, 12), month_then(objects, sets, 342),
                     1);
  test::check_within("month 36", ahead(cost, 36), month_then(objects, sets, 1086), 1);
}

TEST_CASE("months: the storage of later months has the price of its own tier") {
  const auto cost =
      test::run_text(objects, {"flows.a.uploads.arrivals={deterministic: 3/s}", "duration=1 d"}).cost;
  const auto& storage = line(cost, "s3.inbox", "S3 Standard storage");
  const double there = 59.5 * 31 * 3 * 86400 * 5 / 1024;
  const double first = 51'200;
  const double second = 460'800;
  CHECK(there > first + second);
  CHECK(storage.months[3] ==
        doctest::Approx(first * 0.023 + second * 0.022 + (there - first - second) * 0.021).epsilon(0.002));
}

TEST_CASE("months: copies, listings and data from before the run cost in a year what a run then costs") {
  const double then = month_then(site, {}, 342);
  const auto cost = test::run_text(site).cost;
  CHECK(cost.one_offs > 0);
  test::check_within("month 12 by stock, against a run then", ahead(cost, 12), then, 1);
  // Twelve months of 9,600 objects a day: every night a listing of some 3,000 pages.
  const auto& requests = line(cost, "s3.archive", "PUT");
  CHECK(requests.months[1] > requests.months[0] + 0.3);
}

TEST_CASE("months: snapshots with a retention, and a volume that is cleared out, come to rest") {
  const std::vector<std::string> sets{
      "backup.daily={from: documents, to: null, method: snapshot, schedule: rate(1 day), retention: {count: "
      "10}}",
      "ebs.documents.keep={for: 60 d}"};
  const double then = month_then(site, sets, 342);
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
  CHECK(ahead(month, 1) == doctest::Approx(month.total).epsilon(1e-6));
  const double halves =
      test::run_text(objects, first_half).cost.total + test::run_text(objects, second_half).cost.total;
  CHECK(halves == doctest::Approx(month.total).epsilon(0.002));
}

TEST_CASE("months: days of a week are extrapolated by the week, and the bill says so") {
  const std::vector<std::string> office{"flows.a.uploads.arrivals={office_hours: {mean: 1/s}}"};
  auto two_days = office;
  two_days.emplace_back("duration=2 d");
  const auto week = test::run_text(objects, office).cost;
  const auto days = test::run_text(objects, two_days).cost;
  CHECK(week.week_over_run == 1);
  CHECK(days.week_over_run < 0.8);
  const auto requests = [](const Invoice& cost) { return line(cost, "lambda.f", "invocations").months[0]; };
  CHECK(requests(days) == doctest::Approx(requests(week)).epsilon(0.01));
  CHECK(days.per_month < week.per_month * 1.01);
}

}  // namespace months_test
