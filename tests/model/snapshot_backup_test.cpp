// Backups by snapshots against their arithmetic: durations, protection, storage, copies, money.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "tests/support/run_scenario.hpp"

namespace snapshot_backup_test {

using namespace garoa;
using namespace garoa::test;

namespace {

/// 100 GiB that change as a whole between two runs, and few documents.
constexpr const char* daily = R"yaml(
garoa: 1
region: us-east-1
start: 2026-03-02T00:00:00
timezone: UTC
duration: 5 d
ec2: { app: { type: m6i.large } }
ebs:
  documents:
    attach: app
    type: gp3
    size: 200 GiB
    data_at_start: 100 GiB
    rewrites: { rate: 100 MiB/s }
backup:
  daily: { from: documents, method: snapshot, schedule: "cron(0 2 * * ? *)", start_spread: 0 s, rate: 100 MiB/s }
flows:
  intake:
    kind: ec2-ebs-s3
    app: app
    volume: documents
    backup: daily
    uploads: { arrivals: { deterministic: 1/min }, size: { constant: 1 MiB } }
)yaml";

}  // namespace

TEST_CASE("snapshot backup: a run lasts its overhead and its changed bytes at the rate") {
  const auto result = run_text(daily);
  CHECK(metric(result, "backup.daily.completed") == 5);
  // 100 GiB at 100 MiB/s and 45 s; documents add at most a day of 1 MiB a minute.
  check_within("seconds of a run", metric(result, "backup.daily.duration.mean"), 1024 + 45, 1.5);
  CHECK(bottleneck(result, "intake", "backup daily").resource == "backup.daily.snapshot_upload");
}

TEST_CASE("snapshot backup: a completed snapshot protects what was acknowledged before its instant") {
  const auto result = run_text(daily, {"duration=27 h", "ebs.documents.rewrites=null"});
  // Of 1,560 documents those of the first 26 h; the last one before the instant may lack its answer.
  CHECK(metric(result, "flows.intake.protection.documents") >= 1559);
  CHECK(metric(result, "flows.intake.protection.documents") <= 1560);
  CHECK(metric(result, "flows.intake.protection.delay.max") < 86400 + 1100);
}

TEST_CASE("snapshot backup: rewrites that begin later leave the snapshots before them small") {
  // From 3 d on, two hours before the fourth snapshot: 720 GiB at random places of 100 GiB leave exp(-7.2) of them.
  const auto result = run_text(
      daily, {"ebs.documents.rewrites.from=2026-03-05T00:00", "flows.intake.uploads.size.constant=1 kB"});
  REQUIRE(result.backups.size() == 5);
  CHECK(result.backups[1].bytes <= 4 * 512 * 1024);      // 1.44 MB of documents
  CHECK(result.backups[2].bytes <= 4 * 512 * 1024);      // 1.44 MB of documents
  const double written = 2 * 3600 * 100 / 1024.0 / 100;  // of the area
  check_within("GiB of the fourth", static_cast<double>(result.backups[3].bytes) / gibibyte,
               100 * (1 - std::exp(-written)), 0.1);
}

TEST_CASE("snapshot backup: retention by count keeps the newest, and the bill what they need") {
  const auto result =
      run_text(daily, {"backup.daily.retention.count=2", "flows.intake.uploads.size.constant=1 kB"});
  CHECK(metric(result, "backup.daily.snapshots.kept") == 2);
  check_within("GiB of two snapshots", metric(result, "backup.daily.snapshots.stored_bytes") / gibibyte, 200,
               0.1);
  // Billed from the call on: one for a day, two from then to the end, a third one for the time of three runs.
  const double gib_days = 100 + 200 * (120 - 26) / 24.0 + 3 * 100 * 1069 / 86400.0;
  check_within("GiB-days billed",
               billed(result, info_of(Meter::ebs_snapshot_byte_seconds).meaning, "backup.daily") * 744 / 24,
               gib_days, 1);
}

TEST_CASE("snapshot backup: retention by age removes a snapshot when it has that age") {
  const auto result = run_text(daily, {"backup.daily.retention.age=1 d"});
  CHECK(metric(result, "backup.daily.snapshots.kept") == 1);
}

TEST_CASE("snapshot backup: a snapshot is not complete before the earlier ones that it refers to") {
  // The first one holds 100 GiB, those after it next to nothing, and all are begun within its upload.
  const auto result = run_text(daily, {"ebs.documents.rewrites=null", "backup.daily.schedule=rate(5 minutes)",
                                       "backup.daily.overlap=parallel", "duration=30 min"});
  std::vector<double> ends;
  for (const auto& run : result.backups) {
    if (run.state == BackupState::completed) ends.push_back(run.ended_s);
  }
  REQUIRE(ends.size() >= 3);
  CHECK(std::is_sorted(ends.begin(), ends.end()));
  check_within("end of the first, s", ends[0], 300 + 45 + 1024, 0.5);
  CHECK(ends[1] - ends[0] < 1);
}

TEST_CASE("snapshot backup: a run beyond the pending snapshots of a volume fails") {
  const auto result = run_text(
      daily, {"backup.daily.schedule=rate(1 minute)", "duration=20 min", "backup.daily.overlap=parallel"});
  CHECK(metric(result, "backup.daily.failed") > 0);
}

TEST_CASE("snapshot backup: the first copy to another region is whole, later ones carry the changes") {
  const auto result = run_text(daily, {"ebs.documents.rewrites={area: 10 GiB, rate: 100 MiB/s}",
                                       "flows.intake.uploads.size.constant=1 kB",
                                       "backup.daily.copies=[{region: eu-west-1}, {account: other}]"});
  CHECK(metric(result, "backup.daily.copies.completed") == 10);
  const double gib = 100 + 4 * 10;
  check_within("GiB copied", metric(result, "backup.daily.copies.bytes") / gibibyte, 2 * gib, 0.1);
  check_within("GiB that left the region",
               billed(result, info_of(Meter::transfer_region_bytes).meaning, "backup.daily.copy.eu-west-1"),
               gib, 0.1);
  CHECK(billed(result, info_of(Meter::transfer_region_bytes).meaning,
               "backup.daily.copy.same-region-other-account") == 0);
}

TEST_CASE("snapshot backup: a time-based copy is there in its time, and AWS's own example needs 250 MiB/s") {
  // 225,000 MiB in 15 minutes: AWS's user guide.
  const auto result =
      run_text(daily, {"ebs.documents.rewrites=null", "ebs.documents.size=300 GiB",
                       "ebs.documents.data_at_start=225000 MiB", "flows.intake.uploads.size.constant=1 kB",
                       "duration=2 d", "backup.daily.copies=[{region: eu-west-1, within: 15 min}]"});
  REQUIRE(metric(result, "backup.daily.copies.completed") >= 1);
  CHECK(metric(result, "backup.daily.copies.late") == 0);
  double creation = 0;
  for (const auto& run : result.backups) creation = std::max(creation, run.ended_s - run.started_s);
  check_within("instant to copy, s", metric(result, "backup.daily.copies.lag.max"), creation + 900, 1);
  check_within("GiB billed by time",
               billed(result, info_of(Meter::ebs_timed_copy_bytes).meaning, "backup.daily.copy.eu-west-1"),
               225'000.0 / 1024, 0.1);
  const auto cost = std::find_if(
      result.cost.lines.begin(), result.cost.lines.end(),
      [](const CostLine& line) { return line.item == info_of(Meter::ebs_timed_copy_bytes).meaning; });
  REQUIRE(cost != result.cost.lines.end());
  CHECK(cost->unit_price == doctest::Approx(0.02));
}

TEST_CASE("snapshot backup: a time-based copy that needs more than 500 MiB/s takes longer than promised") {
  const auto result =
      run_text(daily, {"ebs.documents.rewrites=null", "ebs.documents.size=1000 GiB",
                       "ebs.documents.data_at_start=900000 MiB", "flows.intake.uploads.size.constant=1 kB",
                       "duration=2 d", "backup.daily.copies=[{account: other, within: 15 min}]"});
  REQUIRE(metric(result, "backup.daily.copies.completed") >= 1);
  CHECK(metric(result, "backup.daily.copies.late") == 1);
  double creation = 0;
  for (const auto& run : result.backups) creation = std::max(creation, run.ended_s - run.started_s);
  check_within("instant to copy, s", metric(result, "backup.daily.copies.lag.max"), creation + 1800, 2);
}

TEST_CASE("D-RC-01: isolated, a document waits for the next snapshot and for its copy in another account") {
  const auto result = run_text(
      daily, {"backup.daily.copies=[{region: eu-west-1}, {account: other}]", "policy.profiles=[eu-dora]"});
  const auto& age = finding(result, "D-RC-01");
  CHECK(age.status == compliance::Status::fail);
  // A day, then the snapshot and the copy: each 45 s and 100 GiB and a day's documents, at 100 and at 40 MiB/s.
  check_within("oldest document without an isolated copy, s", age.measured.value_or(0),
               86400 + 2 * 45 + (102400 + 1440) * (1 / 100.0 + 1 / 40.0), 0.1);
}

TEST_CASE("D-RC-01: a copy in another region of the same account isolates nothing") {
  const auto result =
      run_text(daily, {"backup.daily.copies=[{region: eu-west-1}]", "policy.profiles=[eu-dora]"});
  CHECK(finding(result, "D-RC-01").status == compliance::Status::fail);
  CHECK(finding(result, "D-RC-01").censored);
}

TEST_CASE("aws-backup: a job that waits longer than its start window expires") {
  // Runs of 6 h that are due every hour, one at a time: each waits behind those before it.
  const auto result = run_text(daily, {"backup.daily.method=aws-backup", "backup.daily.schedule=rate(1 hour)",
                                       "ebs.documents.rewrites.rate=1 GB/s", "backup.daily.rate=5 MiB/s",
                                       "backup.daily.start_window=2 h", "duration=2 d"});
  CHECK(metric(result, "backup.daily.expired") > 20);
  CHECK(metric(result, "backup.daily.completed") >= 6);
}

TEST_CASE("aws-backup: cold storage holds whole recovery points and bills 90 days at least") {
  const auto result =
      run_text(daily, {"backup.daily.method=aws-backup", "duration=130 d",
                       "backup.daily.schedule=cron(0 2 2 3 ? 2026)", "ebs.documents.rewrites=null",
                       "flows.intake.uploads.until=1 h", "backup.daily.cold_storage_after=10 d",
                       "backup.daily.retention.age=100 d"});
  CHECK(metric(result, "backup.daily.snapshots.kept") == 0);
  // Warm for the first ten days of March 2 on, cold until June 10: each day by the length of its month.
  check_within("GiB-months warm",
               billed(result, info_of(Meter::ebs_snapshot_byte_seconds).meaning, "backup.daily"),
               100 * 10 / 31.0, 1);
  check_within("GiB-months cold",
               billed(result, info_of(Meter::ebs_snapshot_archive_byte_seconds).meaning, "backup.daily"),
               100 * (20 / 31.0 + 1 + 1 + 9 / 30.0), 1);
}

TEST_CASE("snapshot backup: a lost volume takes what no completed snapshot holds, and snapshots stay") {
  const auto result = run_text(daily, {"failures=[{at: 36 h, volume: documents, kind: loss}]", "duration=3 d",
                                       "flows.intake.uploads.size.constant=10 MiB"});
  // The last snapshot's instant is 26 h: ten hours of one document a minute.
  check_within("documents lost", metric(result, "flows.intake.documents.lost"), 600, 0.5);
  CHECK(metric(result, "backup.daily.completed") == 2);
  CHECK(metric(result, "backup.daily.failed") == 1);  // nothing is there to take one of
  const double documents = 26 * 60 * 10.0 / 1024;
  check_within("GiB stored", metric(result, "backup.daily.snapshots.stored_bytes") / gibibyte,
               200 + documents, 0.1);
}

TEST_CASE("snapshot backup: what other software writes is stored anew as if it were rewritten at that rate") {
  // 40 operations of 256 KiB a second of which a quarter reads: 7.5 MiB/s overwrite.
  const auto stored = [](const char* rewrites, const char* background) {
    return metric_of(daily, {rewrites, background, "duration=3 d"}, "backup.daily.snapshots.stored_bytes");
  };
  const char* const none = "ebs.documents.rewrites=null";
  check_within("bytes stored", stored(none, "ebs.documents.background={iops: 40, reads: 0.25}"),
               stored("ebs.documents.rewrites={rate: 7.5 MiB/s}", "ebs.documents.background=null"), 0.2);
  check_within("GiB stored", stored(none, "ebs.documents.background={iops: 40}") / gibibyte, 100, 5);
}

}  // namespace snapshot_backup_test
