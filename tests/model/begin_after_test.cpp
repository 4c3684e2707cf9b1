// Runs that begin later than their scenario, against the end of long runs: storage, listings, backups and bill within 1 %.
#include <string>
#include <vector>

#include "tests/support/run_scenario.hpp"

namespace begin_after_test {

using namespace garoa;
using namespace garoa::test;

namespace {

using Sets = std::vector<std::string>;

/// Documents in office hours, three times as many after a year; a lifecycle, a disk that is cleared out, little data from before.
constexpr const char* intake = R"yaml(
garoa: 1
region: sa-east-1
start: 2026-01-01T00:00:00
timezone: America/Sao_Paulo
duration: 120 d
ec2: { app: { type: m6i.large } }
ebs: { documents: { attach: app, size: 1000 GiB, keep: { after_copy: 10 d }, data_at_start: 2 GB, files_at_start: 6000 } }
cloudwatch_logs: { audit: { retention: 90 d } }
s3:
  archive:
    versioning: true
    existing: { objects: 5000, size: 1 MB, age: 20 d }
    transitions: [ { to: STANDARD_IA, after: 30 d }, { to: GLACIER, after: 60 d } ]
    expiration: 90 d
    noncurrent_expiration: 10 d
backup:
  nightly: { from: documents, to: archive, schedule: "cron(0 2 * * ? *)", window: 4 h }
flows:
  intake:
    kind: ec2-ebs-s3
    app: app
    volume: documents
    backup: nightly
    logs: audit
    clients: { count: 50, uplink: 100 Mbit/s }
    uploads: { arrivals: { office_hours: { mean: 4000/d } }, growth: 3x/y, size: { constant: 500 kB } }
    downloads: { arrivals: { poisson: 500/d }, recent_documents: 100 }
)yaml";

constexpr const char* snapshots = R"yaml(
garoa: 1
region: us-east-1
start: 2026-01-01T00:00:00
duration: 60 d
ec2: { app: { type: m6i.large } }
ebs: { documents: { attach: app, size: 1000 GiB, data_at_start: 20 GB, rewrites: { area: 5 GB, rate: 20 kB/s } } }
backup:
  nightly: { from: documents, method: snapshot, retention: { count: 20 }, schedule: "cron(0 2 * * ? *)", copies: [ { region: eu-west-1 } ] }
flows:
  intake:
    kind: ec2-ebs-s3
    app: app
    volume: documents
    backup: nightly
    uploads: { arrivals: { deterministic: 3000/d }, growth: 3x/y, size: { constant: 2 MB } }
)yaml";

constexpr const char* functions = R"yaml(
garoa: 1
region: us-east-1
start: 2026-01-01T00:00:00
duration: 120 d
s3:
  inbox: { transitions: [ { to: STANDARD_IA, after: 30 d } ], expiration: 100 d }
  results: {}
cloudwatch_logs: { audit: {} }
dynamodb: { index: {} }
lambda:
  extract: { trigger: { bucket: inbox }, runtime: python3.12, memory: 512 MB, writes_to: results, logs: audit }
  index: { trigger: { bucket: inbox, via: eventbridge }, runtime: python3.12, memory: 512 MB, writes_to: index }
flows:
  automation:
    kind: s3-lambda
    bucket: inbox
    logs: audit
    uploads: { arrivals: { deterministic: 1000/d }, growth: { linear: 4x/y }, size: { uniform: { min: 28 kB, max: 228 kB } } }
)yaml";

/// What a run of so many days says: metrics, then the last seven nights' seconds, files and bytes, then the bill.
std::vector<double> told_by(const char* text, const Sets& sets, const Sets& metrics) {
  return in_own_process([&] {
    const auto result = run_text(text, sets);
    std::vector<double> told;
    for (const auto& name : metrics) told.push_back(metric(result, name));
    std::vector<double> nights(3);
    for (std::size_t i = result.backups.size() - std::min<std::size_t>(result.backups.size(), 7);
         i < result.backups.size(); ++i) {
      nights[0] += result.backups[i].duration_s();
      nights[1] += static_cast<double>(result.backups[i].files);
      nights[2] += static_cast<double>(result.backups[i].bytes);
    }
    told.insert(told.end(), nights.begin(), nights.end());
    told.push_back(result.cost.total);
    return told;
  });
}

/// The last week of a long run, and a run of a week that begins then.
struct LastWeek {
  std::vector<double> seen;      // by the long run
  std::vector<double> computed;  // by the other one
};

LastWeek last_week(const char* text, int days, const Sets& metrics, Sets sets = {}) {
  const auto with = [&](const std::string& duration, const std::string& begin) {
    auto all = sets;
    all.push_back("duration=" + duration);
    all.push_back("begin_after=" + begin);
    return told_by(text, all, metrics);
  };
  LastWeek week{with(std::to_string(days) + " d", "0 d"), with("7 d", std::to_string(days - 7) + " d")};
  week.seen.back() -= with(std::to_string(days - 7) + " d", "0 d").back();
  return week;
}

}  // namespace

TEST_CASE("begin after: file copies, lifecycle and a cleared disk are those of the long run") {
  const Sets metrics{"s3.archive.objects",          "s3.archive.bytes",
                     "s3.archive.bytes.STANDARD",   "s3.archive.bytes.STANDARD_IA",
                     "s3.archive.bytes.GLACIER",    "s3.archive.noncurrent_bytes",
                     "ebs.documents.used_bytes.max"};
  const auto week = last_week(intake, 120, metrics);
  for (std::size_t i = 0; i < metrics.size(); ++i)
    check_within(metrics[i].c_str(), week.computed[i], week.seen[i], 1);
  const auto n = metrics.size();
  check_within("seconds of backups", week.computed[n], week.seen[n], 1);
  check_within("files of backups", week.computed[n + 1], week.seen[n + 1], 1);
  check_within("bytes of backups", week.computed[n + 2], week.seen[n + 2], 1);
  check_within("bill", week.computed[n + 3], week.seen[n + 3], 1);
}

TEST_CASE("begin after: a listing walks over all objects that have come together") {
  const Sets sets{"s3.archive.expiration=null", "s3.archive.noncurrent_expiration=null",
                  "ebs.documents.keep=null"};
  const auto pages = [&](const std::string& duration, const std::string& begin) {
    auto all = sets;
    all.insert(all.end(), {"duration=" + duration, "begin_after=" + begin});
    return metric_of(intake, all, "s3.archive.list.pages");
  };
  check_within("pages", pages("7 d", "113 d"), pages("120 d", "0 d") - pages("113 d", "0 d"), 1);
}

TEST_CASE("begin after: snapshots that are kept, and their copies, are those of the long run") {
  const Sets metrics{"backup.nightly.snapshots.stored_bytes", "backup.nightly.snapshots.kept",
                     "ebs.documents.used_bytes.max"};
  for (const Sets& sets : {Sets{}, Sets{"ebs.documents.keep={for: 10 d}"}}) {
    const auto week = last_week(snapshots, 60, metrics, sets);
    for (std::size_t i = 0; i < metrics.size(); ++i)
      check_within(metrics[i].c_str(), week.computed[i], week.seen[i], 1);
    const auto n = metrics.size();
    check_within("seconds of backups", week.computed[n], week.seen[n], 1);
    check_within("bytes of backups", week.computed[n + 2], week.seen[n + 2], 1);
    check_within("bill", week.computed[n + 3], week.seen[n + 3], 1);
  }
}

TEST_CASE("begin after: uploads, results, items and records are those of the long run") {
  const Sets metrics{"s3.inbox.objects", "s3.inbox.bytes", "s3.inbox.bytes.STANDARD_IA", "s3.results.bytes",
                     "s3.results.objects"};
  const auto week = last_week(functions, 120, metrics);
  for (std::size_t i = 0; i < metrics.size(); ++i)
    check_within(metrics[i].c_str(), week.computed[i], week.seen[i], 1);
  check_within("bill", week.computed.back(), week.seen.back(), 1);
}

TEST_CASE("begin after: log groups store what their retention keeps") {
  const auto stored = [&](const std::string& duration, const std::string& begin) {
    return in_own_process([&] {
             const auto result = run_text(intake, {"duration=" + duration, "begin_after=" + begin});
             for (const auto& line : result.cost.lines) {
               if (line.resource == "cloudwatch_logs.audit" && line.unit == "GiB-month")
                 return std::vector{line.quantity};
             }
             return std::vector{0.0};
           })
        .front();
  };
  check_within("stored in the last week", stored("7 d", "113 d"),
               stored("120 d", "0 d") - stored("113 d", "0 d"), 1);
}

TEST_CASE("begin after: a disk that would be full by then is full at once") {
  const auto result = run_text(snapshots, {"begin_after=300 d", "duration=1 d"});
  CHECK(metric(result, "ebs.documents.full_at") < 60);
  CHECK(metric(result, "flows.intake.upload.acknowledged") == 0);
}

TEST_CASE("begin after: dates, growth and schedules go on, and 0 days change nothing") {
  // In an own process, before this one has an engine.
  const auto before =
      metric_of(intake, {"duration=3 d", "start=2027-01-01T00:00:00"}, "flows.intake.upload.started");
  const auto result = run_text(intake, {"begin_after=365 d", "duration=3 d", "ebs.documents.size=16 TiB"});
  CHECK(result.scenario.start.starts_with("2027-01-01T00:00:00"));
  CHECK(result.backups.at(1).scheduled.starts_with("2027-01-02T02:00:00"));
  check_within("uploads", metric(result, "flows.intake.upload.started"), 3 * before, 2);
}

/// What differs most in percent is what the test is about; the bill is compared too.
void check_as_long_run(const char* text, int days, const Sets& metrics, const Sets& sets = {}) {
  const auto week = last_week(text, days, metrics, sets);
  for (std::size_t i = 0; i < metrics.size(); ++i)
    check_within(metrics[i].c_str(), week.computed[i], week.seen[i], 1);
  check_within("bill", week.computed.back(), week.seen.back(), 1);
}

/// Another flow writes larger documents to the same volume, and grows otherwise.
constexpr const char* neighbour = R"yaml(  more:
    kind: ec2-ebs-s3
    app: app
    volume: documents
    uploads: { arrivals: { deterministic: 1500/d }, growth: { linear: 2x/y }, size: { constant: 3 MB } }
)yaml";

TEST_CASE("begin after: what several flows wrote to a volume is copied and cleared out as in the long run") {
  const auto text = std::string{intake} + neighbour;
  Sets metrics{"s3.archive.objects", "s3.archive.bytes", "s3.archive.bytes.GLACIER",
               "ebs.documents.used_bytes.max"};
  check_as_long_run(text.c_str(), 120, metrics);
  metrics.erase(metrics.begin() + 2);
  // Over the end of January, whose hours are not February's.
  for (const Sets& sets : {Sets{"backup.nightly.mode=full"}, Sets{"backup.nightly.pack=64 MB"}})
    check_as_long_run(text.c_str(), 45, metrics, sets);
}

TEST_CASE("begin after: snapshots of what several flows wrote are those of the long run") {
  const auto text = std::string{snapshots} + neighbour;
  const Sets metrics{"backup.nightly.snapshots.stored_bytes", "ebs.documents.used_bytes.max"};
  for (const Sets& sets : {Sets{}, Sets{"ebs.documents.keep={for: 10 d}"}})
    check_as_long_run(text.c_str(), 60, metrics, sets);
}

TEST_CASE("begin after: a disk that several flows would have filled is full at once") {
  const auto text = std::string{snapshots} + neighbour;
  const auto result = run_text(text.c_str(), {"begin_after=120 d", "duration=1 d"});
  CHECK(metric(result, "ebs.documents.full_at") < 60);
  CHECK(metric(result, "flows.more.upload.acknowledged") == 0);
}

TEST_CASE("begin after: keys that come again have replaced their objects as in the long run") {
  for (const Sets& bucket :
       {Sets{"s3.inbox.versioning=true", "s3.inbox.noncurrent_expiration=40 d"}, Sets{}}) {
    auto sets = bucket;
    sets.insert(sets.end(), {"flows.automation.uploads.key.distinct=20000", "s3.inbox.expiration=null",
                             "s3.inbox.transitions=null"});
    Sets metrics{"s3.inbox.objects", "s3.inbox.bytes", "s3.results.objects"};
    if (!bucket.empty()) metrics.emplace_back("s3.inbox.noncurrent_bytes");
    check_as_long_run(functions, 120, metrics, sets);
  }
}

/// What one function leaves reaches another; clients publish to a topic, whose queue a third one reads.
const Sets chained{
    "s3.texts={}",
    "sns.news={}",
    "sqs.tasks={trigger: {topic: news}}",
    "lambda.summarize={trigger: {bucket: results}, runtime: python3.12, memory: 512 MB, writes_to: texts, "
    "notifies: news}",
    "lambda.file={trigger: {queue: tasks}, runtime: python3.12, memory: 512 MB, writes_to: index}",
    "flows.posts={kind: sns-publish, topic: news, uploads: {arrivals: {deterministic: 300/d}, size: "
    "{constant: 20 kB}}}"};

TEST_CASE("begin after: what functions behind functions, topics and queues leave is that of the long run") {
  check_as_long_run(functions, 60,
                    {"s3.inbox.objects", "s3.results.objects", "s3.texts.objects", "s3.texts.bytes"},
                    chained);
}

TEST_CASE("begin after: replicas are those of the long run") {
  check_as_long_run(functions, 60, {"s3.inbox.objects"},
                    {"s3.inbox.versioning=true", "s3.inbox.replication={region: eu-west-1}"});
}

TEST_CASE(
    "begin after: failures and drills with a date happen in the run that has it, and those before are over") {
  const Sets dated{
      "failures=[{at: 2026-01-03T12:00, bucket: archive, kind: outage, for: 30 h}]",
      "drills=[{at: 2026-01-02T12:00, restore: nightly}, {at: 2026-01-05T12:00, restore: nightly}]"};
  const auto told = [&](const char* begin) {
    return in_own_process([&] {
      auto sets = dated;
      sets.insert(sets.end(), {std::string{"begin_after="} + begin, "duration=2 d"});
      const auto result = run_text(intake, sets);
      std::vector<double> seen{static_cast<double>(result.restores.size())};
      for (const auto& failure : result.failures)
        seen.insert(seen.end(), {failure.at_s, failure.ended_s.value_or(-1)});
      return seen;
    });
  };
  CHECK(told("0 d") == std::vector<double>{1});
  CHECK(told("2 d") == std::vector<double>{0, 43200, 151200});
  CHECK(told("3 d") == std::vector<double>{1, 0, 64800});  // of the outage, what is left
}

TEST_CASE("begin after: rewrites that began on a day have gone on since then") {
  const Sets sets{"ebs.documents.rewrites.from=2026-01-31T00:00", "ebs.documents.keep=null"};
  check_as_long_run(snapshots, 60, {"backup.nightly.snapshots.stored_bytes"}, sets);
}

TEST_CASE("begin after: clients find the documents that came before on a disk that is full") {
  const Sets sets{"begin_after=300 d", "duration=1 d", "ebs.documents.size=100 GiB",
                  "ebs.documents.keep=null", "flows.intake.downloads.recent_documents=1000"};
  const auto result = run_text(intake, sets);
  CHECK(metric(result, "ebs.documents.full_at") > 0);
  CHECK(metric(result, "ebs.documents.used_share.max") <= 1);
  const double finished = metric(result, "flows.intake.download.finished");
  CHECK(finished > 400);
  CHECK(metric(result, "flows.intake.download.failed") == 0);
  check_within("bytes of a download", metric(result, "flows.intake.download.bytes") / finished, 500e3, 1);
}

TEST_CASE("begin after: documents that came before are lost with the disk, and what has a copy comes back") {
  const auto result = run_text(
      intake, {"begin_after=60 d", "duration=1 d", "flows.intake.recovery={detect: 1 min, provision: 1 min}",
               "flows.intake.downloads.arrivals={deterministic: 1/min}",
               "failures=[{at: 12 h, volume: documents, kind: loss}]"});
  CHECK(metric(result, "flows.intake.download.failed.volume_lost") >= 1);
  CHECK(metric(result, "flows.intake.download.finished") > 1000);
  CHECK(result.conserved());
}

TEST_CASE("begin after: clients of a bucket find the objects that came before, in their class") {
  const Sets downloads{
      "begin_after=60 d", "duration=2 d",
      "flows.automation.downloads={arrivals: {deterministic: 100/d}, recent_documents: 50000}"};
  const auto result = run_text(functions, downloads);
  CHECK(metric(result, "flows.automation.download.finished") == 199);
  // Half of what they want is older than 30 days.
  CHECK(billed(result, info_of(Meter::s3_ia_retrieved_bytes).meaning, "s3.inbox") > 0);
}

/// A thousand messages an hour, of which the function works on 360.
constexpr const char* crowded = R"yaml(
garoa: 1
region: us-east-1
start: 2026-01-01T00:00:00
duration: 6 d
s3: { inbox: {} }
sqs: { work: { trigger: { bucket: inbox }, visibility_timeout: 360 s, retention: 12 h } }
lambda: { f: { trigger: { queue: work, batch_size: 1 }, runtime: python3.12, memory: 1769 MB, timeout: 60 s, work: { per_document: 20 s } } }
flows: { a: { kind: s3-lambda, bucket: inbox, uploads: { arrivals: { deterministic: 1000/h }, size: { constant: 1 kB } } } }
)yaml";

TEST_CASE("begin after: what a queue's reader could not work on waits, and grows old") {
  for (const std::string limit : {"lambda.f.reserved_concurrency=2", "lambda.f.trigger.max_concurrency=2"}) {
    const auto told = [&](const std::string& duration, const std::string& begin) {
      return in_own_process([&] {
        const auto result = run_text(crowded, {limit, "duration=" + duration, "begin_after=" + begin});
        CHECK(result.conserved());
        return std::vector{metric(result, "sqs.work.depth.end"), metric(result, "sqs.work.expired")};
      });
    };
    const auto last_days = told("1 d", "1 d");
    const auto long_run = told("2 d", "0 d");
    const auto first_days = told("1 d", "0 d");
    check_within("waiting at the end", last_days[0], long_run[0], 5);
    check_within("expired", last_days[1], long_run[1] - first_days[1], 5);
    CHECK(last_days[1] > 10000);
  }
}

TEST_CASE(
    "begin after: where messages that are received in vain are dead letters, none has waited for long") {
  const auto waiting = [&](const std::string& duration, const std::string& begin) {
    return metric_of(crowded,
                     {"lambda.f.reserved_concurrency=2", "sqs.dead={}", "sqs.work.max_receives=3",
                      "sqs.work.dead_letter=dead", "duration=" + duration, "begin_after=" + begin},
                     "sqs.work.oldest_age.max");
  };
  check_within("oldest, s", waiting("1 d", "1 d"), waiting("2 d", "0 d"), 20);
}

TEST_CASE("begin after: the first snapshot holds the documents that came since the one before") {
  const auto last = [&](const std::string& duration, const std::string& begin) {
    return in_own_process([&] {
             const auto result = run_text(snapshots, {"duration=" + duration, "begin_after=" + begin,
                                                      "backup.nightly.start_spread=0 s"});
             return std::vector{static_cast<double>(result.backups.back().files)};
           })
        .front();
  };
  check_within("files", last("1 d", "29 d"), last("30 d", "0 d"), 1);
}

TEST_CASE("begin after: it takes whole days") {
  Diagnostics diagnostics;
  const ModelFiles files{"", diagnostics};
  CHECK_FALSE(load_scenario_text(intake, "t.yaml", "", {{"begin_after=36 h"}, {}}, files, diagnostics));
  CHECK(diagnostics.text() == "--set begin_after=36 h: error: 'begin_after' is 36 h; it takes whole days\n");
}

}  // namespace begin_after_test
