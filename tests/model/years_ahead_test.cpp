// The twelfth month of what does not simply come with documents: credits of burstable instances, polls of queues, vaults of buckets, requests
// that cost nothing by themselves. Against a run that begins then, a long run, or by hand.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/support/cost_lines.hpp"
#include "tests/support/run_scenario.hpp"

namespace years_ahead_test {

using namespace garoa;

namespace {

using Sets = std::vector<std::string>;

struct Told {
  double amount = 0;
  double one_off = 0;
  std::vector<double> months;
};

/// Zeros without such a line.
Told told(const char* text, const Sets& sets, const std::string& resource, const std::string& item) {
  const auto numbers = test::in_own_process([&] {
    const auto bill = test::run_text(text, sets).cost;
    const auto* const line = test::find_line(bill, resource, item);
    if (line == nullptr) return std::vector<double>(7);
    std::vector<double> all{line->amount, line->one_off};
    all.insert(all.end(), line->months.begin(), line->months.end());
    return all;
  });
  return {numbers[0], numbers[1], {numbers.begin() + 2, numbers.end()}};
}

/// One vCPU of two at work, of which 0.6 are earned; nothing else is to speak of.
constexpr const char* burstable = R"(
garoa: 1
region: us-east-1
start: 2026-03-02T00:00:00
timezone: UTC
duration: 7 d
ec2: { app: { type: t3.large, cpu_credits: { mode: unlimited, initial: 0 }, cpu_per_upload: 2 s, cpu_per_mb: 0 ms } }
ebs: { documents: { attach: app, type: gp3, size: 1 TiB } }
s3: { archive: { expiration: 30 d } }
backup: { daily: { from: documents, to: archive, schedule: 'rate(1 day)' } }
flows:
  a: { kind: ec2-ebs-s3, app: app, volume: documents, backup: daily,
       uploads: { arrivals: { office_hours: { mean: 24000/d } }, size: { constant: 1 kB } } }
)";

constexpr const char* queue = R"(
garoa: 1
region: us-east-1
start: 2026-03-01T00:00:00
timezone: UTC
duration: 31 d
s3: { inbox: {} }
sqs: { q: { trigger: { bucket: inbox, events: ["ObjectCreated:*"] } } }
dynamodb: { t: { item: 1000 B, mode: provisioned, write_units: 10, read_units: 5 } }
lambda:
  f: { trigger: { queue: q }, runtime: python3.12, memory: 512 MB, timeout: 10 s, writes_to: t, duration: { warm: 100 ms, cold: 100 ms } }
cloudtrail: { t: { data_events: { tables: true }, retention: 30 d } }
flows:
  a: { kind: s3-lambda, bucket: inbox, uploads: { arrivals: { deterministic: 6/h }, growth: 10x/y, size: { constant: 1 MiB } } }
)";

/// 1.41 GiB a day, 97.7 GiB from before.
constexpr const char* vault = R"(
garoa: 1
region: us-east-1
start: 2026-03-01T00:00:00
timezone: UTC
duration: 28 d
s3:
  inbox: { versioning: true, expiration: 20 d, noncurrent_expiration: 1 d, existing: { objects: 100000, size: 1 MiB, age: 0 d } }
backup: { bb: { method: aws-backup, from_bucket: inbox, schedule: 'cron(0 5 * * ? *)', retention: { age: 10 d }, copies: [ { region: us-west-2 } ] } }
flows:
  a: { kind: s3-lambda, bucket: inbox, uploads: { arrivals: { deterministic: 60/h }, size: { constant: 1 MiB } } }
)";

}  // namespace

TEST_CASE("years ahead: credits that weekends earn pay for every week but the first") {
  const char* const item = "beyond the credits";
  const auto week = told(burstable, {}, "ec2.app", item);
  const auto four = told(burstable, {"duration=28 d"}, "ec2.app", item);
  const auto eight = told(burstable, {"duration=56 d"}, "ec2.app", item);
  CHECK(four.amount > 0);
  REQUIRE(week.months.size() > 1);
  CHECK(week.months[0] > four.amount * 0.98);
  // The twelfth month has four weeks, as those after the first four.
  CHECK(week.months[1] == doctest::Approx(eight.amount - four.amount).epsilon(0.03).scale(0.5));
  CHECK(four.months[1] == doctest::Approx(eight.amount - four.amount).epsilon(0.03).scale(0.5));
}

TEST_CASE("years ahead: a day of steady work beyond the baseline tells the months as ten days do") {
  const Sets steady{"ec2.app.background={threads: 1}", "flows.a.uploads.arrivals={deterministic: 1/h}"};
  auto day = steady;
  day.emplace_back("duration=1 d");
  const auto line = told(burstable, day, "ec2.app", "beyond the credits");
  // 0.4 vCPUs beyond what is earned, but for a day's 864 credits, 14.4 vCPU hours; a run of a day owes them all and pays nothing.
  REQUIRE(line.months.size() > 1);
  CHECK(line.months[0] == doctest::Approx((0.4 * 744 - 14.4) * 0.05).epsilon(0.01));
  CHECK(line.months[1] == doctest::Approx(0.4 * 672 * 0.05).epsilon(0.01));
}

TEST_CASE("years ahead: an idle queue is asked as often however many documents come") {
  const auto line = told(queue, {}, "sqs.q", "SQS requests");
  const auto then = told(queue, {"begin_after=337 d", "duration=28 d"}, "sqs.q", "SQS requests");
  CHECK(line.months[1] == doctest::Approx(then.amount).epsilon(0.01));
  // Five pollers, every 20 s.
  CHECK(line.months[1] == doctest::Approx(5 * 28 * 86400 / 20.0 * 0.4 / 1e6).epsilon(0.25));
}

TEST_CASE("years ahead: a trail records what a provisioned table is asked") {
  const auto on_demand_of = [](const std::string& item) {
    return Sets{"flows.a.uploads.growth=null", "dynamodb.t.mode=on-demand", "dynamodb.t.write_units=null",
                "dynamodb.t.read_units=null", "dynamodb.t.item=" + item};
  };
  const auto provisioned = told(queue, {"flows.a.uploads.growth=null"}, "cloudtrail.t", "data events");
  const auto on_demand = told(queue, on_demand_of("1000 B"), "cloudtrail.t", "data events");
  CHECK(provisioned.amount == doctest::Approx(6 * 24 * 31 * 0.1 / 1e5).epsilon(0.01));
  CHECK(on_demand.amount == doctest::Approx(provisioned.amount).epsilon(0.01));
  const auto large = told(queue, on_demand_of("3000 B"), "cloudtrail.t", "data events");
  CHECK(large.amount == doctest::Approx(provisioned.amount).epsilon(0.01));
}

TEST_CASE("years ahead: a vault holds of a bucket what it has and what recovery points still show") {
  for (const std::string resource : {"backup.bb", "backup.bb.copy.us-west-2"}) {
    const auto line = told(vault, {}, resource, "AWS Backup of S3");
    // 20.5 days in the bucket and 10 in the vault of 1,440 MiB a day.
    CHECK(line.months[1] == doctest::Approx(30.5 * 1440 / 1024 * 0.05).epsilon(0.05));
    CHECK(line.months[3] == doctest::Approx(line.months[1]).epsilon(0.02));
  }
}

TEST_CASE("years ahead: the first recovery point of what was there comes once") {
  const auto reads = told(vault, {}, "s3.inbox", "S3 GET");
  CHECK(reads.one_off == doctest::Approx(100000 * 0.0004 / 1000).epsilon(0.001));
  CHECK(reads.months[1] == doctest::Approx(28 * 1440 * 0.0004 / 1000).epsilon(0.02));
  const auto sent = told(vault, {}, "backup.bb.copy.us-west-2", "data transfer to another region");
  CHECK(sent.one_off == doctest::Approx(100000.0 / 1024 * 0.02).epsilon(0.001));
  CHECK(sent.months[1] == doctest::Approx(28 * 1440 / 1024.0 * 0.02).epsilon(0.02));
}

TEST_CASE("years ahead: of copies at midnight a run has none at its very beginning, and every month all") {
  // 1,440 MiB a day; the first midnight of all is none of a schedule that begins then.
  const std::string midnight = "cron(0 0 * * ? *)";
  const char* const item = "data transfer to another region";
  const double a_point = 1440 / 1024.0 * 0.02;
  for (const std::string begin_after : {"0 d", "28 d"}) {
    CAPTURE(begin_after);
    const bool at_once = begin_after == "0 d";
    const double of_first = at_once ? 30 : 31;
    const double of_twelfth =
        at_once ? 28
                : 29;  // February, and from its last day to the 28th of March; the volume's begin a day later
    const auto sent = told(vault,
                           {"s3.inbox.existing=null", "duration=7 d", "begin_after=" + begin_after,
                            "backup.bb.schedule=" + midnight},
                           "backup.bb.copy.us-west-2", item);
    CHECK(sent.amount == doctest::Approx(6 * a_point).epsilon(0.002));
    REQUIRE(sent.months.size() > 1);
    CHECK(sent.months[0] == doctest::Approx(of_first * a_point).epsilon(0.002));
    CHECK(sent.months[1] == doctest::Approx(of_twelfth * a_point).epsilon(0.002));
    const auto of_volume =
        told(burstable,
             {"ec2.app.type=m6i.large", "ec2.app.cpu_credits=null", "begin_after=" + begin_after,
              "ebs.documents.size=16 TiB",
              "flows.a.uploads={ arrivals: { deterministic: 1/min }, size: { constant: 1 MiB } }",
              "backup.daily={ from: documents, to: null, method: aws-backup, schedule: '" + midnight +
                  "', start_spread: 0 s, retention: { age: 10 d }, copies: [ { region: us-west-2 } ] }"},
             "backup.daily.copy.us-west-2", item);
    CHECK(of_volume.amount == doctest::Approx(6 * a_point).epsilon(0.01));
    REQUIRE(of_volume.months.size() > 1);
    CHECK(of_volume.months[0] == doctest::Approx(of_first * a_point).epsilon(0.01));
    CHECK(of_volume.months[1] == doctest::Approx((at_once ? 28 : 30) * a_point).epsilon(0.01));
  }
}

TEST_CASE("years ahead: what is provisioned on working days goes by the working days of each month") {
  const Sets scheduled{
      "lambda.f.provisioned_schedule=[{at: 'cron(0 8 ? * MON-FRI *)', count: 4}, "
      "{at: 'cron(0 18 ? * MON-FRI *)', count: 0}]"};
  auto then = scheduled;
  then.insert(then.end(), {"begin_after=337 d", "duration=28 d"});
  const auto line = told(queue, scheduled, "lambda.f", "provisioned concurrency");
  const auto run = told(queue, then, "lambda.f", "provisioned concurrency");
  REQUIRE(run.amount > 0);
  CHECK(line.months[1] == doctest::Approx(run.amount).epsilon(0.01));
  // 20 working days of February 2027, 22 of March 2026.
  CHECK(line.months[1] == doctest::Approx(line.amount * 20 / 22).epsilon(0.01));
}

}  // namespace years_ahead_test
