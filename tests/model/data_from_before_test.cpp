// What is on a volume from before the run: copied, walked over, lost and restored like documents.
#include <string>
#include <vector>

#include "tests/support/cost_lines.hpp"
#include "tests/support/run_scenario.hpp"

namespace data_from_before_test {

using namespace garoa;
using namespace garoa::test;

namespace {

/// 10,000 files of 1 MB are there; a document of 1 MB a minute comes. Copies after one and two hours.
constexpr const char* intake = R"(
garoa: 1
region: us-east-1
duration: 170 min
ec2: { app: { type: m6i.large, speed: 1 } }
ebs: { documents: { attach: app, size: 100 GiB, data_at_start: 10 GB, files_at_start: 10000 } }
s3: { archive: {} }
backup: { hourly: { from: documents, to: archive, schedule: rate(1 hour) } }
flows:
  intake:
    kind: ec2-ebs-s3
    app: app
    volume: documents
    backup: hourly
    uploads: { arrivals: { deterministic: 1/min }, size: { constant: 1 MB } }
    recovery: { detect: 1 min, provision: 1 min }
)";

std::string lost_after(const char* time) {
  return std::string{"failures=[{at: "} + time + ", volume: documents, kind: loss}]";
}

}  // namespace

TEST_CASE("data from before: the first copy takes it, later ones what is new") {
  const auto result = run_text(intake);
  REQUIRE(result.backups.size() == 2);
  CHECK(result.backups[0].files == 10059);
  CHECK(result.backups[0].bytes == 10'059'000'000);
  CHECK(result.backups[1].files == 60);
  CHECK(metric(result, "s3.archive.objects") == 10119);
  CHECK(metric(result, "backup.hourly.from_before.copied_files") == 10000);
  CHECK(metric(result, "backup.hourly.from_before.uncopied_files") == 0);
  CHECK(metric(result, "flows.intake.protection.documents") == 119);
}

TEST_CASE("data from before: what the bucket holds at the start are its copies") {
  const auto result = run_text(intake, {"s3.archive.existing={objects: 4000, size: 1 MB}"});
  CHECK(result.backups[0].files == 6059);
  CHECK(metric(result, "s3.archive.objects") == 10119);
}

TEST_CASE(
    "data from before: a tool that compares by HEAD asks for each file on the volume, whatever else the "
    "bucket holds") {
  const std::string by_head = "backup.hourly.compare=head";
  const auto asked = [&](const std::vector<std::string>& sets) {
    return in_own_process([&] {
      return std::vector<double>{1000 * line_of(run_text(intake, sets).cost, "s3.archive", "GET").quantity};
    })[0];
  };
  // With the document that comes as the tool starts, 60 are there at the first run and 120 at the second.
  const double two_runs = 2 * 10000 + 60 + 120;
  CHECK(asked({by_head}) == two_runs);
  CHECK(asked({by_head, "s3.archive.existing={objects: 500000, size: 1 MB}"}) == two_runs);
  // What is lost is there no more, and comes back with the recovery.
  CHECK(asked({by_head, lost_after("90 min"), "flows.intake.recovery=null"}) == 10060);
}

TEST_CASE("data from before: a full copy takes it every time") {
  const auto result = run_text(intake, {"backup.hourly.mode=full"});
  CHECK(result.backups[0].files == 10059);
  CHECK(result.backups[1].files == 10119);
}

TEST_CASE("data from before: a restore brings it back, and takes the time of its bytes") {
  const auto result = run_text(intake, {lost_after("130 min")});
  REQUIRE(result.restores.size() == 1);
  const auto& restore = result.restores.front();
  CHECK(restore.files == 10119);
  CHECK(restore.bytes == 10'119'000'000);
  CHECK(restore.completeness() == 1);
  check_within("used at most, MB", metric(result, "ebs.documents.used_bytes.max") / 1e6, 10000 + 130, 0.4);
}

TEST_CASE("data from before: without a copy it is lost, and there is nothing to restore") {
  const auto result = run_text(intake, {lost_after("30 min")});
  REQUIRE(result.restores.size() == 1);
  CHECK(result.restores.front().expected_files == 0);
  CHECK(metric(result, "flows.intake.documents.lost.volume_lost") == 10000 + 29);
  CHECK(metric(result, "flows.intake.documents.lost_bytes") == 10'029'000'000);
  CHECK(metric(result, "backup.hourly.from_before.uncopied_files") == 10000);
  CHECK(result.conserved());
  REQUIRE(result.failures.size() == 1);
  CHECK(result.failures.front().documents_lost == 10029);
  CHECK(result.failures.front().achieved_rpo_s == 30 * 60);  // at least: nobody knows how old it is
  const auto& gone = finding(result, "D-AV-03");
  CHECK(gone.status == compliance::Status::fail);
  CHECK(gone.count == 10029);
  CHECK(gone.n >= 10029);
  for (const auto* const control : {"D-RC-04", "D-RC-05"})
    CHECK(finding(result, control).message.starts_with("There was no copy yet to bring back"));
}

TEST_CASE("data from before: what the first copy had not reached is lost, the rest comes back") {
  const auto result = run_text(
      intake, {"backup.hourly.concurrency=1", "backup.hourly.stream.rate=2 MB/s", lost_after("90 min")});
  REQUIRE(result.restores.size() == 1);
  const auto copied = metric(result, "backup.hourly.from_before.copied_files");
  CHECK(copied > 1000);
  CHECK(copied < 9000);
  CHECK(metric(result, "flows.intake.documents.lost.volume_lost") == 10000 - copied + 89);
  CHECK(static_cast<double>(result.restores.front().expected_files) == copied);
  CHECK(result.restores.front().completeness() == 1);
  CHECK(finding(result, "D-RC-04").n == 1);
  CHECK_FALSE(finding(result, "D-RC-04").censored);
  CHECK(result.conserved());
}

TEST_CASE("data from before: without a backup it is lost with the volume, once") {
  const auto result = run_text(intake, {"backup=null", "flows.intake.backup=null",
                                        "flows.intake.recovery=null", lost_after("30 min")});
  CHECK(metric(result, "flows.intake.documents.lost.volume_lost") == 10000 + 29);
  CHECK(result.conserved());
}

TEST_CASE("data from before: a snapshot brings its files back too") {
  const auto result =
      run_text(intake, {"backup.hourly.method=snapshot", "backup.hourly.to=null", lost_after("130 min")});
  REQUIRE(result.restores.size() == 1);
  CHECK(result.restores.front().files > 10000);
  CHECK(result.restores.front().completeness() == 1);
  CHECK(metric_or(result, "ebs.documents.full_at", -1) == -1);
  check_within("used at most, MB", metric(result, "ebs.documents.used_bytes.max") / 1e6, 10000 + 130, 0.4);
}

TEST_CASE("data from before: lost in a run that begins later it is as old as its last copy") {
  const auto result = run_text(
      intake, {"begin_after=2 d", "backup.hourly.schedule=cron(30 * * * ? *)", lost_after("10 min")});
  REQUIRE(result.failures.size() == 1);
  check_within("achieved RPO, s", result.failures.front().achieved_rpo_s.value_or(0), 40 * 60, 0.1);
  CHECK(metric(result, "flows.intake.documents.lost.volume_lost") == 30 + 9);
  CHECK(result.conserved());
}

}  // namespace data_from_before_test
