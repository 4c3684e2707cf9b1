// Runs that begin later than their scenario, against long runs: what waits for its copy and how old it is, what leaves, the room on a disk,
// and what happened once at the start.
#include <fmt/format.h>

#include <string>
#include <vector>

#include "tests/support/run_scenario.hpp"

namespace begun_later_test {

using namespace garoa;
using namespace garoa::test;

namespace {

using Sets = std::vector<std::string>;

/// 240 documents of 1 MB a day; the start is a Monday.
constexpr const char* site = R"yaml(
garoa: 1
region: us-east-1
start: 2026-01-05T00:00:00
timezone: UTC
duration: 1 d
warmup: 0 s
ec2: { app: { type: m6i.large } }
ebs: { documents: { attach: app, size: 1000 GiB } }
s3: { archive: {} }
cloudwatch_logs: { audit: { retention: 14 d } }
backup:
  job: { from: documents, to: archive, schedule: "cron(0 2 * * ? *)", window: 4 h }
flows:
  intake:
    kind: ec2-ebs-s3
    app: app
    volume: documents
    backup: job
    logs: audit
    uploads: { arrivals: { deterministic: 240/d }, size: { constant: 1 MB } }
policy: { rpo: 5 d }
)yaml";

const std::string weekly = "backup.job.schedule=cron(0 2 ? * MON *)";
const Sets without_backup{"backup=null", "flows.intake.backup=null"};

Sets with(Sets sets, int from, int days) {
  sets.insert(sets.end(), {fmt::format("begin_after={} d", from), fmt::format("duration={} d", days)});
  return sets;
}

/// What a run of so many days says that begins then.
template <class Tell>
std::vector<double> told(const char* text, const Sets& sets, int from, int days, const Tell& tell) {
  return in_own_process([&] {
    const auto result = run_text(text, with(sets, from, days));
    CHECK(result.conserved());
    return std::vector<double>{tell(result)};
  });
}

std::vector<double> exposure(const RunResult& result) {
  const auto& age = finding(result, "D-RC-01");
  const auto& risk = finding(result, "D-RC-02");
  return {static_cast<double>(age.status), age.measured.value_or(-1), risk.measured.value_or(-1)};
}

void check_exposure(const Sets& sets, int from, int days, double percent = 1) {
  const auto by_long = told(site, sets, 0, from + days, exposure);
  const auto by_short = told(site, sets, from, days, exposure);
  CHECK(by_short[0] == by_long[0]);
  check_within("oldest document without a copy", by_short[1], by_long[1], percent);
  check_within("bytes without a copy", by_short[2], by_long[2], percent);
}

}  // namespace

TEST_CASE("begun later: documents that nothing has copied are as old as the scenario") {
  check_exposure(without_backup, 28, 2);
  check_exposure(without_backup, 3, 1);
  auto cleared = without_backup;
  cleared.emplace_back("ebs.documents.keep={ for: 6 d, every: 1 d }");
  check_exposure(cleared, 20, 2);
  // The first copy of a job is still to come, or comes in the run.
  const std::string monthly = "backup.job.schedule=cron(0 2 1 * ? *)";
  for (const int from : {9, 20, 26}) check_exposure({monthly}, from, 2);
  check_exposure({monthly, "ebs.documents.data_at_start=20 GB"}, 9, 2);
}

TEST_CASE("begun later: a long copy leaves the documents that it has not reached yet") {
  // Five minutes each: twenty hours a night.
  const Sets slow{"backup.job.cpu_per_file=300 s", "backup.job.concurrency=1", "policy.rpo=30 h"};
  check_exposure(slow, 4, 2);
  CHECK(told(site, slow, 4, 2, exposure)[0] == static_cast<double>(compliance::Status::pass));
}

TEST_CASE("begun later: documents of office hours are as old as they are") {
  const Sets office{
      "flows.intake.uploads.arrivals={ office_hours: { working_day_mean: 2400/d, peak_from: 8 h, peak_to: 18 "
      "h, peak_factor: 2.4 } }",
      "flows.intake.uploads.size={ constant: 1 kB }"};
  check_exposure(office, 8, 1, 5);
}

TEST_CASE("begun later: delays to the first copy, and what leaves, are those of the long run") {
  for (const Sets& sets :
       {Sets{weekly, "ebs.documents.keep={ for: 4 d, every: 1 d }"},
        Sets{weekly, "ebs.documents.keep={ after_copy: 2 d, every: 1 d }"},
        Sets{"ebs.documents.keep={ for: 3 d, every: 1 d }", "backup.job.method=snapshot",
             "backup.job.to=null", "backup.job.start_spread=0 s", "backup.job.retention={ age: 9 d }"}}) {
    const auto counted = [](const RunResult& result) {
      const auto of = [&](const char* name) {
        return metric_or(result, std::string{"flows.intake."} + name, 0);
      };
      const double documents = of("protection.documents");
      return std::vector{documents, documents * of("protection.delay.mean"),
                         of("documents.deleted") + of("documents.archived"), of("documents.left_bytes")};
    };
    const auto all = told(site, sets, 0, 35, counted);
    // With what leaves at the instant at which the other run begins.
    auto until_then = sets;
    until_then.emplace_back("duration=673 h");
    const auto before = in_own_process([&] { return counted(run_text(site, until_then)); });
    const auto last = told(site, sets, 28, 7, counted);
    const char* const names[]{"documents protected", "their delays", "documents that left", "their bytes"};
    for (std::size_t i = 0; i < all.size(); ++i) check_within(names[i], last[i], all[i] - before[i], 1);
    const auto longest = [](const RunResult& result) {
      return std::vector{metric(result, "flows.intake.protection.delay.max")};
    };
    check_within("longest delay", told(site, sets, 28, 7, longest)[0], told(site, sets, 0, 35, longest)[0],
                 1);
  }
}

TEST_CASE("begun later: a way to a copy that is not due yet is no gap in the records") {
  const auto chain = [](const RunResult& result) {
    return std::vector{static_cast<double>(finding(result, "D-LG-03").status)};
  };
  const std::string correlated = "cloudwatch_logs.audit.fields=[time, correlation]";
  const auto pass = static_cast<double>(compliance::Status::pass);
  for (const auto& [from, days] : {std::pair{0, 14}, {0, 7}, {32, 3}, {28, 7}})
    CHECK(told(site, {weekly, correlated}, from, days, chain)[0] !=
          static_cast<double>(compliance::Status::fail));
  CHECK(told(site, {weekly, correlated}, 0, 14, chain)[0] == pass);
  // One that was due and did not come is.
  CHECK(told(site, {correlated, "failures=[{ at: 1 d, for: 2 d, bucket: archive, kind: outage }]"}, 0, 3,
             chain)[0] == static_cast<double>(compliance::Status::fail));
}

TEST_CASE("begun later: the room on a disk is that of the long run, whatever leaves") {
  const auto room = [](const RunResult& result) {
    return std::vector{metric_or(result, "ebs.documents.data_at_start_share", -1),
                       metric_or(result, "ebs.documents.room_used.max", -1),
                       metric_or(result, "ebs.documents.kept_share.max", -1)};
  };
  const auto check = [&](const Sets& sets, int from, int days) {
    const auto by_long = told(site, sets, 0, from + days, room);
    const auto by_short = told(site, sets, from, days, room);
    for (std::size_t i = 0; i < by_long.size(); ++i) check_within("share", by_short[i], by_long[i], 1);
  };
  const std::string keep = "ebs.documents.keep={ for: 5 d, every: 1 d }";
  // Data that stay.
  check({keep, "ebs.documents.data_at_start=500 GB", "ebs.documents.rewrites={ area: 1 GB, rate: 10 B/s }"},
        28, 2);
  // Copies by week: any day of it.
  for (const int from : {28, 30, 33}) check({keep, weekly}, from, 2);
  check({weekly, "ebs.documents.keep={ after_copy: 2 d, every: 1 d }"}, 28, 7);
  // Data that leave in the run take no more room than they did.
  const Sets leaving{keep, "backup=null", "flows.intake.backup=null", "ebs.documents.data_at_start=800 GB"};
  const auto seen = told(site, leaving, 0, 12, room);
  CHECK(seen[0] == doctest::Approx(800e9 / (1000 * 1073741824.0)));
  check_within("room used", seen[1], 5 * 240e6 / (1000 * 1073741824.0 - 800e9), 1);
  check_within("of the last days", told(site, leaving, 10, 2, room)[0], -1, 0);
}

TEST_CASE("begun later: a disk that is cleared out and will be full as more comes is told when") {
  const Sets growing{"ebs.documents.keep={ for: 5 d, every: 1 d }", "ebs.documents.size=20 GiB",
                     "flows.intake.uploads.growth=30x/y",
                     "flows.intake.uploads.arrivals={ deterministic: 480/d }"};
  const auto full = [](const RunResult& result) {
    return std::vector{metric_or(result, "ebs.documents.full_in", -1)};
  };
  const double by_long = told(site, growing, 0, 40, full)[0];
  CHECK(by_long > 0);
  check_within("full in", told(site, growing, 33, 7, full)[0], by_long, 2);
  check_within("full in", told(site, growing, 38, 2, full)[0], by_long, 2);
}

TEST_CASE("begun later: what happened once at the scenario's start does not happen again") {
  constexpr const char* inbox = R"yaml(
garoa: 1
region: us-east-1
start: 2026-01-05T00:00:00
timezone: UTC
duration: 1 d
warmup: 0 s
s3: { inbox: { versioning: true, replication: { region: eu-west-1, existing: {} }, existing: { objects: 5000, size: 1 MB, age: 30 d } } }
flows:
  in: { kind: s3-lambda, bucket: inbox, uploads: { arrivals: { deterministic: 200/d }, size: { constant: 300 kB } } }
lambda: { f: { trigger: { bucket: inbox }, runtime: python3.12, memory: 512 MB } }
)yaml";
  const auto bill = [](const RunResult& result) { return std::vector{result.cost.total}; };
  const auto check = [&](const char* text, const Sets& sets) {
    check_within("bill of a week", told(text, sets, 14, 7, bill)[0],
                 told(text, sets, 0, 21, bill)[0] - told(text, sets, 0, 14, bill)[0], 1);
  };
  check(inbox, {});
  const Sets from_snapshot{
      "ebs.documents.from_snapshot={ size: 50 GB, initialization_rate: 100 MiB/s, first_read: { size: 10 GB "
      "} }"};
  check(site, from_snapshot);
  const auto reads = [](const RunResult& result) {
    return std::vector{metric_or(result, "ebs.documents.first_read.duration", -1),
                       metric_or(result, "ebs.documents.snapshot_load.initialized_at", -1)};
  };
  CHECK(told(site, from_snapshot, 8, 1, reads) == std::vector<double>{-1, -1});
  CHECK(told(site, from_snapshot, 0, 1, reads)[0] > 0);
}

TEST_CASE("begun later: a snapshot's age counts from when it was complete, up to the run's last instant") {
  const auto kept = [](int from, int hours, const std::string& job) {
    return in_own_process([&] {
             return std::vector{
                 metric(run_text(site, {"backup.job={ to: null, window: null, from: documents, retention: { "
                                        "age: 5 d }, schedule: "
                                        "\"cron(0 0 * * ? *)\", " +
                                            job + " }",
                                        "flows.intake.backup=job", fmt::format("begin_after={} d", from),
                                        fmt::format("duration={} h", (18 - from) * 24 + hours)}),
                        "backup.job.snapshots.kept")};
           })
        .at(0);
  };
  for (const std::string job : {"method: snapshot, start_spread: 0 s", "method: aws-backup"}) {
    for (const int hours : {24, 36, 48, 54}) {
      CAPTURE(job);
      CAPTURE(hours);
      CHECK(kept(18, hours, job) == kept(0, hours, job));
    }
  }
}

}  // namespace begun_later_test
