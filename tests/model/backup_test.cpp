// What becomes of the runs of a backup job, and how long a file copy takes, against their arithmetic.
#include <cmath>

#include "tests/support/run_scenario.hpp"

namespace backup_test {

using namespace garoa;
using namespace garoa::test;

namespace {

/// 89 files come in the first half hour, and the tool takes 62 s for each: the first run, due at 30 min, works
/// until 122 min; the runs that are due at 60, 90 and 120 min find it at work.
constexpr const char* long_run = R"(
garoa: 1
region: us-east-1
duration: 4 h
ec2: { app: { type: m6i.4xlarge, speed: 1 } }
ebs: { documents: { attach: app, size: 1 TiB } }
s3: { archive: {} }
backup:
  often: { from: documents, to: archive, schedule: rate(30 minutes), concurrency: 1, cpu_per_file: 62 s }
flows:
  intake:
    kind: ec2-ebs-s3
    app: app
    volume: documents
    backup: often
    uploads: { arrivals: { deterministic: 0.05/s }, until: 29.9 min, size: { constant: 1 kB } }
)";

constexpr double minute = 60;

/// Of the run that was due `after_minutes` from the start.
const BackupRun& run_due(const RunResult& result, double after_minutes) {
  for (const auto& run : result.backups) {
    if (run.scheduled_s == after_minutes * minute) return run;
  }
  FAIL("no run was due at " << after_minutes << " min");
  return result.backups.front();
}

}  // namespace

TEST_CASE("backup: policy skip leaves out what is due while a run works") {
  const auto result = run_text(long_run);
  CHECK(run_due(result, 30).state == BackupState::completed);
  check_within("seconds of the long run", run_due(result, 30).duration_s(), 89 * 62, 0.2);
  for (const double due : {60, 90, 120}) CHECK(run_due(result, due).state == BackupState::skipped);
  CHECK(run_due(result, 150).state == BackupState::completed);
  CHECK(metric(result, "backup.often.skipped") == 3);
}

TEST_CASE("backup: policy queue lets runs wait for each other, none is lost") {
  const auto result = run_text(long_run, {"backup.often.overlap=queue"});
  const double end = run_due(result, 30).ended_s;
  for (const double due : {60, 90, 120}) {
    CHECK(run_due(result, due).state == BackupState::completed);
    CHECK(run_due(result, due).started_s >= end);
  }
  CHECK(metric(result, "backup.often.start_delay.max") == doctest::Approx(end - 60 * minute));
  CHECK(metric(result, "backup.often.skipped") == 0);
}

TEST_CASE("backup: policy parallel lets a run start at once") {
  const auto result = run_text(long_run, {"backup.often.overlap=parallel"});
  CHECK(run_due(result, 60).started_s == 60 * minute);
  CHECK(run_due(result, 60).ended_s < run_due(result, 30).ended_s);
  CHECK(metric(result, "backup.often.start_delay.max") == 0);
}

TEST_CASE("backup: policy fail fails what is due while a run works") {
  const auto result = run_text(long_run, {"backup.often.overlap=fail"});
  CHECK(metric(result, "backup.often.failed") == 3);
  CHECK(run_due(result, 60).state == BackupState::failed);
  CHECK(run_due(result, 60).reason == "overlap");
  CHECK(run_due(result, 60).attempts == 0);
  CHECK(run_due(result, 60).duration_s() == 0);
}

TEST_CASE("backup: a run that gets its turn after its start window expires") {
  const auto result = run_text(long_run, {"backup.often.overlap=queue", "backup.often.start_window=40 min"});
  CHECK(run_due(result, 60).state == BackupState::expired);  // it waited for an hour
  CHECK(run_due(result, 60).reason == "start_window");
  CHECK(run_due(result, 90).state == BackupState::completed);  // half an hour
  CHECK(metric(result, "backup.often.expired") == 1);
}

TEST_CASE("backup: a run expires when its start window is over, whatever the ones before it do") {
  const auto result = run_text(long_run, {"backup.often.overlap=queue", "backup.often.start_window=10 min"});
  const auto& late = run_due(result, 60);
  CHECK(late.state == BackupState::expired);
  CHECK(late.ended_s == 70 * minute);
  CHECK(late.started_s == 70 * minute);
  CHECK(late.parts.empty());  // nothing of the run before it
  CHECK(late.attempts == 0);
  CHECK_FALSE(run_due(result, 30).parts.empty());
  CHECK(metric(result, "backup.often.expired") == 2);  // 120 min begins at 122
}

TEST_CASE("backup: a run that has expired is told while the one before it still works") {
  const auto result = run_text(
      long_run, {"backup.often.overlap=queue", "backup.often.start_window=10 min", "duration=95 min"});
  CHECK(run_due(result, 60).state == BackupState::expired);
  CHECK(run_due(result, 30).state == BackupState::running);
  CHECK(metric(result, "backup.often.expired") == 1);
}

TEST_CASE("backup: a run that outlasts its complete window is cancelled, the next one goes on") {
  const auto result = run_text(long_run, {"backup.often.complete_window=50 min"});
  const auto& first = run_due(result, 30);
  CHECK(first.state == BackupState::expired);
  CHECK(first.reason == "complete_window");
  CHECK(first.files == 49);  // the one begun at 48 x 62 s ends
  check_within("seconds until it ended", first.duration_s(), 49 * 62, 0.3);
  CHECK(first.left_files == 40);
  CHECK(metric(result, "backup.often.left_files.max") == 40);
  CHECK(run_due(result, 90).state == BackupState::completed);
  CHECK(run_due(result, 90).files == 40);
  CHECK(run_due(result, 90).left_files == 0);
}

TEST_CASE("backup: a run that never gets its turn in time says what waits for it") {
  const auto result = run_text(long_run, {"backup.often.overlap=queue", "backup.often.start_window=40 min",
                                          "flows.intake.uploads.until=45 min"});
  const auto& late = run_due(result, 60);
  CHECK(late.state == BackupState::expired);
  CHECK(late.left_files == 45);  // of 134, the first run has copied 89
}

TEST_CASE("backup: a run that failed says nothing of how long a copy takes") {
  const auto result =
      run_text(long_run, {"failures=[{at: 20 min, bucket: archive, kind: outage, for: 20 min}]"});
  CHECK(run_due(result, 30).state == BackupState::failed);
  CHECK(run_due(result, 30).duration_s() < 60);
  check_within("seconds of a run", metric(result, "backup.often.duration.mean"), 89 * 62, 0.2);
}

TEST_CASE("backup: the mean duration is that of runs with something to copy, and none is due at the end") {
  const auto result = run_text(long_run);
  CHECK(metric(result, "backup.often.idle") == 3);  // at 150, 180 and 210 min
  check_within("seconds of a run", metric(result, "backup.often.duration.mean"), 89 * 62, 0.2);
  CHECK(result.backups.back().scheduled_s == 210 * minute);
}

namespace {

/// 1,000 files within a hundred seconds, one run at ten minutes; one request at a time, so that times add up.
constexpr const char* one_by_one = R"(
garoa: 1
region: us-east-1
duration: 2 h
ec2: { app: { type: m6i.4xlarge, speed: 1 } }
ebs: { documents: { attach: app, size: 1 TiB } }
s3: { archive: {} }
backup:
  once:
    from: documents
    to: archive
    schedule: cron(10 0 * * ? *)
    tool: sdk
    concurrency: 1
    cpu_per_file: 0 ms
    cpu_per_request: 0 ms
    cpu_per_mb: 0 ms
    scan: { per_file: 0 ms }
flows:
  intake:
    kind: ec2-ebs-s3
    app: app
    volume: documents
    backup: once
    uploads: { arrivals: { deterministic: 10/s }, until: 99.95 s, size: { constant: 1 kB } }
)";
constexpr double files = 999;
const double put = 0.040 * std::exp(0.29 * 0.29 / 2);
const double read_time = 0.0007 * std::exp(0.35 * 0.35 / 2) + 0.001 * 0.010;
const double send_time = 1000 / (95.0 * 1024 * 1024);
constexpr double way = 0.00025;
constexpr double list = 0.15;
const double plain_copy = list + files * (read_time + put + way + send_time);

double seconds_of_run(const std::vector<std::string>& sets) {
  return metric(run_text(one_by_one, sets), "backup.once.duration.max");
}

}  // namespace

TEST_CASE("backup: one request at a time takes the sum of its files") {
  check_within("seconds", seconds_of_run({}), plain_copy, 1);
}

TEST_CASE("backup: the walk takes its time for each file and directory on the volume") {
  check_within(
      "seconds",
      seconds_of_run({"backup.once.scan={per_file: 10 ms, per_directory: 20 ms, directories: 1000}"}),
      plain_copy + files * 0.010 + 1000 * 0.020, 1);
}

TEST_CASE("backup: a distant bucket costs round trips for each request") {
  const auto result = run_text(one_by_one, {"backup.once.stream={latency: 150 ms, round_trips: 7}"});
  check_within("seconds", metric(result, "backup.once.duration.max"), plain_copy + files * 7 * 0.150, 0.5);
  CHECK(bottleneck(result, "intake", "backup once").resource == "backup.once.round_trips");
}

namespace {

/// 200 ms for each file and as much for its 100 kB.
std::vector<std::string> much_cpu(int threads) {
  return {"flows.intake.uploads.size={constant: 100 kB}", "backup.once.cpu_per_file=200 ms",
          "backup.once.cpu_per_mb=2 s", "backup.once.concurrency=20",
          "backup.once.cpu_threads=" + std::to_string(threads)};
}

}  // namespace

TEST_CASE("backup: CPU for each file and megabyte is spent one file at a time") {
  check_within("seconds", seconds_of_run(much_cpu(1)), files * 0.4, 0.5);
}

TEST_CASE("backup: four threads take a quarter of the time") {
  check_within("seconds", seconds_of_run(much_cpu(4)), files * 0.4 / 4, 0.5);
}

TEST_CASE("backup: packs make one object of many files, whose copies exist together") {
  const auto result = run_text(one_by_one, {"backup.once.pack=100 kB"});
  CHECK(metric(result, "s3.archive.objects") == 10);  // 9 packs of 100 files, and the last 99
  CHECK(metric(result, "backup.once.files") == files);
  CHECK(metric(result, "s3.archive.bytes") == files * 1000);
  CHECK(metric(result, "flows.intake.protection.documents") == files);
  const double longer =
      1 + 0.75 * std::log(1e5 / 1024) / std::log(128);  // 70 ms instead of 40 from 128 KiB on
  check_within("seconds", metric(result, "backup.once.duration.max"),
               list + files * (read_time + send_time) + 10 * (longer * put + way),
               6);  // of ten PUTs with their luck
}

TEST_CASE("backup: mode full copies everything again, a document is protected once") {
  const auto result = run_text(one_by_one, {"backup.once.mode=full", "backup.once.schedule=rate(30 minutes)",
                                            "duration=100 min", "backup.once.concurrency=10"});
  CHECK(metric(result, "backup.once.completed") == 3);
  CHECK(metric(result, "backup.once.files") == 3 * files);
  CHECK(metric(result, "s3.archive.objects") == 3 * files);
  CHECK(metric(result, "flows.intake.protection.documents") == files);
}

TEST_CASE("backup: a tool that needs more memory than there is fails at every attempt") {
  // 999 files and 9,001 directories at 200 bytes are 2 MB; half of the walk of 10 s fits into 1 MB.
  const auto result =
      run_text(one_by_one, {"backup.once.memory={limit: 1 MB, per_entry: 200 B}", "backup.once.retries=2",
                            "backup.once.scan={per_file: 1 ms, per_directory: 1 ms, directories: 9001}"});
  REQUIRE(result.backups.size() == 1);
  CHECK(result.backups[0].state == BackupState::failed);
  CHECK(result.backups[0].reason == "out_of_memory");
  CHECK(result.backups[0].attempts == 3);
  CHECK(metric(result, "backup.once.retries") == 2);
  CHECK(metric(result, "backup.once.memory.max") == 1e6);
  check_within("seconds of three attempts", result.backups[0].duration_s(), 3 * (list + 5) + 2 * 300, 0.1);
  CHECK(metric_or(result, "flows.intake.protection.documents", 0) == 0);
}

}  // namespace backup_test
