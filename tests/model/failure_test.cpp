// Failures of Flow 1: what they break, what they lose, and that every acknowledged document is accounted for.
#include "tests/support/run_scenario.hpp"

using namespace garoa;
using namespace garoa::test;

namespace {

/// One document of 1 MB a second (number n arrives at second n + 1), an hourly copy of ten files at once, nothing else that limits.
constexpr const char* intake = R"yaml(
garoa: 1
region: us-east-1
duration: 3 h
ec2: { app: { type: m6i.16xlarge, workers: 10000, cpu_per_upload: 1 ms, cpu_per_mb: 0 ms } }
ebs: { documents: { attach: app, size: 2 TiB } }
s3: { archive: {} }
cloudwatch_logs: { audit: {} }
backup: { hourly: { from: documents, to: archive, schedule: "cron(0 * * * ? *)" } }
flows:
  intake:
    kind: ec2-ebs-s3
    app: app
    volume: documents
    backup: hourly
    logs: audit
    clients: { count: 200, uplink: 1 Gbit/s, downlink: 1 Gbit/s, latency: 1 ms }
    uploads: { arrivals: { deterministic: 1/s }, size: { constant: 1 MB } }
)yaml";

const compliance::Finding& finding(const RunResult& result, const std::string& control) {
  for (const auto& candidate : result.compliance.findings) {
    if (candidate.control == control) return candidate;
  }
  FAIL("no finding of " << control);
  return result.compliance.findings.front();
}

double balance_of_documents(const RunResult& result, std::uint64_t Balance::*side) {
  for (const auto& balance : result.balances) {
    if (balance.name == "flows.intake documents") return static_cast<double>(balance.*side);
  }
  FAIL("no balance of documents");
  return 0;
}

}  // namespace

TEST_CASE(
    "failures: a lost volume takes with it what was acknowledged since the last copy began, and nothing "
    "else") {
  const auto result = run_text(intake, {"failures=[{at: 9000 s, volume: documents, kind: loss}]"});
  // Copied at 7,200 s; the documents of the 1,800 seconds since then are lost, the oldest of them acknowledged at once.
  CHECK(metric(result, "flows.intake.documents.lost") == 1800);
  CHECK(metric(result, "flows.intake.documents.lost.volume_lost") == 1800);
  CHECK(metric(result, "flows.intake.documents.lost_bytes") == 1800e6);
  CHECK(balance_of_documents(result, &Balance::finished) == 7199);
  CHECK(balance_of_documents(result, &Balance::failed) == 1800);
  CHECK(result.conserved());
  REQUIRE(result.failures.size() == 1);
  const auto& failure = result.failures.front();
  CHECK(failure.target == "ebs.documents");
  CHECK(failure.documents_lost == 1800);
  check_within("age of the oldest lost document", failure.achieved_rpo_s.value_or(0), 1800, 0.01);
  CHECK_FALSE(failure.ended_s.has_value());
  // Uploads fail from then on.
  CHECK(static_cast<double>(failure.uploads_rejected) ==
        metric(result, "flows.intake.upload.rejected.volume_lost"));
  CHECK(metric(result, "flows.intake.upload.acknowledged") == 8999);
  CHECK(metric(result, "flows.intake.upload.rejected.volume_lost") +
            metric(result, "flows.intake.upload.open") ==
        1800);
}

TEST_CASE("failures: the control of lost documents counts them, names them, and tells the achieved RPO") {
  const auto result = run_text(intake, {"failures=[{at: 9000 s, volume: documents, kind: loss}]"});
  const auto& lost = finding(result, "D-AV-03");
  CHECK(lost.status == compliance::Status::fail);
  CHECK(lost.count == 1800);
  CHECK(lost.n == 8999);
  CHECK(*lost.first_violation_s == 9000);
  REQUIRE(lost.ids.size() == 20);
  CHECK(lost.ids.front() == "document 7199");
  CHECK(lost.ids_total == 1800);
  CHECK(lost.reasons == std::vector<std::pair<std::string, std::uint64_t>>{{"volume_lost", 1800}});
  // What is lost cannot stay unprotected: the age ends with the loss.
  check_within("oldest unprotected document", *finding(result, "D-RC-01").measured, 3600, 1);
}

TEST_CASE("failures: without a failure nothing is lost, and the control does not claim to have seen that") {
  const auto result = run_text(intake, {});
  CHECK(metric(result, "flows.intake.documents.lost") == 0);
  CHECK(finding(result, "D-AV-03").status == compliance::Status::not_evaluated);
  CHECK(result.failures.empty());
}

TEST_CASE("failures: without a copy the loss of the volume is the loss of everything") {
  const auto result = run_text(intake, {"backup=null", "flows.intake.backup=null",
                                        "failures=[{at: 100 s, volume: documents, kind: loss}]"});
  CHECK(metric(result, "flows.intake.documents.lost") == 99);
  CHECK(balance_of_documents(result, &Balance::finished) == 0);
}

TEST_CASE("failures: a volume lost while a copy is at work keeps what was completely copied") {
  // 3,599 files at 1 h; ten at a time, some 60 ms each, take about 25 s: after 10 s some are safe.
  const auto result = run_text(intake, {"failures=[{at: 3610 s, volume: documents, kind: loss}]"});
  const double copied = metric(result, "backup.hourly.files");
  CHECK(copied > 500);
  CHECK(copied < 3000);
  CHECK(metric(result, "flows.intake.documents.lost") == 3609 - copied);
  CHECK(balance_of_documents(result, &Balance::finished) == copied);
  REQUIRE(result.backups.size() >= 1);
  CHECK(result.backups.front().state == BackupState::partial);
  CHECK(static_cast<double>(result.backups.front().failed_files) == 3599 - copied);
}

TEST_CASE("failures: a crashed backup agent leaves its files to the next run") {
  const auto result = run_text(intake, {"failures=[{at: 3610 s, backup: hourly, kind: crash}]"});
  CHECK(metric(result, "flows.intake.documents.lost") == 0);
  REQUIRE(result.backups.size() == 3);  // the third begins at the end of the run
  CHECK(result.backups[0].state == BackupState::partial);
  CHECK(result.backups[1].state == BackupState::completed);
  CHECK(result.backups[0].files + result.backups[0].failed_files == 3599);
  CHECK(result.backups[0].files + result.backups[1].files == 7199);
  CHECK(metric(result, "s3.archive.objects") == 7199);
}

TEST_CASE("failures: clients that try again get their documents through a short lack of workers") {
  // One worker of 100 ms, no queue: a second document within 100 ms is turned away at first.
  const std::vector<std::string> busy{
      "duration=10 min", "ec2.app={workers: 1, accept_queue: 0, cpu_per_upload: 100 ms}",
      "flows.intake.uploads={arrivals: {poisson: 1/s}, size: {constant: 1 kB}}"};
  auto patient = busy;
  patient.emplace_back("flows.intake.uploads.retries={attempts: 20, delay: 1 s}");
  const auto result = run_text(intake, patient);
  CHECK(metric(result, "flows.intake.upload.retried.accept_queue_full") > 20);
  CHECK(metric(result, "flows.intake.upload.rejected") == 0);
  CHECK(result.conserved());
}
