// What a copy holds at an instant: recovery points and objects that have been deleted protect nothing, whatever they once held. For each
// kind of copy a retention that is shorter than, equal to and longer than the gap to the next one.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/support/run_scenario.hpp"

namespace expired_copies_test {

using namespace garoa;
using namespace garoa::test;
using compliance::Status;

namespace {

/// A document a minute.
constexpr const char* volume = R"yaml(garoa: 1
region: us-east-1
start: 2026-03-02T00:00:00
timezone: UTC
duration: 6 d
warmup: 0 s
ec2: { app: { type: m6i.large } }
ebs: { documents: { attach: app, size: 200 GiB } }
s3: { archive: {} }
backup:
  job: { from: documents, method: aws-backup, schedule: "rate(2 days)", window: 1 h, retention: { age: 3 d } }
flows:
  intake:
    kind: ec2-ebs-s3
    app: app
    volume: documents
    backup: job
    uploads: { arrivals: { deterministic: 1/min }, size: { constant: 1 MiB } }
policy: { rpo: 60 h, rto: 2 h, profiles: [br-cmn-4893] }
)yaml";

constexpr const char* bucket = R"yaml(garoa: 1
region: us-east-1
start: 2026-03-02T00:00:00
timezone: UTC
duration: 6 d
warmup: 0 s
s3: { inbox: { versioning: true } }
backup:
  job: { from_bucket: inbox, method: aws-backup, schedule: "rate(2 days)", window: 1 h, retention: { age: 3 d } }
flows:
  intake:
    kind: s3-lambda
    bucket: inbox
    uploads: { arrivals: { deterministic: 1/min }, size: { constant: 1 MB } }
policy: { rpo: 60 h, rto: 2 h, profiles: [br-cmn-4893] }
)yaml";

/// The first copies are of 48 h, and the next ones of 96 h.
constexpr const char* before_the_next = "drills=[{ at: 93 h, restore: job }]";
using Sets = std::vector<std::string>;
const Sets dlm{"backup.job.method=snapshot", "backup.job.start_spread=0 s", "backup.job.retention.age=1 d"};
const Sets files{"backup.job.method=file-copy", "backup.job.to=archive", "backup.job.retention=null",
                 "backup.job.schedule=rate(47 hours)"};

Sets with(Sets sets, const Sets& more) {
  sets.insert(sets.end(), more.begin(), more.end());
  return sets;
}

struct World {
  const char* what;
  const char* text;
  std::vector<std::string> sets;
  Status verdict;     // of D-RC-01 and D-RC-05
  double came_back;   // in the drill
  double never_back;  // likewise
};

/// Of documents acknowledged in the first 48 h, at the start of the second run.
constexpr double half = 2880;
/// Likewise in the first 47 h, whose objects are a day old at 72 h.
constexpr double by_files = 2820;

const std::vector<World> worlds{
    {"a vault's snapshots of a day", volume, {"backup.job.retention.age=1 d"}, Status::fail, 0, half},
    {"as long as the gap", volume, {"backup.job.retention.age=2 d"}, Status::pass, half, 0},
    {"longer", volume, {"backup.job.retention.age=3 d"}, Status::pass, half, 0},
    {"the last one of Data Lifecycle Manager stays", volume, dlm, Status::pass, half, 0},
    {"one by count", volume, with(dlm, {"backup.job.retention={ age: null, count: 1 }"}), Status::pass, half,
     0},
    {"a bucket's recovery points of a day", bucket, {"backup.job.retention.age=1 d"}, Status::fail, 0, half},
    {"as long as the gap", bucket, {"backup.job.retention.age=2 d"}, Status::pass, half, 0},
    {"longer", bucket, {"backup.job.retention.age=3 d"}, Status::pass, half, 0},
    {"a bucket's copies of files that go after a day", volume, with(files, {"s3.archive.expiration=1 d"}),
     Status::fail, 0, by_files},
    {"of three days, in full each time", volume,
     with(files, {"backup.job.mode=full", "s3.archive.expiration=3 d"}), Status::pass, by_files, 0},
    {"of nine days", volume, with(files, {"s3.archive.expiration=9 d"}), Status::pass, by_files, 0},
    {"of a day, but older versions stay", volume,
     with(files, {"s3.archive.expiration=1 d", "s3.archive.versioning=true"}), Status::pass, by_files, 0},
};

std::vector<double> outcome(const World& world) {
  return in_own_process([&] {
    auto sets = world.sets;
    sets.emplace_back(before_the_next);
    const auto result = run_text(world.text, sets);
    const auto& drill = result.restores.at(0);
    return std::vector{static_cast<double>(finding(result, "D-RC-01").status),
                       static_cast<double>(finding(result, "D-RC-05").status),
                       static_cast<double>(drill.files),
                       static_cast<double>(drill.expected_files - drill.files)};
  });
}

}  // namespace

TEST_CASE(
    "expired copies: a drill brings back what there is at its instant, and what has expired protects "
    "nothing") {
  for (const auto& world : worlds) {
    CAPTURE(world.what);
    const auto got = outcome(world);
    REQUIRE(got.size() == 4);
    CHECK(got[0] == static_cast<double>(world.verdict));
    CHECK(got[1] == static_cast<double>(world.verdict));
    CHECK(got[2] == doctest::Approx(world.came_back).epsilon(0.001));
    CHECK(got[3] == doctest::Approx(world.never_back).epsilon(0.001));
  }
}

TEST_CASE("expired copies: what is lost with the volume counts all documents whose copies are gone") {
  const std::vector<std::string> loss{"failures=[{ at: 93 h, volume: documents, kind: loss }]",
                                      "duration=4 d"};
  const auto lost = [&](std::vector<std::string> sets, const std::string& why) {
    sets.insert(sets.end(), loss.begin(), loss.end());
    return in_own_process([&] {
      const auto result = run_text(volume, sets);
      CHECK(result.conserved());
      CHECK(finding(result, "D-AV-03").status == Status::fail);
      return std::vector{metric_or(result, "flows.intake.documents.lost." + why, 0)};
    })[0];
  };
  CHECK(lost({"backup.job.retention.age=1 d"}, "copies_gone") == doctest::Approx(half).epsilon(0.001));
  CHECK(lost(with(files, {"s3.archive.expiration=1 d"}), "copies_gone") ==
        doctest::Approx(by_files).epsilon(0.001));
  CHECK(lost({"backup.job.retention.age=3 d"}, "copies_gone") == 0);
  const Sets with_late{"s3.archive.expiration=1 d", "flows.intake.further_backups=[late]",
                       "backup.late={ from: documents, method: aws-backup, schedule: rate(100 hours), "
                       "retention: { age: 30 d } }"};
  CHECK(lost(with(files, with_late), "copies_gone") == doctest::Approx(by_files).epsilon(0.001));
  CHECK(lost({"backup.job.retention.age=3 d"}, "volume_lost") ==
        doctest::Approx(93 * 60 - half).epsilon(0.001));
}

TEST_CASE("expired copies: the bucket's next recovery point is whole again, and so is its copy") {
  const auto result = run_text(
      bucket, {"backup.job.retention.age=1 d", "backup.job.copies=[{ region: eu-west-1, account: other }]"});
  REQUIRE(result.backups.size() == 2);
  CHECK(result.backups[0].files == doctest::Approx(2880).epsilon(0.001));
  CHECK(result.backups[1].files == doctest::Approx(5760).epsilon(0.001));
  CHECK(metric(result, "backup.job.copies.bytes") == doctest::Approx((2880 + 5760) * 1e6).epsilon(0.001));
}

TEST_CASE(
    "expired copies: a lost volume is restored from the copies that are there, not from those that were") {
  auto sets = with(
      files, {"s3.archive.expiration=1 d", "flows.intake.further_backups=[late]", "flows.intake.recovery={}",
              "backup.late={ from: documents, method: aws-backup, schedule: rate(40 hours), retention: { "
              "age: 30 d } }",
              "failures=[{ at: 79 h, volume: documents, kind: loss }]", "duration=4 d"});
  const auto result = run_text(volume, sets);
  REQUIRE(result.restores.size() == 1);
  CHECK(result.restores[0].source == "backup.late");
  // The copies held those of 47 h, and the snapshot holds those of 40 h.
  const auto late = std::find_if(result.backups.begin(), result.backups.end(),
                                 [](const auto& run) { return run.job == "late"; });
  REQUIRE(late != result.backups.end());
  CHECK(result.restores[0].files == late->files);
  CHECK(result.restores[0].files + result.restores[0].expected_files ==
        doctest::Approx(2400 + by_files).epsilon(0.001));
  CHECK(metric(result, "flows.intake.documents.lost.copies_gone") ==
        doctest::Approx(by_files - 2400).epsilon(0.01));
  CHECK(metric(result, "flows.intake.documents.lost.volume_lost") ==
        doctest::Approx(79 * 60 - by_files).epsilon(0.01));
  CHECK(result.conserved());
}

TEST_CASE("expired copies: a recovery point that goes while the next run is at work leaves that one whole") {
  // The second run takes 20 times as long as the first, and the first one's recovery point goes 48 to 56 h after its end.
  constexpr const char* from_48_h =
      "flows.more={ kind: s3-lambda, bucket: inbox, uploads: { from: 48 h, arrivals: { deterministic: 20/min "
      "}, size: { constant: 1 MB } } }";
  const auto result =
      run_text(bucket, {"backup.job.retention.age=2 d", "backup.job.window=null", from_48_h,
                        "backup.job.objects_rate=1.2/s", "drills=[{ at: 116 h, restore: job }]"});
  REQUIRE(result.backups.size() >= 2);
  REQUIRE(result.backups[1].started_s < result.backups[0].ended_s + 48 * 3600);
  REQUIRE(result.backups[1].ended_s > result.backups[0].ended_s + 56 * 3600);
  CHECK(result.restores.at(0).files == result.backups[0].files + result.backups[1].files);
  CHECK(result.restores.at(0).expected_files == result.restores.at(0).files);
}

TEST_CASE("expired copies: a recovery of a volume misses what every flow on it has lost") {
  constexpr const char* shared = R"yaml(garoa: 1
region: us-east-1
start: 2026-03-02T00:00:00
timezone: UTC
duration: 6 d
warmup: 0 s
ec2: { app: { type: m6i.large } }
ebs: { documents: { attach: app, size: 300 GiB, data_at_start: 10 GB, keep: { for: 3 d, every: 1 d } } }
s3: { archive: { expiration: 2 d } }
backup:
  job: { from: documents, to: archive, schedule: "rate(6 hours)" }
flows:
  a: { kind: ec2-ebs-s3, app: app, volume: documents, backup: job, uploads: { arrivals: { deterministic: 1/min }, size: { constant: 1 MiB } } }
  b: { kind: ec2-ebs-s3, app: app, volume: documents, uploads: { arrivals: { deterministic: 2/min }, size: { constant: 1 MiB } } }
policy: { rpo: 60 h, rto: 2 h, profiles: [br-cmn-4893] }
failures: [{ at: 109 h, volume: documents, kind: loss }]
)yaml";
  const auto result = run_text(shared, {"flows.a.recovery={}"});
  const double lost = metric(result, "flows.a.documents.lost.copies_gone") +
                      metric(result, "flows.b.documents.lost.copies_gone");
  REQUIRE(lost > 0);
  REQUIRE(result.restores.size() == 1);
  CHECK(static_cast<double>(result.restores[0].expected_files - result.restores[0].files) == lost);
}

TEST_CASE(
    "expired copies: what a rule has taken out of the bucket is not without a copy when its recovery points "
    "go") {
  const auto at_risk = [](Sets sets) {
    sets.emplace_back("backup.job.retention.age=1 d");
    const auto found = finding(run_text(bucket, sets), "D-RC-02");
    const auto most = std::find_if(found.figures.begin(), found.figures.end(),
                                   [](const auto& figure) { return figure.first == "documents_max"; });
    REQUIRE(most != found.figures.end());
    return most->second;
  };
  // At the start of the third run: those of 48 h that no point has shown, and all of 96 h whose points are gone.
  CHECK(at_risk({}) == doctest::Approx(3 * 2880).epsilon(0.01));
  // Those of the first point have left the bucket by then.
  CHECK(at_risk({"s3.inbox.expiration=1 d"}) == doctest::Approx(2880).epsilon(0.01));
}

TEST_CASE("expired copies: a bucket's first copy that takes longer than the gap is made once") {
  const auto result = run_text(bucket, {"s3.inbox.existing={ objects: 40000000, size: 1 MB }", "duration=4 d",
                                        "backup.job.schedule=rate(12 hours)", "backup.job.window=null",
                                        "backup.job.copies=[{ region: eu-west-1, account: other }]"});
  REQUIRE(metric(result, "backup.job.copies.lag.max") > 12 * 3600);
  REQUIRE(metric(result, "backup.job.copies.completed") >= 2);
  CHECK(metric(result, "backup.job.copies.bytes") == doctest::Approx(40e12).epsilon(0.001));
}

TEST_CASE("expired copies: a run that begins later finds the snapshot that Data Lifecycle Manager keeps") {
  const auto came_back = [](Sets sets) {
    return in_own_process([&] {
      const auto result = run_text(volume, with(dlm, sets));
      return std::vector{static_cast<double>(result.restores.at(0).files)};
    })[0];
  };
  CHECK(came_back({"duration=126 h", "drills=[{ at: 121 h, restore: job }]"}) ==
        doctest::Approx(5760).epsilon(0.001));
  CHECK(came_back({"begin_after=5 d", "duration=6 h", "drills=[{ at: 1 h, restore: job }]"}) ==
        doctest::Approx(5760).epsilon(0.001));
}

TEST_CASE("expired copies: a schedule whose recovery points go before the next one keeps no RPO on paper") {
  const auto status_of = [](const char* text, const char* schedule, std::vector<std::string> sets) {
    sets.insert(sets.end(), {std::string{"backup.job.schedule="} + schedule, "duration=2 h"});
    return in_own_process(
        [&] { return std::vector{static_cast<double>(finding(run_text(text, sets), "S-BK-02").status)}; })[0];
  };
  const auto is = [](Status status) { return static_cast<double>(status); };
  CHECK(status_of(bucket, "rate(1440 minutes)", {"backup.job.retention.age=1 d"}) == is(Status::pass));
  CHECK(status_of(bucket, "rate(1441 minutes)", {"backup.job.retention.age=1 d"}) == is(Status::fail));
  CHECK(status_of(volume, "rate(1441 minutes)", {"backup.job.retention.age=1 d"}) == is(Status::fail));
  CHECK(status_of(volume, "rate(1441 minutes)", dlm) == is(Status::pass));
  CHECK(status_of(volume, "rate(1476 minutes)", dlm) ==
        is(Status::pass));  // no whole number of days is rounded down
}

TEST_CASE("expired copies: a second loss is as old as what came after the documents of the first") {
  // Copies of 2 h a night go after two days: at 85 h those of the first night are gone, at 133 h those of the second and third too.
  auto sets = with(files, {"backup.job.schedule=cron(0 2 * * ? *)", "s3.archive.expiration=2 d",
                           "flows.intake.recovery={ detect: 1 min, provision: 1 min }",
                           "failures=[{ at: 85 h, volume: documents, kind: loss }, { at: 133 h, volume: "
                           "documents, kind: loss }]"});
  const auto result = run_text(volume, sets);
  REQUIRE(result.failures.size() == 2);
  check_within("first, h", result.failures[0].achieved_rpo_s.value_or(0) / 3600, 85, 0.1);
  check_within("second, h", result.failures[1].achieved_rpo_s.value_or(0) / 3600, 133 - 2, 0.1);
  check_within("longest without a copy, h", finding(result, "D-RC-01").measured.value_or(0) / 3600, 133 - 2,
               0.1);
  CHECK(result.conserved());
}

TEST_CASE("expired copies: a rule that acts as a run begins has acted before it") {
  // Every other midnight a point that is whole, of a bucket that has its objects to the second midnight after that of the day on which
  // they came: those of two days, with the older versions, which a recovery point shows too.
  const auto result = run_text(bucket, {"backup.job.retention.age=1 d", "s3.inbox.expiration=1 d",
                                        "s3.inbox.noncurrent_expiration=1 d", "duration=97 h"});
  REQUIRE(result.backups.size() == 2);
  CHECK(result.backups[1].files == doctest::Approx(2880).epsilon(0.002));
}

}  // namespace expired_copies_test
