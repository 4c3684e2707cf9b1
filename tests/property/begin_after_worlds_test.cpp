// Small worlds of all kinds: what a long run has at an instant is there in a run that begins then. Losses, restores, backups and stocks within
// 1 %.
#include <fmt/format.h>

#include <string>
#include <vector>

#include "tests/support/run_scenario.hpp"

namespace begin_after_worlds_test {

using namespace garoa;
using namespace garoa::test;

namespace {

using Sets = std::vector<std::string>;

/// A document a minute; a copy every night.
constexpr const char* volume = R"yaml(garoa: 1
region: us-east-1
start: 2026-03-02T00:00:00
timezone: UTC
duration: 1 d
warmup: 0 s
ec2: { app: { type: m6i.large } }
ebs: { documents: { attach: app, size: 400 GiB } }
s3: { archive: { expiration: 7 d } }
backup:
  job: { from: documents, to: archive, schedule: "cron(0 1 * * ? *)" }
flows:
  intake:
    kind: ec2-ebs-s3
    app: app
    volume: documents
    backup: job
    recovery: {}
    uploads: { arrivals: { deterministic: 1/min }, size: { constant: 1 MiB } }
policy: { rpo: 30 h, rto: 2 h, profiles: [br-cmn-4893] }
)yaml";

const char* const neighbour =
    "flows.other={ kind: ec2-ebs-s3, app: app, volume: documents, uploads: { arrivals: { deterministic: "
    "3/min }, size: { constant: 200 KiB } } }";
const char* const weekly =
    "backup.weekly={ from: documents, method: aws-backup, schedule: rate(7 days), retention: { age: 30 d } }";
const Sets snapshots{"backup.job.method=snapshot", "backup.job.to=null", "backup.job.schedule=rate(3 days)",
                     "backup.job.start_spread=0 s", "backup.job.retention={ age: 1 d }"};

const Sets nightly_snapshots{"backup.job.method=snapshot", "backup.job.to=null",
                             "backup.job.start_spread=0 s", "backup.job.retention={ age: 3 d }"};

struct World {
  std::string what;
  Sets sets;
};

const std::vector<World> worlds{
    {"copies that expire", {}},
    {"full copies that expire", {"backup.job.mode=full"}},
    {"full copies that are gone", {"backup.job.mode=full", "backup.job.schedule=rate(11 days)"}},
    {"two flows on one volume", {neighbour}},
    {"documents that leave after their copies", {"ebs.documents.keep={ for: 12 d, every: 1 d }"}},
    {"a volume with data from before the start",
     {"ebs.documents.data_at_start=20 GB", "s3.archive.existing={ objects: 4000, size: 1 MB, age: 2 d }"}},
    {"the last snapshot of Data Lifecycle Manager", snapshots},
    {"copies of files that expire beside snapshots that stay",
     {weekly, "flows.intake.further_backups=[weekly]", "s3.archive.expiration=3 d"}},
};

double sum_of(const RunResult& result, const std::string& metric) {
  return metric_or(result, "flows.intake." + metric, 0) + metric_or(result, "flows.other." + metric, 0);
}

/// After so many days and hours the volume is lost.
std::vector<double> loss(const World& world, const Sets& when) {
  return in_own_process([&] {
    auto sets = world.sets;
    sets.insert(sets.end(), when.begin(), when.end());
    const auto result = run_text(volume, sets);
    CHECK(result.conserved());
    std::vector<double> told{sum_of(result, "documents.lost.volume_lost"),
                             sum_of(result, "documents.lost.copies_gone"),
                             static_cast<double>(finding(result, "D-AV-03").status)};
    const auto& restore = result.restores.at(0);
    told.insert(told.end(),
                {static_cast<double>(restore.files), static_cast<double>(restore.expected_files),
                 static_cast<double>(restore.bytes), result.failures.at(0).achieved_rpo_s.value_or(0)});
    return told;
  });
}

const std::vector<std::string> loss_told{"documents lost with the volume",
                                         "documents whose copies were gone",
                                         "verdict",
                                         "files restored",
                                         "files expected",
                                         "bytes restored",
                                         "achieved RPO"};

void check_alike(const World& world, const std::vector<std::string>& names,
                 const std::vector<double>& by_short, const std::vector<double>& by_long) {
  CAPTURE(world.what);
  REQUIRE(by_short.size() == names.size());
  REQUIRE(by_long.size() == names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    CAPTURE(names[i]);
    CHECK(by_short[i] == doctest::Approx(by_long[i]).epsilon(0.01));
  }
}

std::string lost_at(double hours) {
  return fmt::format("failures=[{{ at: {} h, volume: documents, kind: loss }}]", hours);
}

/// A document a minute into a bucket that AWS Backup copies every night.
constexpr const char* bucket = R"yaml(garoa: 1
region: us-east-1
start: 2026-03-02T00:00:00
timezone: UTC
duration: 1 d
warmup: 0 s
s3: { inbox: { versioning: true } }
backup:
  job: { from_bucket: inbox, method: aws-backup, schedule: "cron(0 3 * * ? *)", retention: { age: 4 d } }
flows:
  intake:
    kind: s3-lambda
    bucket: inbox
    uploads: { arrivals: { deterministic: 1/min }, size: { constant: 1 MB } }
drills: [{ at: 12 h, restore: job }]
policy: { rpo: 30 h, rto: 20 h, profiles: [br-cmn-4893] }
)yaml";

/// A function that fails at every event.
constexpr const char* queues = R"yaml(garoa: 1
region: us-east-1
start: 2026-03-02T00:00:00
timezone: UTC
duration: 1 d
warmup: 0 s
s3: { inbox: {} }
sqs: { dead: { retention: 4 d } }
lambda:
  f: { trigger: { bucket: inbox }, runtime: python3.12, memory: 512 MB, timeout: 10 s, error_rate: 1, asynchronous: { retries: 0 }, dlq: dead }
flows:
  intake: { kind: s3-lambda, bucket: inbox, uploads: { arrivals: { deterministic: 2/min }, size: { constant: 1 kB } } }
)yaml";

/// What a world has of such metrics, and its bill.
struct Stock {
  const char* text;
  World world;
  std::vector<std::string> metrics;
};

const std::vector<std::string> of_site{"s3.archive.objects", "s3.archive.bytes",
                                       "ebs.documents.used_bytes.max", "backup.job.files"};
const std::vector<std::string> of_vault{"backup.job.vault.objects", "backup.job.vault.bytes",
                                        "s3.inbox.objects"};
const std::vector<std::string> of_dead{"sqs.dead.depth.end", "sqs.dead.depth.max", "sqs.dead.oldest_age.max"};
const Sets by_queue{
    "sqs.work={ trigger: { bucket: inbox }, visibility_timeout: 60 s, max_receives: 2, dead_letter: dead }",
    "lambda.f.asynchronous=null", "lambda.f.trigger.bucket=null",
    "lambda.f.trigger={ queue: work, batch_size: 1 }", "lambda.f.dlq=null"};

const std::vector<Stock> stocks{
    {volume, {"a site", {}}, of_site},
    {volume,
     {"a site of two flows, of which one grows", {neighbour, "flows.other.uploads.growth=5x/y"}},
     of_site},
    {volume,
     {"a site whose documents leave",
      {"ebs.documents.keep={ for: 5 d, every: 1 d }", "s3.archive.expiration=null"}},
     of_site},
    {volume, {"a site with full copies", {"backup.job.mode=full"}}, of_site},
    {volume,
     {"a site whose copies are packed and compressed",
      {"backup.job.pack=20 MB", "backup.job.compression={ ratio: 3 }"}},
     of_site},
    {volume,
     {"a site whose copies are replicated",
      {"s3.archive.replication={ region: eu-west-1 }", "s3.archive.versioning=true",
       "s3.archive.expiration=null"}},
     {"s3.archive.objects", "s3.archive.bytes", "backup.job.files"}},
    {bucket, {"recovery points of a bucket", {}}, of_vault},
    {bucket,
     {"of a bucket whose objects expire", {"s3.inbox.expiration=6 d", "s3.inbox.noncurrent_expiration=1 d"}},
     of_vault},
    {bucket,
     {"of a bucket whose objects expire before their points",
      {"s3.inbox.expiration=2 d", "s3.inbox.noncurrent_expiration=1 d", "backup.job.retention.age=9 d"}},
     of_vault},
    {bucket,
     {"recovery points that are gone before the next one",
      {"backup.job.schedule=cron(0 3 1/3 * ? *)", "backup.job.retention.age=1 d"}},
     of_vault},
    {bucket,
     {"recovery points in another account",
      {"backup.job.copies=[{ account: other }]", "s3.inbox.existing={ objects: 5000, size: 1 MB }"}},
     of_vault},
    {queues, {"dead letters of events", {}}, of_dead},
    {queues, {"dead letters of a queue", by_queue}, of_dead},
    {queues,
     {"messages that nobody reads",
      {"sqs.dead.trigger={ bucket: inbox }", "lambda=null", "sqs.dead.retention=2 d"}},
     of_dead},
};

std::vector<double> stock(const Stock& of, int days, int hours, int from) {
  return in_own_process([&] {
    auto sets = of.world.sets;
    sets.push_back(fmt::format("begin_after={} d", from));
    sets.push_back(fmt::format("duration={} h", (days - from) * 24 + hours));
    if (of.metrics.empty()) sets.emplace_back("drills=null");
    if (of.text == bucket && !of.metrics.empty())
      sets.push_back(fmt::format("drills=[{{ at: {} h, restore: job }}]", (days - from) * 24 + 12));
    const auto result = run_text(of.text, sets);
    CHECK(result.conserved());
    std::vector<double> told;
    for (const auto& name : of.metrics) told.push_back(metric(result, name));
    const auto& restores = result.restores;
    told.push_back(restores.empty() ? 0 : static_cast<double>(restores[0].files));
    told.push_back(restores.empty() ? 0 : static_cast<double>(restores[0].expected_files));
    const auto& backups = result.backups;
    told.push_back(backups.empty() ? 0 : static_cast<double>(backups.back().files));
    told.push_back(backups.empty() ? 0 : backups.back().duration_s());
    told.push_back(result.cost.total);
    return told;
  });
}

}  // namespace

TEST_CASE(
    "begin after, worlds: what there is, what a drill brings back, the last backup and the bill are those of "
    "a long run") {
  constexpr int days = 20;
  constexpr int hours = 36;
  for (const auto& of : stocks) {
    auto names = of.metrics;
    for (const auto* const name :
         {"files restored", "files expected", "files of the last backup", "its seconds", "bill"})
      names.emplace_back(name);
    const auto by_short = stock(of, days, hours, days);
    auto by_long = stock(of, days, hours, 0);
    const auto before = stock({of.text, {of.world.what, of.world.sets}, {}}, days - 1, 24, 0);
    by_long.back() -= before.back();
    for (std::size_t i = 0; i < of.metrics.size(); ++i) {
      // Counts of what went on, not of what there is.
      if (of.metrics[i] == "backup.job.files")
        by_long[i] -= stock({of.text, of.world, {of.metrics[i]}}, days - 1, 24, 0)[0];
    }
    check_alike(of.world, names, by_short, by_long);
  }
}

TEST_CASE("begin after, worlds: a lost volume costs what it costs after a long run") {
  constexpr int days = 20;
  for (const auto& world : worlds) {
    CAPTURE(world.what);
    for (const double hours : {0.5, 5.0}) {
      CAPTURE(hours);
      check_alike(world, loss_told,
                  loss(world, {fmt::format("begin_after={} d", days), "duration=12 h", lost_at(hours)}),
                  loss(world, {fmt::format("duration={} h", days * 24 + 12), lost_at(days * 24 + hours)}));
    }
  }
}

TEST_CASE(
    "begin after, worlds: what has no copy at the beginning is as old and as much as after a long run") {
  const auto found = [](const char* text, Sets sets, const std::string& duration, int from) {
    return in_own_process([&] {
      sets.insert(sets.end(), {"duration=" + duration, fmt::format("begin_after={} d", from), "drills=null"});
      const auto result = run_text(text, sets);
      const auto& age = finding(result, "D-RC-01");
      const auto& figures = finding(result, "D-RC-02").figures;
      std::vector<double> told{static_cast<double>(age.status), age.measured.value_or(-1)};
      for (const auto& [name, value] : figures)
        if (name == "documents_max") told.push_back(value);
      return told;
    });
  };
  const std::vector<std::pair<const char*, World>> all{
      {volume, {"a copy every night", {"s3.archive.expiration=null"}}},
      {volume, {"copies that expire", {}}},
      {volume, {"of two flows", {neighbour, "s3.archive.expiration=null"}}},
      {volume, {"a snapshot every night", nightly_snapshots}},
      {bucket, {"recovery points of a bucket", {}}},
  };
  for (const auto& [text, world] : all)
    check_alike(world, {"verdict", "oldest", "most documents"}, found(text, world.sets, "36 h", 20),
                found(text, world.sets, "516 h", 0));
}

}  // namespace begin_after_worlds_test
