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

TEST_CASE("data from before: a drill of a run that begins later wants what one of the long run wants") {
  const auto drill = [](std::vector<std::string> sets) {
    sets.insert(sets.end(), {"backup.hourly.schedule=cron(0 2 * * ? *)", "flows.intake.recovery=null"});
    return in_own_process([&] {
      const auto result = run_text(intake, sets);
      const auto& made = result.restores.at(0);
      return std::vector<double>{static_cast<double>(made.expected_files), static_cast<double>(made.files)};
    });
  };
  const std::vector<std::vector<std::string>> methods{
      {},
      {"s3.archive.expiration=3 d"},
      {"backup.hourly.method=snapshot", "backup.hourly.to=null", "backup.hourly.start_spread=0 s"}};
  for (const auto& method : methods) {
    auto late = method;
    late.insert(late.end(), {"duration=126 h", "drills=[{ at: 121 h, restore: hourly }]"});
    const auto seen = drill(late);
    auto short_run = method;
    short_run.insert(short_run.end(),
                     {"begin_after=5 d", "duration=6 h", "drills=[{ at: 1 h, restore: hourly }]"});
    const auto computed = drill(short_run);
    check_within("wanted", computed[0], seen[0], 0.1);
    check_within("came back", computed[1], seen[1], 0.1);
  }
}

TEST_CASE("data from before: files that were lost are missing in no later drill, whatever makes the copies") {
  // A day after a snapshot that is kept for two the volume is lost, and restored from it; the drill finds none left.
  const auto missing = [](std::vector<std::string> sets) {
    sets.insert(sets.end(), {"backup.hourly={ method: aws-backup, to: null, schedule: 'rate(4 days)', "
                             "retention: { age: 2 d } }",
                             "duration=60 h", "drills=[{ at: 59 h, restore: hourly }]"});
    return in_own_process([&] {
      const auto result = run_text(intake, sets);
      const auto& drill = result.restores.back();
      return std::vector<double>{static_cast<double>(drill.expected_files),
                                 metric_or(result, "flows.intake.documents.lost", 0)};
    });
  };
  const std::string begin = "begin_after=5 d";
  const auto unhurt = missing({begin});
  const auto hurt = missing({begin, lost_after("1 h")});
  // The snapshot of four days ago showed 10,000 files and four days of documents, and nothing since then counts.
  check_within("wanted by the drill", hurt[0], unhurt[0], 0.1);
  check_within("lost, of a day and an hour", hurt[1], 25 * 60, 0.3);
}

TEST_CASE("data from before: what another job brought back is in no copy of the one that had not copied it") {
  // Copies of every hour bring back what came until 23 h; snapshots of 20 h have not seen the last 3 h of that.
  const auto drill = [](const char* at) {
    return in_own_process([&] {
      const auto result = run_text(
          intake,
          {"duration=30 h",
           "backup.rare={ from: documents, method: snapshot, start_spread: 0 s, schedule: 'rate(20 hours)' }",
           "flows.intake.further_backups=[rare]", lost_after("23.5 h"),
           std::string{"drills=[{ at: "} + at + ", restore: rare }]"});
      CHECK(result.conserved());
      return std::vector<double>{static_cast<double>(result.restores.back().files)};
    })[0];
  };
  CHECK(drill("29 h") == doctest::Approx(10000 + 20 * 60).epsilon(0.0005));
}

TEST_CASE("data from before: after a loss and its restore it leaves for its age, as in the long run") {
  const auto used = [](std::vector<std::string> sets) {
    sets.insert(sets.end(), {"ebs.documents.keep={ for: 3 d, every: 1 d }",
                             "ebs.documents.data_at_start=null", "ebs.documents.files_at_start=null"});
    return in_own_process([&] {
      const auto result = run_text(intake, sets);
      CHECK(result.restores.size() == 1);
      CHECK(result.conserved());
      return std::vector<double>{metric(result, "ebs.documents.used_bytes.max") / 1e6};
    })[0];
  };
  const auto seen =
      used({"duration=9 d", "warmup=121 h", "failures=[{ at: 125 h, volume: documents, kind: loss }]"});
  check_within("MB on it at most, begun later", used({"begin_after=5 d", "duration=4 d", lost_after("5 h")}),
               seen, 0.1);
}

TEST_CASE(
    "data from before: what had no copy when the volume went comes back with no restore, whichever it was") {
  // Copies of ten connections end out of order, and where S3 answers with errors some fail long before others are made.
  const std::string first_loss = "{at: 61.3 min, volume: documents, kind: loss}";
  const std::string errors =
      "{at: 60.5 min, for: 30 s, service: s3, kind: errors, rate: 0.97}, "
      "{at: 100 min, volume: documents, kind: loss}";
  for (const auto& before : {first_loss, errors}) {
    CAPTURE(before);
    const auto told = in_own_process([&] {
      const auto result =
          run_text(intake, {"duration=10 h", "drills=[{ at: 5.5 h, restore: hourly }]",
                            "failures=[" + before + ", {at: 4.01 h, volume: documents, kind: loss}]"});
      CHECK(result.conserved());
      CHECK(result.restores.size() == 3);
      for (const auto& restore : result.restores) CHECK(restore.files == restore.expected_files);
      return std::vector<double>{static_cast<double>(result.restores.back().files),
                                 static_cast<double>(result.failures.back().documents_lost),
                                 metric(result, "flows.intake.documents.lost.volume_lost"),
                                 metric(result, "backup.hourly.from_before.copied_files"),
                                 metric(result, "backup.hourly.from_before.uncopied_files"),
                                 metric(result, "flows.intake.upload.rejected")};
    });
    CHECK(told[1] <= 2);  // of the 36 s since the copy before
    CHECK(told[2] > 1000);
    CHECK(told[3] + told[4] == 10000);
    CHECK(told[0] == 10000 + 299 - told[2] - told[5]);  // one comes while the copy of the fifth hour begins
  }
}

TEST_CASE("data from before: a full copy after one in which files failed has each of them once") {
  const auto result =
      run_text(intake, {"backup.hourly.mode=full", "drills=[{ at: 130 min, restore: hourly }]",
                        "failures=[{at: 60.5 min, for: 30 s, service: s3, kind: errors, "
                        "rate: 0.97}]"});
  CHECK(metric(result, "backup.hourly.failed_files") > 1000);
  REQUIRE(result.backups.size() == 2);
  CHECK(result.backups[1].files == 10000 + 119);
  CHECK(metric(result, "backup.hourly.from_before.copied_files") == 10000);
  CHECK(metric(result, "backup.hourly.from_before.uncopied_files") == 0);
  CHECK(result.restores.at(0).expected_files == 10000 + 119);
  CHECK(result.restores.at(0).files == 10000 + 119);
}

}  // namespace data_from_before_test
