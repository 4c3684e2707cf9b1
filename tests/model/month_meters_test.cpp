// What a month ahead takes of each meter: by whose requests, once or every month, of what class; by closed forms.
#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/support/cost_lines.hpp"
#include "tests/support/run_scenario.hpp"

namespace month_meters_test {

using namespace garoa;

namespace {

constexpr double minutes_of_march = 31 * 1440;

/// What clients call, send to or publish to leaves 1,440 objects of 200 KiB a day.
std::string calls(const std::string& flow, const std::string& trigger) {
  return R"(
garoa: 1
region: us-east-1
start: 2026-03-01T00:00:00
timezone: UTC
duration: 7 d
s3: { out: { expiration: 30 d } }
sqs: { tasks: { visibility_timeout: 60 s)" +
         std::string{flow.starts_with("sns") ? ", trigger: { topic: news }" : ""} + R"( } }
sns: { news: {} }
cloudwatch_logs: { l: { retention: 7 d } }
lambda:
  f: { )" +
         trigger +
         R"( runtime: python3.12, memory: 512 MB, timeout: 60 s, writes_to: out, logs: l, log_bytes: 100 kB }
flows:
  a: { kind: )" +
         flow + R"(, uploads: { arrivals: { deterministic: 60/h }, size: { constant: 200 KiB } } }
)";
}

constexpr const char* inbox = R"(
garoa: 1
region: us-east-1
start: 2026-03-01T00:00:00
timezone: UTC
duration: 1 d
s3: { inbox: {} }
cloudwatch_logs: { audit: {} }
lambda:
  f: { trigger: { bucket: inbox, events: ["ObjectCreated:*"] }, runtime: python3.12, memory: 512 MB, timeout: 60 s }
flows:
  a: { kind: s3-lambda, bucket: inbox, logs: audit, uploads: { arrivals: { deterministic: 60/h }, size: { constant: 1 MiB } } }
)";

constexpr const char* site = R"(
garoa: 1
region: us-east-1
start: 2026-03-01T00:00:00
timezone: UTC
duration: 7 d
ec2: { app: { type: m6i.large } }
ebs: { documents: { attach: app, type: gp3, size: 1 TiB, keep: { for: 10 d } } }
s3: { archive: { expiration: 10 d } }
backup: { nightly: { from: documents, to: archive, schedule: 'cron(0 2 * * ? *)' } }
flows:
  intake: { kind: ec2-ebs-s3, app: app, volume: documents, backup: nightly,
            uploads: { arrivals: { deterministic: 60/h }, size: { constant: 1 MiB } } }
)";

}  // namespace

TEST_CASE("month meters: what functions leave that clients call, publish to or send to comes to rest") {
  const double a_day = 1440 * 200.0 / 1024 / 1024;  // GiB that come
  for (const auto& [flow, trigger] : {std::pair{"lambda-invoke, function: f", ""},
                                      std::pair{"sqs-send, queue: tasks", "trigger: { queue: tasks },"},
                                      std::pair{"sns-publish, topic: news", "trigger: { queue: tasks },"}}) {
    CAPTURE(flow);
    const auto text = calls(flow, trigger);
    const auto cost = test::run_text(text.c_str()).cost;
    CHECK(cost.grows.empty());
    REQUIRE(cost.steady.has_value());
    // An object is there for 30 days from the midnight after it came: thirty and a half in the mean.
    const auto& storage = test::line_of(cost, "s3.out", "S3 Standard storage");
    for (const std::size_t month : {1U, 2U, 3U})
      CHECK(storage.months[month] == doctest::Approx(30.5 * a_day * 0.023).epsilon(0.002));
    const auto& records = test::line_of(cost, "cloudwatch_logs.l", "storage");
    CHECK(records.months[3] == doctest::Approx(records.months[1]).epsilon(1e-6));
  }
}

TEST_CASE("month meters: downloads change neither what functions cost nor what is put") {
  const auto without = test::run_text(inbox, {"flows.a.uploads.arrivals={office_hours: {mean: 60/h}}"}).cost;
  const auto with = test::run_text(inbox, {"flows.a.uploads.arrivals={office_hours: {mean: 60/h}}",
                                           "flows.a.downloads={arrivals: {deterministic: 2/min}}"})
                        .cost;
  for (const auto& [resource, item] :
       {std::pair{"lambda.f", "duration"}, std::pair{"lambda.f", "invocations"},
        std::pair{"s3.inbox", "S3 PUT"}, std::pair{"cloudwatch_logs.audit", "ingestion"}}) {
    CAPTURE(item);
    for (std::size_t month = 0; month < 4; ++month)
      CHECK(test::line_of(with, resource, item).months[month] ==
            doctest::Approx(test::line_of(without, resource, item).months[month]).epsilon(1e-9));
  }
  const auto& read = test::line_of(with, "s3.inbox", "S3 GET");
  CHECK(read.months[0] > 2 * minutes_of_march * 0.0004 / 1000);
}

TEST_CASE("month meters: what leaves AWS goes with downloads alone") {
  const auto cost =
      test::run_text(inbox, {"flows.a.downloads={arrivals: {deterministic: 2/min}, egress: true}",
                             "flows.a.uploads.growth=3x/y", "duration=7 d"})
          .cost;
  const auto& out = test::line_of(cost, "s3.inbox", "internet");
  CHECK(out.months[1] == doctest::Approx(out.months[0] * 28 / 31).epsilon(1e-6));
  const auto& put = test::line_of(cost, "s3.inbox", "S3 PUT");
  CHECK(put.months[1] > 2 * put.months[0]);
}

TEST_CASE("month meters: no month repeats a drill, whatever it was billed for") {
  /// Total, one-offs, a month, the months ahead; what is read from the copies, in thousands, and what of it is a one-off.
  const auto bill = [](const std::string& drills) {
    return test::in_own_process([&] {
      const auto cost = test::run_text(site, {"drills=[" + drills + "]"}).cost;
      std::vector told{cost.total, cost.one_offs, cost.per_month};
      for (const auto& month : cost.months) told.push_back(month.amount);
      const auto* const read = test::find_line(cost, "s3.archive", "S3 GET");
      told.push_back(read == nullptr ? 0 : read->quantity);
      told.push_back(read == nullptr ? 0 : read->one_off / read->amount);
      told.push_back(static_cast<double>(cost.grows.size()));
      return told;
    });
  };
  const auto without = bill("");
  for (const auto* const drill :
       {"{at: 5 d, restore: nightly}", "{at: 5 d, restore: nightly, traffic: true}"}) {
    const auto with = bill(drill);
    CHECK(with[7] > 5);
    CHECK(with[8] == doctest::Approx(1));
    CHECK(with[1] == doctest::Approx(with[0] - without[0]).epsilon(0.001));
    for (const std::size_t month : {2U, 3U, 4U, 5U, 6U})
      CHECK(with[month] == doctest::Approx(without[month]).epsilon(1e-6));
    CHECK(with[9] == without[9]);
  }
}

TEST_CASE("month meters: a handler reads objects of the class that they lie in") {
  const std::vector<std::string> reads{"s3.cold={existing: {objects: 1000, size: 1 MiB, age: 200 d}}",
                                       "lambda.f.reads={bucket: cold, count: 2, size: 1 MiB}"};
  const auto lying_in = [&](const std::string& storage_class) {
    auto sets = reads;
    sets.push_back("s3.cold.storage_class=" + storage_class);
    return test::run_text(inbox, sets);
  };
  const auto instant = lying_in("GLACIER_IR");
  const auto& requests = test::line_of(instant.cost, "s3.cold", "Glacier Instant Retrieval, GET");
  const double calls = test::metric(instant, "lambda.f.invocations");
  CHECK(requests.amount == doctest::Approx(2 * calls * 0.01 / 1000));
  CHECK(test::line_of(instant.cost, "s3.cold", "bytes read").amount ==
        doctest::Approx(2 * calls / 1024 * 0.03));
  CHECK(test::find_line(instant.cost, "s3.cold", "S3 GET") == nullptr);
  // Nothing is read from an archive that nobody has thawed.
  const auto archived = lying_in("GLACIER");
  CHECK(test::metric(archived, "lambda.f.errors") == test::metric(archived, "lambda.f.invocations"));
}

TEST_CASE(
    "month meters: each signal of an alarm is an alarm, and how full a volume is a metric of one's own") {
  const auto cost =
      test::run_text(site, {"cloudwatch_alarms={oncall: {signals: [backup_failed, disk_used]}}"}).cost;
  const auto& alarms = test::line_of(cost, "cloudwatch_alarms.oncall", "alarms");
  const auto& metrics = test::line_of(cost, "cloudwatch_alarms.metrics", "metrics");
  CHECK(alarms.months[0] == doctest::Approx(0.2));
  CHECK(alarms.months[1] == doctest::Approx(0.2));
  CHECK(alarms.amount == doctest::Approx(0.2 * 7 / 31));
  CHECK(metrics.months[0] == doctest::Approx(0.3));
}

TEST_CASE("month meters: a message in a subscriber's queue is three requests there") {
  const auto cost =
      test::run_text(inbox, {"sns={done: {subscriptions: {sqs: 2}}}", "lambda.f.notifies=done"}).cost;
  CHECK(cost.unpriced.empty());
  CHECK(test::line_of(cost, "sns.done", "subscribers' SQS queues").amount ==
        doctest::Approx(2 * 1439 * 3 * 0.4 / 1e6));
}

TEST_CASE("month meters: a large message is sent and received by 64 KiB, and deleted once") {
  const auto cost = test::run_text(inbox, {"sns={done: {subscriptions: {sqs: 2}, message: 100 KiB}}",
                                           "lambda.f.notifies=done"})
                        .cost;
  CHECK(test::line_of(cost, "sns.done", "subscribers' SQS queues").amount ==
        doctest::Approx(2 * 1439 * 5 * 0.4 / 1e6));
}

TEST_CASE("month meters: whatever has a customer key is billed one") {
  const auto keys = [](const std::string& text, std::vector<std::string> sets) {
    sets.emplace_back("duration=31 d");
    const auto billed = [&] {
      const auto cost = test::run_text(text.c_str(), sets).cost;
      const auto* const line = test::find_line(cost, "kms.keys", "keys");
      return std::vector{line == nullptr ? 0 : line->amount};
    };
    return test::in_own_process(billed).front();
  };
  CHECK(keys(inbox, {}) == 0);
  CHECK(keys(site, {"ebs.documents.encrypted=true"}) == 0);
  CHECK(keys(site, {"ebs.documents.encrypted=true", "ebs.documents.customer_key=true"}) ==
        doctest::Approx(1));
  CHECK(keys(inbox, {"cloudwatch_logs.audit.kms=true"}) == doctest::Approx(1));
  CHECK(keys(inbox, {"sns={done: {kms: true}}", "lambda.f.notifies=done"}) == doctest::Approx(1));
  CHECK(keys(inbox, {"s3.inbox.encryption=SSE-KMS"}) == doctest::Approx(1));
  CHECK(keys(inbox, {"s3.inbox.encryption=SSE-KMS", "cloudwatch_logs.audit.kms=true"}) == doctest::Approx(2));
}

TEST_CASE("month meters: data keys of topics, queues and log groups are asked for as AWS counts") {
  // An object each second: whoever needs a key does so all the time.
  const auto requests = [](std::vector<std::string> sets) {
    sets.insert(sets.end(), {"duration=1 d", "flows.a.uploads.arrivals={deterministic: 1/s}",
                             "flows.a.uploads.size={constant: 1 kB}"});
    const auto billed = [&] {
      const auto result = test::run_text(inbox, sets);
      const auto* const line = test::find_line(result.cost, "kms.data_keys", "KMS requests");
      const double count = line == nullptr ? 0 : line->quantity * 10'000;
      if (count > 0) CHECK(test::metric(result, "kms.keys.requests") == count);
      return std::vector{count};
    };
    return test::in_own_process(billed).front();
  };
  const double periods = 86400 / 301.0;  // the next need comes up to a second after the period's end
  const std::string topic = "sns={done: {kms: true}}";
  const std::string queue = "sqs={tasks: {kms: true, trigger: {topic: done}}}";
  CHECK(requests({"sns={done: {}}", "lambda.f.notifies=done"}) == 0);
  CHECK(requests({topic, "lambda.f.notifies=done"}) == doctest::Approx(2 * periods).epsilon(0.01));
  // SNS sends, nobody receives; then a function does.
  CHECK(requests({"sns={done: {}}", "lambda.f.notifies=done", queue}) ==
        doctest::Approx(2 * periods).epsilon(0.01));
  const std::string reader =
      "lambda.g={trigger: {queue: tasks}, runtime: python3.12, memory: 512 MB, timeout: 20 s}";
  CHECK(requests({"sns={done: {}}", "lambda.f.notifies=done", queue, reader}) ==
        doctest::Approx(3 * periods).epsilon(0.01));
  CHECK(requests({"sns={done: {}}", "lambda.f.notifies=done", queue, reader,
                  "sqs.tasks.data_key_reuse=1 h"}) == doctest::Approx(3 * 24).epsilon(0.05));
  CHECK(requests({topic, "lambda.f.notifies=done", queue, reader}) ==
        doctest::Approx(5 * periods).epsilon(0.01));
  CHECK(requests({"cloudwatch_logs.audit.kms=true"}) == doctest::Approx(periods).epsilon(0.03));
}

TEST_CASE("month meters: no trail records what lifecycle rules do") {
  const auto events = [](const std::vector<std::string>& more) {
    std::vector<std::string> sets{"cloudtrail={data: {data_events: {buckets: [inbox], writes: true}}}",
                                  "duration=35 d"};
    sets.insert(sets.end(), more.begin(), more.end());
    const auto billed = [&] {
      const auto cost = test::run_text(inbox, sets).cost;
      return std::vector{test::line_of(cost, "cloudtrail.data", "data events").quantity};
    };
    return test::in_own_process(billed).front();
  };
  CHECK(events({"s3.inbox.transitions=[{to: STANDARD_IA, after: 30 d}]"}) == doctest::Approx(events({})));
}

TEST_CASE("month meters: pages of listings pass what stands on the way to S3") {
  const std::vector<std::string> behind{"vpc={nat_gateways: 1, s3_access: nat-gateway}",
                                        "s3.archive.existing={objects: 100000, size: 1 MB}",
                                        "s3.archive.expiration=null", "duration=3 d"};
  const auto result = test::run_text(site, behind);
  // Three nights: what was there and the nights before, 300 B of each; the documents themselves.
  const double listed = 3 * 100000 + 1440 * (2 / 24.0 + 26 / 24.0);
  const double copied = test::metric(result, "s3.archive.objects") - 100000;
  CHECK(test::line_of(result.cost, "vpc.nat_gateway", "bytes processed").quantity ==
        doctest::Approx((listed * 300 + copied * (1 << 20)) / (1 << 30)).epsilon(0.001));
}

TEST_CASE("month meters: files of a trail come together as arrivals grow") {
  const std::vector<std::string> trail{"cloudtrail={t: {data_events: {buckets: [inbox], writes: true}}}",
                                       "flows.a.uploads.growth=3x/y", "s3.inbox.expiration=10 d"};
  const auto stored = [&](std::size_t month, const std::string& begin) {
    auto sets = trail;
    sets.push_back("begin_after=" + begin);
    return test::in_own_process([&] {
             const auto cost = test::run_text(inbox, sets).cost;
             return std::vector{test::line_of(cost, "cloudtrail.t", "S3 Standard storage").months[month]};
           })
        .front();
  };
  test::check_within("month 12, against the first month of a run then", stored(1, "0 d"), stored(0, "337 d"),
                     1);
}

TEST_CASE("month meters: each day of a stock that grows has the hours of its calendar month") {
  const auto cost = test::run_text(inbox, {"start=2026-03-02T00:00:00", "duration=7 d",
                                           "flows.a.uploads.size={constant: 5 MiB}"})
                        .cost;
  const double a_day = 1440 * 5.0 / 1024;  // GiB that come
  // Thirty days of March, and one of April with as much as has come by then.
  const double march = 30 * 15 / 31.0;
  const double april = 30.5 / 30;
  CHECK(test::line_of(cost, "s3.inbox", "S3 Standard storage").months[0] ==
        doctest::Approx((march + april) * a_day * 0.023).epsilon(0.0003));
}

TEST_CASE("month meters: the month of a run that begins later is that of the long run, line by line") {
  const std::vector<std::string> two_days{"begin_after=31 d", "duration=2 d"};
  const auto bill = [](const std::vector<std::string>& sets) {
    return test::in_own_process([&] {
      const auto cost = test::run_text(site, sets).cost;
      const auto& requests = test::line_of(cost, "s3.archive", "S3 PUT");
      return std::vector{cost.months[0].amount, cost.per_month, requests.months[0], cost.total,
                         requests.amount};
    });
  };
  const auto then = bill(two_days);
  const auto until_may = bill({"duration=61 d"});
  const auto until_april = bill({"duration=31 d"});
  test::check_within("April", then[0], until_may[3] - until_april[3], 1);
  test::check_within("a month as if nothing grew", then[1], until_may[3] - until_april[3], 1);
  test::check_within("its requests", then[2], until_may[4] - until_april[4], 1);
}

TEST_CASE("month meters: surplus credits that a day earns are free once, and no later month has them") {
  const auto cost = test::run_text(R"(
garoa: 1
region: us-east-1
start: 2026-03-01T00:00:00
timezone: UTC
duration: 10 d
ec2: { app: { type: t3.large, cpu_credits: { mode: unlimited, initial: 0 }, background: { threads: 1 } } }
ebs: { documents: { attach: app, type: gp3, size: 100 GiB } }
s3: { archive: { expiration: 30 d } }
backup: { daily: { from: documents, to: archive, schedule: 'rate(1 day)' } }
flows:
  a: { kind: ec2-ebs-s3, app: app, volume: documents, backup: daily, uploads: { arrivals: { deterministic: 1/h }, size: { constant: 1 MB } } }
)")
                        .cost;
  const auto& surplus = test::line_of(cost, "ec2.app", "beyond the credits");
  // One vCPU at work, 0.6 earned, and a day's 864 credits, 14.4 vCPU hours.
  CHECK(surplus.amount == doctest::Approx((0.4 * 240 - 14.4) * 0.05).epsilon(0.005));
  CHECK(surplus.months[0] == doctest::Approx((0.4 * 744 - 14.4) * 0.05).epsilon(0.005));
  CHECK(surplus.months[1] == doctest::Approx(0.4 * 672 * 0.05).epsilon(0.005));
  CHECK(surplus.growth_per_month == doctest::Approx(0));
}

TEST_CASE("month meters: what only months to come have is of the region of its resource") {
  const auto cost = test::run_text(R"(
garoa: 1
region: us-east-1
start: 2026-03-01T00:00:00
duration: 3 d
s3: { inbox: { versioning: true, replication: { region: us-west-2, transitions: [{ to: DEEP_ARCHIVE, after: 40 d }] } } }
flows:
  a: { kind: s3-lambda, bucket: inbox, uploads: { arrivals: { deterministic: 30/h }, size: { constant: 1 MB } } }
)")
                        .cost;
  const auto& archived = test::line_of(cost, "s3.inbox.replica", "Deep Archive storage");
  CHECK(archived.quantity == 0);
  CHECK(archived.months[1] > 0);
  CHECK(archived.region == "us-west-2");
}

}  // namespace month_meters_test
