// Restores from snapshots of Flow 1, against closed forms: size over rate, and what the newest snapshot shows.
#include "tests/support/run_scenario.hpp"

namespace snapshot_restore_test {

using namespace garoa;
using namespace garoa::test;

namespace {

/// Documents of 1 MiB, one a minute, on a volume that holds 100 GiB; the only snapshot's instant is 2 h.
constexpr const char* intake = R"yaml(
garoa: 1
region: us-east-1
start: 2026-03-02T00:00:00
timezone: UTC
duration: 2 d
ec2: { app: { type: m6i.large } }
ebs: { documents: { attach: app, size: 200 GiB, data_at_start: 100 GiB } }
backup:
  once: { from: documents, method: snapshot, schedule: "cron(0 2 2 3 ? 2026)", start_spread: 0 s, rate: 100 MiB/s }
flows:
  intake:
    kind: ec2-ebs-s3
    app: app
    volume: documents
    backup: once
    clients: { latency: 1 ms }
    uploads: { arrivals: { deterministic: 1/min }, size: { constant: 1 MiB } }
)yaml";

constexpr double documents = 119;               // acknowledged before 2 h
constexpr double files = documents + 107374;    // with those of 1 MB that were there before
constexpr double mib = 100 * 1024 + documents;  // in the snapshot
constexpr double creation = 18;                 // of a volume
constexpr double load_rate = 18;                // MiB/s

}  // namespace

TEST_CASE("snapshot restore: a drill takes provisioning and then the snapshot's size over the rate") {
  const auto result = run_text(
      intake, {"drills=[{at: 5 h, restore: once, provision: 5 min, share: 0.5}]", "policy.rto=12 h"});
  const double load = mib / load_rate;
  CHECK(metric(result, "drills.1.detect") == 0);
  CHECK(metric(result, "drills.1.provision") == 300 + creation);
  CHECK(metric(result, "drills.1.list") == 0);
  CHECK(metric(result, "drills.1.thaw") == 0);
  CHECK(metric(result, "drills.1.write") == 0);
  check_within("load", metric(result, "drills.1.transfer"), load, 0.001);
  check_within("whole drill", metric(result, "drills.1.duration"), 300 + creation + load, 0.001);
  check_within("half of the documents", metric(result, "drills.1.wanted_documents"),
               300 + creation + load / 2, 0.001);
  CHECK(metric(result, "drills.1.files") == files);
  CHECK(metric(result, "drills.1.completeness") == 1);
  CHECK(metric(result, "drills.1.bytes") == mib * mebibyte);
  // The first document: two blocks' first bytes and 1 MiB at the rate, then the volume.
  CHECK(metric(result, "drills.1.first_document") > 300 + creation + 1 / load_rate);
  CHECK(metric(result, "drills.1.first_document") < 300 + creation + 1 / load_rate + 0.2);
  CHECK(finding(result, "D-RC-04").status == compliance::Status::pass);
  CHECK(finding(result, "D-RC-05").status == compliance::Status::pass);
  CHECK(result.restores.front().bottleneck == "ebs.drills.1.snapshot_load");
}

TEST_CASE("snapshot restore: a paid initialization rate shortens the load by its ratio") {
  const auto result =
      run_text(intake, {"drills=[{at: 5 h, restore: once, provision: 0 s, initialization_rate: 200 MiB/s}]"});
  check_within("load", metric(result, "drills.1.transfer"), mib / 200, 0.001);
}

TEST_CASE("snapshot restore: verification reads all of it through the volume's limit") {
  const auto result = run_text(intake, {"drills=[{at: 5 h, restore: once, provision: 0 s, verify: true, "
                                        "initialization_rate: 300 MiB/s}]"});
  check_within("verification", metric(result, "drills.1.verify"), mib / 125, 0.1);
}

TEST_CASE("snapshot restore: a drill beside the clients shares their instance when it verifies") {
  // c5.large: 4,750 Mbit/s = 566 MiB/s to all volumes while the burst lasts; clients write 100 MiB/s of that.
  const auto result =
      run_text(intake, {"ec2.app={type: c5.large, workers: 1000, cpu_per_mb: 0 ms}",
                        "ebs.documents={attach: app, size: 1 TiB, iops: 16000, throughput: 1000 MiB/s}",
                        "flows.intake.clients={count: 100, uplink: 10 Gbit/s, latency: 1 ms}",
                        "flows.intake.uploads={arrivals: {deterministic: 10/s}, size: {constant: 10 MiB}}",
                        "backup.once.schedule=cron(10 0 * * ? *)", "duration=70 min",
                        "drills=[{at: 40 min, restore: once, provision: 0 s, verify: true, traffic: true, "
                        "initialization_rate: 300 MiB/s}]"});
  const double rate = metric(result, "drills.1.bytes") / mebibyte / metric(result, "drills.1.verify");
  check_within("MiB/s", rate, 4750e6 / 8 / mebibyte - 100, 0.1);
}

TEST_CASE(
    "snapshot restore: an archived snapshot is thawed for one to three days before the volume is made") {
  const auto result = run_text(
      intake, {"duration=30 d", "backup.once.method=aws-backup", "backup.once.cold_storage_after=10 d",
               "flows.intake.uploads.until=1 h", "drills=[{at: 12 d, restore: once, provision: 0 s}]"});
  CHECK(metric(result, "backup.once.snapshots.archived_bytes") > 0);
  const double thaw = metric(result, "drills.1.thaw");
  CHECK(thaw > 86400);
  CHECK(thaw < 3 * 86400);
  check_within("whole drill", metric(result, "drills.1.duration"),
               thaw + creation + metric(result, "drills.1.transfer"), 0.001);
  check_within("GiB thawed", billed(result, info_of(Meter::ebs_snapshot_archive_restored_bytes).meaning),
               100 + 59 / 1024.0, 0.1);
}

TEST_CASE("snapshot restore: after a loss the flow goes on from the newest snapshot") {
  const auto result = run_text(intake, {"flows.intake.recovery={detect: 10 min, provision: 5 min}",
                                        "failures=[{at: 5 h, volume: documents, kind: loss}]"});
  CHECK(metric(result, "flows.intake.documents.lost") == 299 - documents);
  CHECK(metric(result, "flows.intake.recovery.files") == files);
  CHECK(metric(result, "flows.intake.recovery.completeness") == 1);
  // Uploads are taken again as soon as the volume is mounted, 918 s after the loss: one a minute was turned away.
  CHECK(metric(result, "flows.intake.upload.rejected.volume_lost") >= 15);
  CHECK(metric(result, "flows.intake.upload.rejected.volume_lost") <= 16);
  check_within("whole recovery", metric(result, "flows.intake.recovery.duration"),
               900 + creation + mib / load_rate, 0.01);
  check_within("when all is there", metric(result, "ebs.documents.snapshot_load.initialized_at"),
               5 * 3600 + 900 + creation + mib / load_rate, 0.001);
  CHECK(result.conserved());
}

TEST_CASE("snapshot restore: with online false uploads wait until everything is there") {
  const auto result = run_text(intake, {"flows.intake.recovery={detect: 0 s, provision: 0 s, online: false}",
                                        "failures=[{at: 5 h, volume: documents, kind: loss}]"});
  check_within("uploads turned away", metric(result, "flows.intake.upload.rejected.volume_lost"),
               (creation + mib / load_rate) / 60, 1);
  CHECK(result.conserved());
}

TEST_CASE("snapshot restore: the next snapshot of the new volume stores only what changed since") {
  const auto result =
      run_text(intake, {"backup.once.schedule=cron(0 2,20 2 3 ? 2026)", "flows.intake.recovery={detect: 0 s}",
                        "failures=[{at: 5 h, volume: documents, kind: loss}]"});
  REQUIRE(result.backups.size() == 2);
  // One a minute from the mount at 5 h and 318 s to 20 h.
  check_within("MiB", static_cast<double>(result.backups[1].bytes) / mebibyte, 15 * 60 - 5, 0.5);
}

TEST_CASE("snapshot restore: downloads of documents that the snapshot shows are slow until they are loaded") {
  const auto result = run_text(
      intake, {"flows.intake.downloads={arrivals: {poisson: 0.1/s}, recent_documents: 100}",
               "flows.intake.uploads={arrivals: {deterministic: 1/s}, until: 2 h, size: {constant: 1 MiB}}",
               "flows.intake.recovery={detect: 0 s, provision: 0 s}", "duration=5.5 h",
               "failures=[{at: 5 h, volume: documents, kind: loss}]"});
  // A first touch of 1 MiB takes two blocks' first bytes and 1 MiB at the rate; before the loss nothing did.
  CHECK(metric(result, "flows.intake.download.latency.max") > 1 / load_rate);
  CHECK(metric(result, "flows.intake.download.latency.p50") < 0.1);
  CHECK(metric_or(result, "flows.intake.download.failed.not_restored", 0) == 0);
}

TEST_CASE("snapshot restore: what no snapshot keeps any more is lost with the volume") {
  const auto result =
      run_text(intake, {"backup.once.retention.age=1 d", "backup.once.method=aws-backup",
                        "flows.intake.recovery={detect: 0 s}", "flows.intake.uploads.until=1 h",
                        "failures=[{at: 40 h, volume: documents, kind: loss}]"});
  // The documents, and the files that were there before.
  CHECK(metric(result, "flows.intake.documents.lost.copies_gone") == 59 + 107'374);
  CHECK(metric(result, "flows.intake.recovery.completeness") == 0);
  CHECK(finding(result, "D-RC-05").status == compliance::Status::fail);
  CHECK(result.conserved());
}

TEST_CASE("snapshot restore: fast restore needs optimization and a credit, and then leaves nothing to load") {
  // Complete 45 s and 1,025 s after 2 h, optimized 6 min later; a volume of 200 GiB has its first credit after 12 min.
  const auto result = run_text(
      intake,
      {"backup.once.fast_restore={zones: 2}",
       "drills=[{at: 8754 s, restore: once, provision: 0 s}, {at: 5 h, restore: once, provision: 0 s}]"});
  check_within("without a credit", metric(result, "drills.1.transfer"), mib / load_rate, 0.01);
  CHECK(metric(result, "drills.2.transfer") < 1);
  const double enabled = 46 - (45 + mib / 100) / 3600;
  check_within("hours billed", billed(result, info_of(Meter::ebs_fast_restore_seconds).meaning), 2 * enabled,
               0.1);
}

TEST_CASE("snapshot restore: fast restore moves on to the newest snapshot, and bills each an hour at least") {
  const auto result = run_text(intake, {"backup.once.fast_restore={count: 1}", "duration=6 h",
                                        "backup.once.schedule=cron(0,20 2 2 3 ? 2026)"});
  // The second one is complete 45 s after 2 h 20 min, and enabled to the end.
  check_within("hours billed", billed(result, info_of(Meter::ebs_fast_restore_seconds).meaning),
               1 + 4 - (1200 + 45) / 3600.0, 0.1);
}

}  // namespace snapshot_restore_test
