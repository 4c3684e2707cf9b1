// Verdicts where two measures are near each other, or a part of the evidence decides alone: worlds that only the right one of them tells apart.
#include <doctest/doctest.h>

#include <string_view>
#include <tuple>
#include <vector>

#include "tests/support/compliance_run.hpp"

namespace compliance_near_bounds_test {

using namespace garoa;
using namespace garoa::compliance;
using testing::figure;
using testing::good_architecture;
using testing::ToldRun;
using testing::with;

namespace {

constexpr double end = 100000;

/// The documents' bucket has neither replica nor lock, but recovery points of AWS Backup.
Architecture with_recovery_points() {
  auto architecture = good_architecture();
  auto& inbox = architecture.buckets[1];
  inbox.replicated_to.clear();
  inbox.lock = LockMode::none;
  BackupJob vault{"vaulted", {}, "", "", 3600, 1800};
  vault.from_bucket = "inbox";
  vault.retention_days = 100;
  architecture.backups.push_back(vault);
  architecture.flows[1].bucket_is_backed_up = true;
  return architecture;
}

}  // namespace

TEST_CASE("D-AV-01: one outage is too long though a year may have as much") {
  ToldRun run{good_architecture(), {with("D-AV-01", "max_downtime", 86400)}};
  for (int i = 0; i < 2000; ++i) run.acknowledge(10 + i, static_cast<DocumentId>(i));
  run.journal.report(events::UploadRejected{30000, run.document(run.intake, 5000), Reason::disk_full});
  run.acknowledge(30000 + 14401, 5001);
  const auto finding = ToldRun::one(run.finish(end), "D-AV-01", "flows.intake");
  CHECK(finding.status == Status::fail);
  CHECK(*finding.measured == 14401);
}

TEST_CASE(
    "D-AV-01: less than a tenth of what may be missing left warns, and so does an outage that is nearly too "
    "long") {
  const auto judged = [](int rejected, double outage) {
    ToldRun run{good_architecture(), {with("D-AV-01", "min_availability", 0.99)}};
    for (int i = 0; i < 10000 - rejected - 1; ++i) run.acknowledge(10 + i, static_cast<DocumentId>(i));
    for (int i = 0; i < rejected; ++i)
      run.journal.report(events::UploadRejected{
          30000, run.document(run.intake, 50000U + static_cast<DocumentId>(i)), Reason::disk_full});
    run.acknowledge(30000 + outage, 90000);
    return ToldRun::one(run.finish(end), "D-AV-01", "flows.intake");
  };
  CHECK(judged(101, 10).status == Status::fail);
  CHECK(judged(91, 10).status == Status::warn);
  CHECK(judged(91, 10).unit == "1");
  CHECK(judged(89, 10).status == Status::pass);
  CHECK(judged(1, 0.91 * 14400).status == Status::warn);
  CHECK(judged(1, 0.91 * 14400).unit == "s");
  CHECK(judged(1, 0.89 * 14400).status == Status::pass);
  CHECK(judged(101, 0.95 * 14400).unit == "1");  // what is broken, before what is near
}

TEST_CASE("D-LG-02 and D-RT-02: the second limit warns too where less than a tenth of it is left") {
  const auto judged = [](double silence, double longest) {
    ToldRun run{good_architecture()};
    for (int i = 0; i < 2000; ++i) {
      const double time = 10 * i;
      run.journal.report(events::LogRecordsWritten{time, run.audit, 1});
      run.journal.report(
          events::LogRecordsIngested{i == 1999 ? time + silence : time + 1, run.audit, std::vector{time}});
      const auto request = static_cast<std::uint64_t>(i);
      run.journal.report(events::DownloadStarted{time, run.intake, request});
      run.journal.report(
          events::DownloadFinished{i == 1999 ? time + longest : time + 1, run.intake, request, time, 1000});
    }
    return run.finish(2 * 86400);
  };
  for (const auto& [silence, longest, expected] : {std::tuple{0.91 * 900, 0.91 * 86400, Status::warn},
                                                   std::tuple{0.89 * 900, 0.89 * 86400, Status::pass}}) {
    const auto findings = judged(silence, longest);
    CHECK(ToldRun::one(findings, "D-LG-02", "cloudwatch_logs.audit").status == expected);
    CHECK(ToldRun::one(findings, "D-RT-02", "flows.intake").status == expected);
  }
}

TEST_CASE("D-RC-02: the most bytes at risk are held against the limit, not their mean") {
  ToldRun run{good_architecture(), {with("D-RC-02", "max_bytes", 5000)}};
  for (DocumentId id = 0; id < 10; ++id) run.acknowledge(1000, id);
  for (DocumentId id = 0; id < 10; ++id) run.protect(2000, id, 1000);
  const auto finding = ToldRun::one(run.finish(end), "D-RC-02", "flows.intake");
  CHECK(finding.status == Status::fail);
  CHECK(*finding.measured == 10000);
}

TEST_CASE("D-BK-04: documents that come in exactly as fast as they are copied never get less") {
  ToldRun run{good_architecture()};
  for (DocumentId id = 0; id < 1000; ++id) run.acknowledge(10, id);  // 10 B a second over the run
  run.start_backup(1000, 1000, 10000);
  run.finish_backup(2000, 1000, 1000, never, 10000);
  const auto finding = ToldRun::one(run.finish(end), "D-BK-04", "backup.nightly");
  REQUIRE(*finding.measured == 1);
  CHECK(finding.status == Status::fail);
}

TEST_CASE("D-DT-01: a backup that ended in its window is no episode, however much later the run ends") {
  ToldRun run{good_architecture(), {with("D-DT-01", "clock", 86400)}};
  run.journal.report(events::BackupDue{1000, run.nightly, run.intake});
  run.start_backup(1000, 1000);
  run.finish_backup(1500, 1000, 1000);
  const auto finding = ToldRun::one(run.finish(end), "D-DT-01", "cloudwatch_alarms");
  for (const auto& [name, value] : finding.figures) CHECK(name != "backup_failed_delay_s");
}

TEST_CASE("D-RC-05: a restore that finds no copy to bring back is no evidence of one that works") {
  ToldRun run{good_architecture()};
  const auto drill = run.journal.intern("drill");
  run.journal.report(
      events::RestoreFinished{1000, drill, run.intake, run.nightly, 900, {}, 0, 0, 0, 0, 0, 0});
  const auto findings = run.finish(end);
  for (const auto* const control : {"D-RC-04", "D-RC-05"}) {
    const auto finding = ToldRun::one(findings, control, "flows.intake");
    CAPTURE(finding.message);
    CHECK(finding.status == Status::not_evaluated);
    CHECK(finding.n == 0);
  }
}

TEST_CASE("D-EV-01: objects of which no event was made are lost since the first of them") {
  ToldRun run{good_architecture()};
  for (DocumentId id = 0; id < 10; ++id) {
    const auto document = run.document(run.automation, id);
    const double time = 700 + static_cast<double>(id);
    run.journal.report(events::ObjectCreated{time, run.inbox, document});
    run.journal.report(events::EventPassedOver{time, run.validate, document, true});
  }
  const auto finding = ToldRun::one(run.finish(end), "D-EV-01", "lambda.validate");
  CHECK(finding.status == Status::fail);
  REQUIRE(finding.first_violation_s.has_value());
  CHECK(*finding.first_violation_s == 700);
}

TEST_CASE(
    "D-LG-01: what a function's own group has no records of is missing, whatever the flow's group has") {
  auto architecture = good_architecture();
  auto own = architecture.log_groups[0];
  own.name = "own";
  std::erase(own.operations, LogOperation::process_result);
  architecture.log_groups.push_back(own);
  architecture.functions[0].log_group = "own";
  ToldRun run{architecture};
  run.journal.report(events::LogRecordsWritten{10, run.audit, 10});
  run.journal.report(events::LogRecordsIngested{15, run.audit, std::vector<double>(10, 10.0)});
  for (DocumentId id = 0; id < 5; ++id)
    run.journal.report(events::DocumentProcessed{20, run.validate, run.document(run.automation, id), 10, 1});
  const auto finding = ToldRun::one(run.finish(end), "D-LG-01", "cloudwatch_logs.audit");
  CHECK(finding.status == Status::fail);
  CHECK(testing::reason(finding, "not_logged_kind") == 5);
}

TEST_CASE("D-RC-01: by recovery points of a bucket, what came while one was being made waits for the next") {
  ToldRun run{with_recovery_points(), {testing::shipped_profile("br-cmn-4893")}};  // protection: job
  const auto vaulted = run.journal.intern("backup.vaulted");
  const auto point = [&](double began, double ended) {
    run.journal.report(events::BackupFinished{ended, vaulted, run.automation, began, began, never, 0, 0, 0});
  };
  run.journal.report(events::UploadAcknowledged{100, run.document(run.automation, 1)});
  run.journal.report(events::UploadAcknowledged{1200, run.document(run.automation, 2)});
  point(1000, 1500);
  point(3000, 3500);
  CHECK(*ToldRun::one(run.finish(end), "D-RC-01", "flows.automation").measured == 3500 - 1200);
}

}  // namespace compliance_near_bounds_test
