// AWS Backup of a bucket against its arithmetic: recovery points, copies, retention, restore, bill, and the controls that see them.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "sim/journal/meters.hpp"
#include "tests/support/run_scenario.hpp"

namespace bucket_backup_test {

using namespace garoa;
using namespace garoa::test;
using compliance::Status;

namespace {

/// 60 objects of 1 MB an hour; runs at 2 h, 26 h and 50 h.
constexpr const char* vaulted = R"yaml(garoa: 1
region: us-east-1
start: 2026-03-02T00:00:00
timezone: UTC
duration: 3 d
warmup: 0 s
s3: { inbox: { versioning: true } }
backup:
  vaulted:
    from_bucket: inbox
    method: aws-backup
    schedule: "cron(0 2 * * ? *)"
    window: 1 h
    retention: { age: 60 d }
    vault: { lock: compliance }
    copies: [{ region: eu-west-1, account: other }]
flows:
  intake:
    kind: s3-lambda
    bucket: inbox
    uploads: { arrivals: { deterministic: 1/min }, size: { constant: 1 MB } }
drills: [ { at: 60 h, restore: vaulted } ]
policy: { rpo: 30 h, rto: 1 h, profiles: [eu-dora] }
)yaml";

std::string meaning(Meter meter) {
  return std::string{info_of(meter).meaning};
}

Status status(const std::vector<std::string>& sets, const std::string& control) {
  return finding(run_text(vaulted, sets), control).status;
}

}  // namespace

TEST_CASE("bucket backup: each run's recovery point shows what the bucket held at its instant") {
  const auto result = run_text(vaulted);
  CHECK(metric(result, "backup.vaulted.completed") == 3);
  CHECK(metric(result, "backup.vaulted.vault.objects") == doctest::Approx(3000).epsilon(0.001));
  CHECK(metric(result, "backup.vaulted.vault.bytes") ==
        doctest::Approx(metric(result, "backup.vaulted.vault.objects") * 1e6));
  CHECK(metric(result, "backup.vaulted.copies.completed") == 3);
  REQUIRE(result.backups.size() == 3);
  check_within("s of the second run", result.backups[1].ended_s - result.backups[1].started_s, 1440 / 1210.0,
               5);
}

TEST_CASE("bucket backup: the first run copies all that was there, at AWS's rate of objects") {
  const auto result =
      run_text(vaulted, {"s3.inbox.existing={ objects: 4356000, size: 100 kB }", "drills=null"});
  check_within("s of the first run", result.backups[0].ended_s - result.backups[0].started_s, 3600, 0.1);
  check_within("billed bytes", metric(result, "backup.vaulted.vault.billed_bytes"),
               4356000 * 131072.0 + metric(result, "backup.vaulted.vault.bytes") - 4356000 * 100e3, 0.01);
  check_within("GETs billed", billed(result, meaning(Meter::s3_get_requests), "s3.inbox") * 1000, 4359000,
               0.1);
}

TEST_CASE("bucket backup: a bucket of large objects is copied at the rate of bytes") {
  const auto result = run_text(vaulted, {"s3.inbox.existing={ objects: 100000, size: 1 GB }", "drills=null"});
  check_within("s of the first run", result.backups[0].ended_s - result.backups[0].started_s, 1e14 / 5848e6,
               0.1);
}

TEST_CASE("bucket backup: what left the bucket stays in the vault until its last recovery point goes") {
  // A day in the bucket and one as an older version, both to the midnight after; a recovery point stays for a day: after 6 d that of 122 h
  // is left, and shows what came since the midnight of 72 h.
  const auto result =
      run_text(vaulted, {"duration=6 d", "s3.inbox.expiration=1 d", "s3.inbox.noncurrent_expiration=1 d",
                         "backup.vaulted.retention.age=1 d", "backup.vaulted.vault=null", "drills=null"});
  check_within("objects", metric(result, "backup.vaulted.vault.objects"), 50 * 60, 0.1);
}

TEST_CASE("bucket backup: storage, events, transfer and restore are on the bill") {
  const auto result = run_text(vaulted);
  // Of the points of 2 h, 26 h and 50 h, in both vaults.
  const double gb_hours = 0.12 * 24 + 1.56 * 24 + 3.0 * 22;
  check_within("GiB-months of the vault",
               billed(result, meaning(Meter::backup_s3_byte_seconds), "backup.vaulted") * 744 * 1.073741824,
               gb_hours, 3);
  check_within(
      "the same of the copy",
      billed(result, meaning(Meter::backup_s3_byte_seconds), "backup.vaulted.copy.eu-west-1-other-account") *
          744 * 1.073741824,
      gb_hours, 3);
  check_within(
      "GiB to the other region",
      billed(result, meaning(Meter::transfer_region_bytes), "backup.vaulted.copy.eu-west-1-other-account") *
          1.073741824,
      3, 0.1);
  check_within("GiB restored", billed(result, meaning(Meter::backup_s3_restored_bytes)) * 1.073741824, 3,
               0.1);
  check_within("events", billed(result, meaning(Meter::eventbridge_events), "s3.inbox") * 1e6, 4320, 0.1);
}

TEST_CASE("bucket backup: a drill brings back what the recovery points hold, at AWS's rate") {
  const auto result = run_text(vaulted, {"drills=[ { at: 60 h, restore: vaulted, detect: 10 min } ]"});
  REQUIRE(result.restores.size() == 1);
  const auto& run = result.restores.front();
  CHECK(run.flow == "intake");
  CHECK(run.source == "backup.vaulted");
  CHECK(run.files == run.expected_files);
  CHECK(run.files == doctest::Approx(3000).epsilon(0.001));
  check_within("s", run.duration_s(), 600 + 3000 / 1210.0, 0.1);
  CHECK(finding(result, "D-RC-04").status == Status::pass);
  CHECK(finding(result, "D-RC-05").status == Status::pass);
}

TEST_CASE("bucket backup: static controls see the vault") {
  for (const auto* const control :
       {"S-BK-01", "S-BK-02", "S-BK-03", "S-BK-04", "S-AC-04", "S-RT-05", "S-DP-05"})
    CHECK_MESSAGE(status({"policy.profiles=[eu-dora, br-cmn-4893]"}, control) == Status::pass,
                  std::string{control});
  CHECK(status({"backup.vaulted.copies=null"}, "S-BK-03") == Status::fail);
  CHECK(status({"policy.profiles=[br-cmn-4893]", "backup.vaulted.copies=[{ account: other }]"}, "S-BK-04") ==
        Status::fail);
  CHECK(status({"backup.vaulted.copies=null", "backup.vaulted.vault=null"}, "S-AC-04") == Status::fail);
  CHECK(status({"policy.rpo=24 h"}, "S-BK-02") == Status::fail);
  CHECK(status({"backup.vaulted.retention.age=30 d"}, "S-RT-05") == Status::fail);
}

TEST_CASE(
    "bucket backup: without a job or a replica a bucket of documents fails, and no control is said not to be "
    "about it") {
  const std::vector<std::string> bare{"backup=null", "drills=null"};
  CHECK(status(bare, "S-BK-01") == Status::fail);
  CHECK(status(bare, "S-BK-02") == Status::fail);
  CHECK(status(bare, "S-RT-05") == Status::fail);
  CHECK(status({"backup=null", "drills=null", "s3.inbox.replication={ account: other }"}, "S-BK-01") ==
        Status::pass);
}

TEST_CASE(
    "bucket backup: a document is protected by the recovery point that shows it, and in another account by "
    "its copy") {
  const auto isolated = run_text(vaulted);
  CHECK(finding(isolated, "D-RC-01").status == Status::pass);
  check_within("h, isolated", finding(isolated, "D-RC-01").measured.value() / 3600, 24, 0.1);
  const auto by_job =
      run_text(vaulted, {"policy.profiles=[br-cmn-4893]", "policy.rpo=20 h", "backup.vaulted.copies=null"});
  CHECK(finding(by_job, "D-RC-01").status == Status::fail);
  check_within("h, by job", finding(by_job, "D-RC-01").measured.value() / 3600, 24, 0.1);
  CHECK(finding(by_job, "D-RC-01").key == "backup.vaulted.schedule");
  const auto never = run_text(vaulted, {"backup.vaulted.copies=null"});
  CHECK(finding(never, "D-RC-01").status == Status::fail);
  CHECK(finding(never, "D-RC-01").key == "backup.vaulted.copies");
  CHECK(finding(run_text(vaulted, {"policy.profiles=[aws-backup-audit]"}), "D-RC-01").status !=
        Status::not_evaluated);
}

TEST_CASE("bucket backup: a run that S3 answers with errors fails, and is a missed one") {
  const auto result = run_text(vaulted, {"failures=[{ at: 25 h, bucket: inbox, kind: outage, for: 2 h }]"});
  CHECK(metric(result, "backup.vaulted.failed") == 1);
  CHECK(metric(result, "backup.vaulted.completed") == 2);
  const auto& missed = finding(result, "D-BK-02");
  CHECK(missed.status == Status::fail);
  CHECK(missed.flow == "flows.intake");
  // All that it would have shown is in the next one.
  CHECK(metric(result, "backup.vaulted.vault.objects") == doctest::Approx(2880).epsilon(0.02));
}

TEST_CASE("bucket backup: a run that its completion window cancels leaves no recovery point") {
  const auto result = run_text(
      vaulted, {"s3.inbox.existing={ objects: 8712000, size: 1 kB }", "backup.vaulted.start_window=1 h",
                "backup.vaulted.complete_window=1 h", "drills=null"});
  CHECK(metric(result, "backup.vaulted.completed") == 0);
  CHECK(metric(result, "backup.vaulted.vault.objects") == 0);
  CHECK(finding(result, "D-BK-02").status == Status::fail);
}

TEST_CASE("bucket backup: the archive of a volume may be backed up too, and is then isolated") {
  const char* const archived = R"yaml(garoa: 1
region: us-east-1
duration: 30 h
ec2: { app: { type: m5.large } }
ebs: { documents: { attach: app, size: 20 GiB } }
s3: { archive: { versioning: true } }
backup:
  nightly: { from: documents, to: archive, schedule: "cron(0 2 * * ? *)" }
  vaulted: { from_bucket: archive, method: aws-backup, schedule: "cron(0 5 * * ? *)", copies: [{ account: other }] }
flows:
  intake:
    kind: ec2-ebs-s3
    app: app
    volume: documents
    backup: nightly
    uploads: { arrivals: { deterministic: 1/min }, size: { constant: 1 MB } }
policy: { rpo: 30 h, rto: 1 h, profiles: [br-cmn-4893] }
)yaml";
  // Copied at 2 h and 26 h, in the vault's recovery points of 5 h and 29 h, which are copied at once.
  struct Verdict {
    Status status;
    double hours;
  };
  const auto look = [&](const char* control, const std::vector<std::string>& sets) {
    const auto told = in_own_process([&] {
      const auto one = finding(run_text(archived, sets), control);
      if (one.status == Status::warn || one.status == Status::fail)
        CHECK(one.key == "backup.vaulted.schedule");
      return std::vector<double>{static_cast<double>(one.status), one.measured.value_or(0) / 3600};
    });
    return Verdict{static_cast<Status>(static_cast<int>(told[0])), told[1]};
  };
  const std::string isolated = "policy.profiles=[eu-dora]";
  const auto late = look("D-RC-01", {isolated});
  CHECK(late.status == Status::warn);  // of 30 h
  check_within("h without an isolated copy", late.hours, 27, 0.5);
  // As long as no copy goes to another account, none isolates: after 30 h the RPO is just kept.
  const auto near = look("D-RC-01", {isolated, "backup.vaulted.copies=null"});
  CHECK(near.status == Status::not_evaluated);
  check_within("h so far", near.hours, 30, 0.5);
  // Nor does a copy isolate that shows the bucket as it was before the nightly copy.
  const auto early =
      look("D-RC-01", {isolated, "backup.vaulted.schedule=cron(0 1 * * ? *)", "policy.rpo=26 h"});
  CHECK(early.status == Status::fail);
  check_within("h so far, of those that came after the first night's copy", early.hours, 28, 0.5);
  const std::string all = "policy.profiles=null";
  check_within("h until the copy is away",
               look("D-BK-05", {all, "backup.vaulted.copies=[{ region: eu-west-1 }]"}).hours, 27, 0.5);
  CHECK(look("D-BK-05", {all, "backup.vaulted.copies=null"}).status == Status::not_evaluated);

  const auto result = run_text(archived);
  CHECK(metric(result, "backup.vaulted.vault.objects") == metric(result, "backup.nightly.files"));
  CHECK(finding(result, "S-BK-03").status == Status::pass);
  CHECK(finding(result, "S-BK-03").key == "backup.vaulted.copies");
}

TEST_CASE("bucket backup: recovery points of the archive are none of the volume") {
  // The nightly copy never ends well: that its bucket is backed up every hour makes nothing younger.
  const char* const archived = R"yaml(garoa: 1
region: us-east-1
duration: 50 h
ec2: { app: { type: m5.large } }
ebs: { documents: { attach: app, size: 20 GiB } }
s3: { archive: { versioning: true } }
backup:
  nightly: { from: documents, to: archive, schedule: "cron(0 2 * * ? *)" }
  vaulted: { from_bucket: archive, method: aws-backup, schedule: "rate(1 hour)" }
flows:
  intake: { kind: ec2-ebs-s3, app: app, volume: documents, backup: nightly,
            uploads: { arrivals: { deterministic: 1/min }, size: { constant: 1 MB } } }
failures: [ { at: 1 h, bucket: archive, kind: errors, rate: 1, for: 2 d } ]
policy: { rpo: 24 h, profiles: [aws-backup-audit] }
)yaml";
  const auto result = run_text(archived);
  CHECK(finding(result, "D-RC-01").status == Status::fail);
}

TEST_CASE("bucket backup: an archive isolates what another backup of the volume has copied before it") {
  constexpr const char* twice = R"yaml(garoa: 1
region: us-east-1
duration: 60 h
ec2: { app: { type: m5.large } }
ebs: { documents: { attach: app, size: 20 GiB } }
s3: { near: {}, archive: { versioning: true } }
backup:
  often: { from: documents, to: near, schedule: rate(1 hour) }
  nightly: { from: documents, to: archive, schedule: "cron(0 2 * * ? *)" }
  vaulted: { from_bucket: archive, method: aws-backup, schedule: "cron(0 5 * * ? *)", copies: [{ account: other }] }
flows:
  intake:
    kind: ec2-ebs-s3
    app: app
    volume: documents
    backup: nightly
    uploads: { arrivals: { deterministic: 1/min }, size: { constant: 1 MB } }
policy: { rpo: 40 h, rto: 1 h, profiles: [eu-dora] }
)yaml";
  // With or without the hourly copies: up to 24 h to the nightly one, and three to the vault's.
  const auto longest = [&](const char* control, const std::vector<std::string>& sets) {
    return in_own_process([&] {
      const auto one = finding(run_text(twice, sets), control);
      return std::vector<double>{static_cast<double>(one.status), one.measured.value_or(0) / 3600};
    });
  };
  const std::vector<std::string> alone{"backup.often=~"};
  const std::vector<std::string> both{"flows.intake.further_backups=[often]"};
  for (const auto* const control : {"D-RC-01", "D-BK-05"}) {
    const auto sets = [&](std::vector<std::string> some) {
      if (control[2] == 'B') some.emplace_back("policy.profiles=null");
      return some;
    };
    const auto expected = longest(control, sets(alone));
    const auto with_both = longest(control, sets(both));
    check_within(control, with_both[1], expected[1], 0.5);
    CHECK(with_both[0] == expected[0]);
  }
  check_within("h without an isolated copy", longest("D-RC-01", both)[1], 27, 0.5);
  // What the hourly copies bring back is copied to the archive once more, and no document leaves the isolated ones twice: from two
  // hours of the third night on there are at most 27 hours of them, and at least three.
  const auto at_risk = [&](const std::vector<std::string>& sets) {
    return in_own_process([&] {
      auto all = sets;
      all.insert(all.end(), {"duration=100 h", "warmup=60 h"});
      const auto one = finding(run_text(twice, all), "D-RC-02");
      std::vector<double> told{one.measured.value_or(0) / 1e6};
      for (const auto& [name, value] : one.figures)
        if (name == "documents_average" || name == "documents_max") told.push_back(value);
      return told;
    });
  };
  const std::string loss = "failures=[{ at: 49.5 h, volume: documents, kind: loss }]";
  const auto unhurt = at_risk(both);
  const auto hurt = at_risk({both[0], loss, "flows.intake.recovery={}"});
  REQUIRE(unhurt.size() == 3);
  REQUIRE(hurt.size() == 3);
  for (std::size_t i = 0; i < hurt.size(); ++i) CHECK(hurt[i] == doctest::Approx(unhurt[i]).epsilon(0.01));
  CHECK(hurt[1] > 3 * 60);
}

TEST_CASE(
    "bucket backup: what was there at the start leaves a vault with the last point that shows its age") {
  // Objects of 20 days are in the bucket for 30: the point at the noon of day 9 is the last that shows them, for five days and some hours.
  constexpr const char* aged = R"yaml(garoa: 1
region: us-east-1
start: 2026-03-02T00:00:00
timezone: UTC
duration: 20 d
s3: { inbox: { versioning: true, expiration: 29 d, noncurrent_expiration: 1 d, existing: { objects: 100000, size: 1 MB, age: 20 d } } }
backup: { vaulted: { from_bucket: inbox, method: aws-backup, schedule: "cron(0 12 * * ? *)", retention: { age: 5 d } } }
flows:
  intake: { kind: s3-lambda, bucket: inbox, uploads: { arrivals: { deterministic: 10/d }, size: { constant: 1 MB } } }
)yaml";
  const auto held = [&](const std::vector<std::string>& sets) {
    return in_own_process(
        [&] { return std::vector{metric(run_text(aged, sets), "backup.vaulted.vault.objects")}; })[0];
  };
  CHECK(held({"duration=14 d"}) == doctest::Approx(100000 + 135).epsilon(0.0002));
  CHECK(held({}) == doctest::Approx(195).epsilon(0.02));
  CHECK(held({"begin_after=18 d", "duration=2 d"}) == doctest::Approx(195).epsilon(0.02));
}

TEST_CASE(
    "bucket backup: a vault whose Mondays are whole holds after a later start what it holds in a long run") {
  // Friday's point goes on Sunday. Each object is in the bucket for 30 days.
  constexpr const char* working_days = R"yaml(garoa: 1
region: us-east-1
start: 2026-03-02T00:00:00
timezone: UTC
duration: 1 d
s3: { inbox: { versioning: true, expiration: 29 d, noncurrent_expiration: 1 d } }
backup: { vaulted: { from_bucket: inbox, method: aws-backup, schedule: "cron(0 5 ? * MON-FRI *)", retention: { age: 2 d } } }
flows:
  intake: { kind: s3-lambda, bucket: inbox, uploads: { arrivals: { deterministic: 100/d }, size: { constant: 1 MB } } }
)yaml";
  const auto held = [&](const std::vector<std::string>& sets) {
    return in_own_process(
        [&] { return std::vector{metric(run_text(working_days, sets), "backup.vaulted.vault.objects")}; })[0];
  };
  // Of 13 days at the start, they leave the bucket on the Wednesday of the third week, and the vault with the Tuesday's point on Thursday.
  const std::string aged = "s3.inbox.existing={ objects: 10000, size: 1 MB, age: 13 d }";
  CHECK(held({aged, "duration=17.1 d"}) == doctest::Approx(10000 + 1620).epsilon(0.01));
  CHECK(held({aged, "duration=18.8 d"}) == doctest::Approx(1820).epsilon(0.01));
  CHECK(held({aged, "begin_after=15 d", "duration=3.8 d"}) == doctest::Approx(1820).epsilon(0.01));
}

}  // namespace bucket_backup_test
