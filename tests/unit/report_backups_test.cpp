// Backup runs and the attribution of waits.
#include <doctest/doctest.h>

#include <limits>

#include "sim/collect/collector.hpp"
#include "sim/core/units.hpp"
#include "sim/results/metric_table.hpp"

namespace report_backups_test {

using namespace garoa;

namespace {

constexpr std::uint64_t mib = 1024 * 1024;

struct Recording {
  explicit Recording(double warmup = 0)
      : collector{journal, {.warmup = warmup, .sample_interval = 60, .local_time = [](double s) {
                              return "T" + std::to_string(static_cast<int>(s));
                            }}} {}
  void wait(double time, NameId waiting, NameId resource, double seconds, double queueing = 0) {
    journal.report(events::Waited{time, flow, waiting, resource, seconds, queueing});
  }
  void start(double time, double scheduled) {
    journal.report(events::BackupStarted{time, job, flow, scheduled, 0, 0});
  }
  void finish_backup(double time, double scheduled, double started, std::uint64_t files,
                     std::uint64_t failed = 0, double window = 1800) {
    const auto outcome = failed == 0 ? events::BackupOutcome::completed : events::BackupOutcome::partial;
    journal.report(events::BackupFinished{time, job, flow, scheduled, started, window, files * mib, files,
                                          failed, outcome});
  }
  RunResult finish(double end) {
    RunResult result;
    collector.fill(result, end);
    CHECK(metric_faults(result) == std::vector<std::string>{});
    return result;
  }

  Journal journal;
  FlowId flow = journal.flow("flows.intake");
  NameId job = journal.intern("backup.nightly");
  NameId upload = journal.intern("upload");
  NameId phase = journal.intern("backup nightly");
  NameId volume = journal.intern("ebs.documents.throughput");
  NameId bucket = journal.intern("s3.archive.transfer");
  NameId cpu = journal.intern("ec2.app.cpu");
  Collector collector;
};

double value_of(const RunResult& result, std::string_view name) {
  const Metric* metric = result.find_metric(name);
  REQUIRE_MESSAGE(metric != nullptr, name);
  return metric->value;
}

}  // namespace

TEST_CASE("report: backup runs are listed with their state, window and what they waited for") {
  Recording run;
  run.start(100, 100);
  run.wait(150, run.phase, run.volume, 40);
  run.wait(160, run.phase, run.bucket, 10);
  run.finish_backup(1100, 100, 100, 1000);
  run.start(3700, 3600);
  run.wait(3800, run.phase, run.bucket, 30);
  run.journal.report(events::BackupSkipped{5000, run.job, run.flow});
  run.finish_backup(6200, 3600, 3700, 500, 1);
  run.start(7200, 7200);
  const auto result = run.finish(8000);

  REQUIRE(result.backups.size() == 4);
  const auto& first = result.backups[0];
  CHECK(first.job == "nightly");
  CHECK(first.flow == "intake");
  CHECK(first.state == BackupState::completed);
  CHECK(first.scheduled == "T100");
  CHECK(first.ended == "T1100");
  CHECK(first.bottleneck == "ebs.documents.throughput");
  CHECK(first.overrun_s() == 0);
  const auto& second = result.backups[1];
  CHECK(second.state == BackupState::partial);
  CHECK(second.overrun_s() == doctest::Approx(6200 - 3600 - 1800));
  CHECK(second.bottleneck == "s3.archive.transfer");  // the first run's waits are not its own
  CHECK(result.backups[2].state == BackupState::skipped);
  CHECK(result.backups[3].state == BackupState::running);
  CHECK(result.backups[3].duration_s() == doctest::Approx(800));

  CHECK(value_of(result, "backup.nightly.runs") == 2);
  CHECK(value_of(result, "backup.nightly.completed") == 1);
  CHECK(value_of(result, "backup.nightly.skipped") == 1);
  CHECK(value_of(result, "backup.nightly.duration.mean") == doctest::Approx(1750));
  CHECK(value_of(result, "backup.nightly.duration.max") == doctest::Approx(2500));
  CHECK(value_of(result, "backup.nightly.start_delay.max") == doctest::Approx(100));
  CHECK(value_of(result, "backup.nightly.throughput") == doctest::Approx(1500.0 * mebibyte / 3500));
  CHECK(value_of(result, "backup.nightly.failed_files") == 1);
  CHECK(value_of(result, "backup.nightly.window_overruns") == 1);
  CHECK(value_of(result, "backup.nightly.window_overrun.max") == doctest::Approx(800));
}

TEST_CASE("report: a backup's time goes to what made it long, where copies side by side share theirs") {
  Recording run;
  run.start(100, 100);
  run.wait(700, run.phase, run.bucket, 600);  // alone: a listing
  run.journal.report(events::BackupWentOn{700, run.job, run.flow});
  for (int copy = 0; copy < 10; ++copy) {  // side by side
    run.wait(1000, run.phase, run.volume, 297);
    run.wait(1000, run.phase, run.cpu, 3);
  }
  run.finish_backup(1000, 100, 100, 1);
  const auto result = run.finish(2000);
  const auto& parts = result.backups[0].parts;
  CHECK(result.backups[0].bottleneck == "s3.archive.transfer");
  REQUIRE(parts.size() == 2);  // the last is below 1 %
  CHECK(parts[0].second == doctest::Approx(600));
  CHECK(parts[1].first == "ebs.documents.throughput");
  CHECK(parts[1].second == doctest::Approx(297));
}

TEST_CASE("report: without a window there is no overrun to speak of") {
  Recording run;
  run.start(100, 100);
  run.finish_backup(9000, 100, 100, 1, 0, std::numeric_limits<double>::infinity());
  const auto result = run.finish(10000);
  CHECK_FALSE(result.backups[0].window_s.has_value());
  CHECK(result.find_metric("backup.nightly.window_overruns") == nullptr);
}

TEST_CASE("report: a backup scheduled during warm-up is listed but not measured") {
  Recording run{1000};
  run.start(100, 100);
  run.finish_backup(1500, 100, 100, 7);
  const auto result = run.finish(2000);
  CHECK(result.backups.size() == 1);
  CHECK(value_of(result, "backup.nightly.runs") == 0);
  CHECK(result.find_metric("backup.nightly.duration.max") == nullptr);
}

TEST_CASE("report: the bottleneck of a phase is the resource with the largest share of its waits") {
  Recording run;
  run.wait(10, run.upload, run.cpu, 1);
  run.wait(11, run.upload, run.volume, 6, 4);
  run.wait(12, run.upload, run.volume, 2.95);
  run.wait(13, run.upload, run.bucket, 0.05);  // 0.5 %: not listed
  run.wait(14, run.phase, run.bucket, 5);
  const auto result = run.finish(20);
  REQUIRE(result.bottlenecks.size() == 2);
  CHECK(result.bottlenecks[0].phase == "backup nightly");
  CHECK(result.bottlenecks[0].share == doctest::Approx(1));
  const auto& upload = result.bottlenecks[1];
  CHECK(upload.flow == "intake");
  CHECK(upload.phase == "upload");
  CHECK(upload.resource == "ebs.documents.throughput");
  CHECK(upload.share == doctest::Approx(0.895));
  CHECK(upload.waited_s == doctest::Approx(10));
  REQUIRE(upload.parts.size() == 2);
  CHECK(upload.parts[1].resource == "ec2.app.cpu");
  CHECK(upload.parts[1].share == doctest::Approx(0.1));
}

TEST_CASE("report: queueing is told apart from the service that an idle resource takes as well") {
  Recording run;
  run.wait(10, run.upload, run.cpu, 5);
  run.wait(11, run.upload, run.volume, 3, 2.5);
  const auto result = run.finish(20);
  const auto& upload = result.bottlenecks.at(0);
  CHECK(upload.resource == "ec2.app.cpu");
  CHECK(upload.queueing_s == doctest::Approx(2.5));
  CHECK(upload.service_s() == doctest::Approx(5.5));
  REQUIRE(upload.parts.size() == 2);
  CHECK(upload.parts[0].queueing_s == 0);
  CHECK(upload.parts[1].queueing_s == doctest::Approx(2.5));
  CHECK(upload.parts[1].service_s() == doctest::Approx(0.5));
}

TEST_CASE("report: a wait that began during warm-up is not attributed") {
  Recording run{10};
  run.wait(11, run.upload, run.cpu, 2);  // began at 9
  CHECK(run.finish(20).bottlenecks.empty());
}

}  // namespace report_backups_test
