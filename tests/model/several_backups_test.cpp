// Several backups of one volume: the first copy of a document protects it, whichever job makes it, and a lost volume comes back from the
// one that has most of it.
#include <string>
#include <vector>

#include "models/backup/waiting_file.hpp"
#include "tests/support/run_scenario.hpp"

namespace several_backups_test {

using namespace garoa;
using namespace garoa::test;

namespace {

/// One document of 1 MB a minute; a file copy every six hours, a snapshot every hour.
constexpr const char* intake = R"YAML(
garoa: 1
region: us-east-1
start: 2026-03-02T00:00:00
duration: 24 h
ec2: { app: { type: m6i.large, speed: 1 } }
ebs: { documents: { attach: app, size: 100 GiB } }
s3: { archive: {} }
backup:
  copy: { from: documents, to: archive, schedule: "cron(0 0/6 * * ? *)" }
  hourly: { from: documents, method: snapshot, schedule: "cron(30 * * * ? *)", start_spread: 0 s, rate: 100 MiB/s }
flows:
  intake:
    kind: ec2-ebs-s3
    app: app
    volume: documents
    backup: copy
    further_backups: [hourly]
    uploads: { arrivals: { deterministic: 1/min }, size: { constant: 1 MB } }
    recovery: { detect: 1 min, provision: 1 min }
failures: [{ at: 16.75 h, volume: documents, kind: loss }]
)YAML";

}  // namespace

TEST_CASE("several backups: a document is protected once, by the first that copies it") {
  const auto result = run_text(intake, {"failures=null", "flows.intake.recovery=null"});
  check_within("protected", metric(result, "flows.intake.protection.documents"), 23.5 * 60, 0.2);
  CHECK(metric(result, "flows.intake.protection.delay.max") < 3700);
  check_within("copied to the bucket", metric(result, "s3.archive.objects"), 18 * 60, 0.2);
  check_within("of all snapshots, MB", metric(result, "backup.hourly.bytes") / 1e6, 23.5 * 60, 2);
}

TEST_CASE(
    "several backups: a lost volume comes back from the newest restore point, and loses only what none "
    "holds") {
  const auto result = run_text(intake);
  check_within("lost", metric(result, "flows.intake.documents.lost"), 15, 8);
  REQUIRE(result.restores.size() == 1);
  CHECK(result.restores.front().source == "backup.hourly");
  check_within("restored", static_cast<double>(result.restores.front().files), 16.5 * 60, 0.2);
  REQUIRE(result.failures.front().achieved_rpo_s.has_value());
  check_within("achieved RPO, min", *result.failures.front().achieved_rpo_s / 60, 15, 8);
}

TEST_CASE("several backups: after a copy that is newer than the snapshot the copy restores it") {
  const auto result = run_text(intake, {"failures=[{at: 12.25 h, volume: documents, kind: loss}]"});
  REQUIRE(result.restores.size() == 1);
  CHECK(result.restores.front().source == "backup.copy");
  check_within("restored", static_cast<double>(result.restores.front().files), 12 * 60, 0.2);
}

/// A second flow writes to the volume, and has a file copy of its own once a day.
const std::vector<std::string> with_neighbour{
    "flows.intake.backup=hourly", "flows.intake.further_backups=[]", "flows.intake.recovery=null",
    "backup.copy.schedule=cron(0 4 * * ? *)",
    "flows.other={kind: ec2-ebs-s3, app: app, volume: documents, backup: copy, uploads: {arrivals: "
    "{deterministic: 1/min}, size: {constant: 1 MB}}}"};

TEST_CASE("several backups: a snapshot for one flow protects what another flow wrote to the volume") {
  auto sets = with_neighbour;
  sets.emplace_back("failures=null");
  const auto result = run_text(intake, sets);
  check_within("protected", metric(result, "flows.other.protection.documents"), 23.5 * 60, 0.2);
  CHECK(metric(result, "flows.other.protection.delay.max") < 3700);
  // The copy that the other one names takes what both wrote until then.
  check_within("copied to the bucket", metric(result, "s3.archive.objects"), 2 * 4 * 60, 0.5);
  CHECK(metric(result, "flows.intake.protection.delay.max") < 3700);
}

TEST_CASE("several backups: of two flows on a lost volume only what no restore point holds is lost") {
  const auto result = run_text(intake, with_neighbour);
  check_within("lost by the flow with snapshots", metric(result, "flows.intake.documents.lost"), 15, 8);
  check_within("lost by the other one", metric(result, "flows.other.documents.lost"), 15, 8);
}

/// The other flow has no backup of its own: what the one copies from the volume holds its documents too.
const std::vector<std::string> copied_by_one{
    "backup.hourly=null", "flows.intake.further_backups=[]",
    "flows.other={kind: ec2-ebs-s3, app: app, volume: documents, uploads: {arrivals: {deterministic: 1/min}, "
    "size: {constant: 2 MB}}}"};

std::vector<std::string> copied_by_one_and(const std::vector<std::string>& more) {
  auto sets = copied_by_one;
  sets.insert(sets.end(), more.begin(), more.end());
  return sets;
}

TEST_CASE("several backups: a file copy for one flow copies what another flow wrote to the volume") {
  const auto result =
      run_text(intake, copied_by_one_and({"failures=null", "flows.intake.recovery=null", "policy.rpo=7 h"}));
  check_within("objects", metric(result, "s3.archive.objects"), 2 * 18 * 60, 0.2);
  check_within("files", metric(result, "backup.copy.files"), 2 * 18 * 60, 0.2);
  check_within("MB", metric(result, "backup.copy.bytes") / 1e6, 3 * 18 * 60, 0.2);
  for (const std::string flow : {"intake", "other"}) {
    check_within("protected", metric(result, "flows." + flow + ".protection.documents"), 18 * 60, 0.2);
    CHECK(metric(result, "flows." + flow + ".protection.delay.max") < 6.1 * 3600);
  }
  for (const auto& found : result.compliance.findings) {
    if (found.control == "D-RC-01") CHECK(found.status == compliance::Status::pass);
  }
}

TEST_CASE("several backups: a recovery from one flow's copies brings back the other flow's documents too") {
  const auto result = run_text(intake, copied_by_one);
  REQUIRE(result.restores.size() == 1);
  check_within("restored", static_cast<double>(result.restores.front().files), 2 * 12 * 60, 0.2);
  check_within("MB", static_cast<double>(result.restores.front().bytes) / 1e6, 3 * 12 * 60, 0.2);
  for (const std::string flow : {"intake", "other"})
    check_within("lost", metric(result, "flows." + flow + ".documents.lost"), 4.75 * 60, 2);
}

TEST_CASE("several backups: a flow recovers by itself from the copies that another flow's backup made") {
  const auto result = run_text(
      intake, copied_by_one_and({"flows.intake.recovery=null", "flows.other.recovery={provision: 1 min}"}));
  REQUIRE(result.restores.size() == 1);
  CHECK(result.restores.front().source == "backup.copy");
  check_within("restored", static_cast<double>(result.restores.front().files), 2 * 12 * 60, 0.2);
}

TEST_CASE("several backups: flows that each have a recovery restore side by side, both from the loss on") {
  const auto result = run_text(
      intake, copied_by_one_and({"flows.other.recovery={detect: 1 min, provision: 1 min}",
                                 "ebs.documents.data_at_start=2 GB", "ebs.documents.files_at_start=2000"}));
  REQUIRE(result.restores.size() == 2);
  double files = 0;
  for (const auto& restore : result.restores) {
    CHECK(restore.began_s == 16.75 * 3600);
    CHECK(restore.completeness() == 1);
    files += static_cast<double>(restore.files);
  }
  check_within("restored by both", files, 2 * 12 * 60 + 2000, 0.2);
  REQUIRE(result.failures.front().ended_s.has_value());
  CHECK(*result.failures.front().ended_s ==
        std::max(*result.restores[0].ended_s, *result.restores[1].ended_s));
  check_within("MB on the volume", metric(result, "ebs.documents.used_bytes.max") / 1e6,
               2000 + 3 * (12 + 24 - 16.8) * 60, 2);
  CHECK(result.conserved());
}

TEST_CASE("several backups: a drill restores what the copies hold of all flows") {
  const auto result =
      run_text(intake, copied_by_one_and({"failures=null", "drills=[{at: 12.5 h, restore: copy}]"}));
  REQUIRE(result.restores.size() == 1);
  check_within("restored", static_cast<double>(result.restores.front().files), 2 * 12 * 60, 0.2);
}

TEST_CASE("several backups: in a pack of two flows' files every one is protected") {
  const auto result = run_text(
      intake, copied_by_one_and({"failures=null", "flows.intake.recovery=null", "backup.copy.pack=20 MB"}));
  for (const std::string flow : {"intake", "other"})
    check_within("protected", metric(result, "flows." + flow + ".protection.documents"), 18 * 60, 0.2);
}

TEST_CASE("several backups: what leaves the volume of two flows leaves for each after its own copies") {
  const auto result =
      run_text(intake, copied_by_one_and({"failures=null", "flows.intake.recovery=null",
                                          "ebs.documents.keep={after_copy: 1 h, every: 1 h}"}));
  for (const std::string flow : {"intake", "other"})
    check_within("archived", metric(result, "flows." + flow + ".documents.archived"), 18 * 60, 1);
}

TEST_CASE(
    "several backups: of what a second one copies where nothing is replicated no document is kept in mind") {
  const auto peak_mib = [](const char* lasts) {
    return in_own_process([&] {
      const auto result = run_text(
          intake,
          {std::string{"duration="} + lasts, "failures=null", "ebs.documents.size=500 GiB",
           "s3={ archive: { versioning: true, replication: { account: other } }, plain: {} }",
           "backup.hourly={ from: documents, to: plain, method: file-copy, schedule: 'cron(30 * * * ? *)', "
           "start_spread: null, rate: null }",
           "backup.copy.schedule=rate(1 hour)",
           "flows.intake.uploads={ arrivals: { deterministic: 1/s }, size: { constant: 100 kB } }",
           "policy={ rpo: 4 h, rto: 2 h, profiles: [eu-dora] }"});
      CHECK(metric(result, "s3.plain.objects") > 80000);
      return std::vector{static_cast<double>(result.performance.peak_memory_kib) / 1024};
    })[0];
  };
  // 172,800 documents more.
  CHECK(peak_mib("3 d") - peak_mib("1 d") < 3);
}

TEST_CASE("waiting file: size, number, time and flow come back") {
  const FlowId flow{3, "flows.three"};
  const Document document{flow, (DocumentId{1} << 40) - 5, (std::uint64_t{1} << 46) - 7, 90.5};
  const WaitingFile file{document, 100.25, 255};
  CHECK(file.document(flow).id == document.id);
  CHECK(file.bytes() == document.bytes);
  CHECK(file.document(flow).arrived == doctest::Approx(90.5));
  CHECK(file.acknowledged() == 100.25);
  CHECK(file.source() == 255);
  const WaitingFile before{{flow, (DocumentId{1} << 44) + 12, 5, 0}, 0};
  CHECK(before.id() == (DocumentId{1} << 44) + 12);
  CHECK(before.source() == 0);
}

}  // namespace several_backups_test
