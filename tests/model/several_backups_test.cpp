// Several backups of one volume: the first copy of a document protects it, whichever job makes it, and a lost volume comes back from the
// one that has most of it.
#include <string>
#include <vector>

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
  // Its own copy takes what it always took.
  check_within("copied to the bucket", metric(result, "s3.archive.objects"), 4 * 60, 0.5);
  CHECK(metric(result, "flows.intake.protection.delay.max") < 3700);
}

TEST_CASE("several backups: of two flows on a lost volume only what no restore point holds is lost") {
  const auto result = run_text(intake, with_neighbour);
  check_within("lost by the flow with snapshots", metric(result, "flows.intake.documents.lost"), 15, 8);
  check_within("lost by the other one", metric(result, "flows.other.documents.lost"), 15, 8);
}

}  // namespace several_backups_test
