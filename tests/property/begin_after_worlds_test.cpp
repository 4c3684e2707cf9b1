// Small worlds of all kinds: what a long run has at an instant is there in a run that begins then. Losses, restores, backups and stocks within
// 1 %.
#include <fmt/format.h>

#include <string>
#include <vector>

#include "tests/support/run_scenario.hpp"

namespace begin_after_worlds_test {

using namespace garoa;
using namespace garoa::test;

namespace {

using Sets = std::vector<std::string>;

/// A document a minute; a copy every night.
constexpr const char* volume = R"yaml(garoa: 1
region: us-east-1
start: 2026-03-02T00:00:00
timezone: UTC
duration: 1 d
warmup: 0 s
ec2: { app: { type: m6i.large } }
ebs: { documents: { attach: app, size: 400 GiB } }
s3: { archive: { expiration: 7 d } }
backup:
  job: { from: documents, to: archive, schedule: "cron(0 1 * * ? *)" }
flows:
  intake:
    kind: ec2-ebs-s3
    app: app
    volume: documents
    backup: job
    recovery: {}
    uploads: { arrivals: { deterministic: 1/min }, size: { constant: 1 MiB } }
policy: { rpo: 30 h, rto: 2 h, profiles: [br-cmn-4893] }
)yaml";

const char* const neighbour =
    "flows.other={ kind: ec2-ebs-s3, app: app, volume: documents, uploads: { arrivals: { deterministic: "
    "3/min }, size: { constant: 200 KiB } } }";
const char* const weekly =
    "backup.weekly={ from: documents, method: aws-backup, schedule: rate(7 days), retention: { age: 30 d } }";
const Sets snapshots{"backup.job.method=snapshot", "backup.job.to=null", "backup.job.schedule=rate(3 days)",
                     "backup.job.start_spread=0 s", "backup.job.retention={ age: 1 d }"};

struct World {
  std::string what;
  Sets sets;
};

const std::vector<World> worlds{
    {"copies that expire", {}},
    {"full copies that expire", {"backup.job.mode=full"}},
    {"full copies that are gone", {"backup.job.mode=full", "backup.job.schedule=rate(11 days)"}},
    {"two flows on one volume", {neighbour}},
    {"documents that leave after their copies", {"ebs.documents.keep={ for: 12 d, every: 1 d }"}},
    {"a volume with data from before the start",
     {"ebs.documents.data_at_start=20 GB", "s3.archive.existing={ objects: 4000, size: 1 MB, age: 2 d }"}},
    {"the last snapshot of Data Lifecycle Manager", snapshots},
    {"copies of files that expire beside snapshots that stay",
     {weekly, "flows.intake.further_backups=[weekly]", "s3.archive.expiration=3 d"}},
};

double sum_of(const RunResult& result, const std::string& metric) {
  return metric_or(result, "flows.intake." + metric, 0) + metric_or(result, "flows.other." + metric, 0);
}

/// After so many days and hours the volume is lost.
std::vector<double> loss(const World& world, const Sets& when) {
  return in_own_process([&] {
    auto sets = world.sets;
    sets.insert(sets.end(), when.begin(), when.end());
    const auto result = run_text(volume, sets);
    CHECK(result.conserved());
    std::vector<double> told{sum_of(result, "documents.lost.volume_lost"),
                             sum_of(result, "documents.lost.copies_gone"),
                             static_cast<double>(finding(result, "D-AV-03").status)};
    const auto& restore = result.restores.at(0);
    told.insert(told.end(),
                {static_cast<double>(restore.files), static_cast<double>(restore.expected_files),
                 static_cast<double>(restore.bytes), result.failures.at(0).achieved_rpo_s.value_or(0)});
    return told;
  });
}

const std::vector<std::string> loss_told{"documents lost with the volume",
                                         "documents whose copies were gone",
                                         "verdict",
                                         "files restored",
                                         "files expected",
                                         "bytes restored",
                                         "achieved RPO"};

void check_alike(const World& world, const std::vector<std::string>& names,
                 const std::vector<double>& by_short, const std::vector<double>& by_long) {
  CAPTURE(world.what);
  REQUIRE(by_short.size() == names.size());
  REQUIRE(by_long.size() == names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    CAPTURE(names[i]);
    CHECK(by_short[i] == doctest::Approx(by_long[i]).epsilon(0.01));
  }
}

std::string lost_at(double hours) {
  return fmt::format("failures=[{{ at: {} h, volume: documents, kind: loss }}]", hours);
}

}  // namespace

TEST_CASE("begin after, worlds: a lost volume costs what it costs after a long run") {
  constexpr int days = 20;
  for (const auto& world : worlds) {
    CAPTURE(world.what);
    for (const double hours : {0.5, 5.0}) {
      CAPTURE(hours);
      check_alike(world, loss_told,
                  loss(world, {fmt::format("begin_after={} d", days), "duration=12 h", lost_at(hours)}),
                  loss(world, {fmt::format("duration={} h", days * 24 + 12), lost_at(days * 24 + hours)}));
    }
  }
}

}  // namespace begin_after_worlds_test
