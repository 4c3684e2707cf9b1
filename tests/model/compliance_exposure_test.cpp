// D-RT-01 by hand: a document is locked as soon as the first of its copies is, wherever that lies.
#include <doctest/doctest.h>

#include "tests/support/compliance_run.hpp"

namespace compliance_exposure_test {

using namespace garoa;
using namespace garoa::compliance;
using testing::good_architecture;
using testing::shipped_profile;
using testing::ToldRun;

namespace {

/// Documents are put into a bucket without a lock; its replicas are locked for so many days.
Architecture with_locked_replicas(double days) {
  auto architecture = good_architecture();
  for (auto& bucket : architecture.buckets) {
    bucket.lock = LockMode::none;
    bucket.replica_lock = LockMode::compliance;
    bucket.replica_lock_days = days;
  }
  return architecture;
}

void put(ToldRun& run, double time, DocumentId id) {
  run.journal.report(events::DocumentProtected{time, run.document(run.automation, id), time});
  run.journal.report(events::UploadAcknowledged{time, run.document(run.automation, id)});
}

Finding exposure(ToldRun& run, std::string_view flow, double end = 100000) {
  return ToldRun::one(run.finish(end), "D-RT-01", flow);
}

}  // namespace

TEST_CASE("D-RT-01: a locked replica locks its document when it is complete") {
  for (const double replicated : {86500.0, 86501.0}) {  // 86,400 s after the upload, and a second later
    ToldRun run{with_locked_replicas(420)};
    put(run, 100, 1);
    run.journal.report(events::DocumentReplicated{replicated, run.inbox, run.document(run.automation, 1), 100,
                                                  /*other_account=*/false});
    const auto finding = exposure(run, "flows.automation");
    CHECK(finding.status == (replicated > 86500 ? Status::fail : Status::warn));  // just inside: a near miss
    CHECK(*finding.measured == replicated - 100);
    CHECK(finding.n == 1);
    CHECK(finding.key == "s3.inbox.replication.time_control");
  }
}

TEST_CASE("D-RT-01: a replica that is locked for too short a time, or that never comes, locks nothing") {
  ToldRun short_lock{with_locked_replicas(34)};
  put(short_lock, 100, 1);
  const auto never_locked = exposure(short_lock, "flows.automation");
  CHECK(never_locked.status == Status::fail);
  CHECK(never_locked.actual == "never locked");
  ToldRun run{with_locked_replicas(420)};
  put(run, 100, 1);
  const auto waiting = exposure(run, "flows.automation", 200000);
  CHECK(waiting.status == Status::fail);
  CHECK(waiting.censored);
  CHECK(*waiting.measured == 199900);
}

TEST_CASE("D-RT-01: a replica of the backup's object locks the documents in it") {
  ToldRun run{with_locked_replicas(420)};
  const auto archive = run.journal.intern("s3.archive");
  for (const DocumentId id : {7, 8}) {
    run.acknowledge(100, id);
    run.journal.report(events::DocumentProtected{300, run.document(run.intake, id), 100,
                                                 events::ObjectId{run.intake, 7}, run.nightly});
  }
  run.journal.report(events::DocumentReplicated{500, archive, run.document(run.intake, 7), 300, false});
  const auto finding = exposure(run, "flows.intake");
  CHECK(finding.status == Status::pass);
  CHECK(*finding.measured == 400);
}

TEST_CASE("D-RT-01: a locked vault locks what its bucket held when the recovery point was made") {
  auto architecture = with_locked_replicas(34);
  BackupJob vault{"vaulted", {}, "", "", 3600, 1800};
  vault.from_bucket = "inbox";
  vault.vault_lock = LockMode::compliance;
  vault.retention_days = 100;
  architecture.backups.push_back(vault);
  architecture.flows[1].bucket_is_backed_up = true;
  ToldRun run{architecture};
  const auto vaulted = run.journal.intern("backup.vaulted");
  const auto point = [&](double began, double ended) {
    run.journal.report(events::BackupFinished{ended, vaulted, run.automation, began, began, never, 0, 0, 0});
  };
  put(run, 100, 1);
  put(run, 1100, 2);
  point(1000, 1500);  // when the second document was not there
  point(2000, 2700);
  const auto finding = exposure(run, "flows.automation");
  CHECK(finding.status == Status::pass);
  CHECK(*finding.measured == 1600);
  CHECK(finding.key == "backup.vaulted.schedule");
}

TEST_CASE(
    "D-RT-01: each profile asks for its own least lock, and what is never locked is worse at a limit of 0 "
    "too") {
  const std::vector profiles{built_in_default_profile(), shipped_profile("sec-17a-4")};
  ToldRun run{with_locked_replicas(420), profiles};  // 35 d by default, six years by SEC 17a-4
  put(run, 100, 1);
  run.journal.report(events::DocumentReplicated{200, run.inbox, run.document(run.automation, 1), 100, false});
  for (const auto& finding : testing::of_control(run.finish(100000), "D-RT-01")) {
    if (finding.flow != "flows.automation") continue;
    const bool by_sec = finding.profile == "sec-17a-4";
    CHECK(finding.status == (by_sec ? Status::fail : Status::pass));
    if (by_sec) CHECK(finding.severity == Severity::critical);
    if (by_sec) CHECK_FALSE(finding.ratio);
  }
}

}  // namespace compliance_exposure_test
