// What copies and snapshots are billed in the twelfth month, against a run that begins then, or by hand: also where the run that foresees it has
// seen none of them, where a volume fills up, and where uploads are refused.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/support/cost_lines.hpp"
#include "tests/support/run_scenario.hpp"

namespace years_of_copies_test {

using namespace garoa;

namespace {

using Sets = std::vector<std::string>;

/// 1,440 documents of 1 MiB a day. From 1 March: the twelfth month is February.
constexpr const char* site = R"(
garoa: 1
region: us-east-1
start: 2026-03-01T00:00:00
timezone: UTC
duration: 7 d
ec2: { app: { type: m6i.large } }
ebs: { documents: { attach: app, type: gp3, size: 1000 GiB, keep: { for: 60 d } } }
s3:
  archive: { versioning: true, encryption: DSSE-KMS, expiration: 90 d, noncurrent_expiration: 1 d,
             replication: { region: us-west-2, account: other, time_control: true } }
vpc: { s3_access: nat-gateway, nat_gateways: 1 }
cloudtrail: { t: { data_events: { buckets: [archive], writes: true }, retention: 30 d } }
backup:
  files: { from: documents, to: archive, schedule: 'cron(0 4 15 * ? *)', tool: s5cmd }
  snap: { method: snapshot, from: documents, schedule: 'cron(0 4 15 * ? *)', retention: { age: 200 d },
          copies: [ { region: us-west-2, within: 15 min } ] }
flows:
  intake: { kind: ec2-ebs-s3, app: app, volume: documents, backup: files, further_backups: [snap],
            uploads: { arrivals: { deterministic: 60/h }, size: { constant: 1 MiB } } }
)";

struct Line {
  std::string resource;
  std::string item;
};

const std::vector<Line> of_copies{{"s3.archive", "S3 PUT"},
                                  {"s3.archive.replica", "S3 PUT"},
                                  {"s3.archive", "data transfer to another region"},
                                  {"s3.archive", "S3 Replication Time Control"},
                                  {"s3.archive", "S3 encryption in two layers"},
                                  {"kms.keys", "KMS requests"},
                                  {"vpc.nat_gateway", "NAT gateways, bytes"},
                                  {"cloudtrail.t", "CloudTrail data events"}};
const std::vector<Line> of_snapshots{{"backup.snap", "snapshot storage, standard"},
                                     {"backup.snap.copy.us-west-2", "snapshot storage, standard"},
                                     {"backup.snap.copy.us-west-2", "data transfer to another region"},
                                     {"backup.snap.copy.us-west-2", "snapshots copied within"}};

/// Of each line: what the twelfth month is told to cost, or what the run costs without what comes once.
std::vector<double> costs(const Sets& sets, const std::vector<Line>& lines, bool twelfth) {
  return test::in_own_process([&] {
    const auto bill = test::run_text(site, sets).cost;
    std::vector<double> sums;
    for (const auto& [resource, item] : lines) {
      const auto* const line = test::find_line(bill, resource, item);
      if (line == nullptr) sums.push_back(0);
      if (line != nullptr) sums.push_back(twelfth ? line->months[1] : line->amount - line->one_off);
    }
    return sums;
  });
}

void check_twelfth(Sets sets, const std::vector<Line>& lines) {
  const auto foreseen = costs(sets, lines, true);
  sets.insert(sets.end(), {"begin_after=337 d", "duration=28 d"});
  const auto run = costs(sets, lines, false);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    CAPTURE(lines[i].resource);
    CAPTURE(lines[i].item);
    CHECK(foreseen[i] == doctest::Approx(run[i]).epsilon(0.01).scale(0.02));
  }
}

}  // namespace

TEST_CASE("years of copies: a monthly backup that the run has not seen is on the bills of later months") {
  check_twelfth({}, of_copies);
  check_twelfth({}, of_snapshots);
  const auto puts = costs({}, {{"s3.archive", "S3 PUT"}}, true);
  test::check_within("a month's documents of 15 January to 15 February", puts[0],
                     31 * 1440 * 0.005 / 1000 + 90 * 1440 / 1000.0 * 0.005 / 1000, 2);
}

TEST_CASE("years of copies: snapshots go to the archive tier after the run") {
  check_twelfth({"duration=28 d",
                 "backup.snap={method: aws-backup, from: documents, schedule: 'cron(0 4 * * ? *)', "
                 "retention: {age: 200 d}, cold_storage_after: 60 d, copies: [{region: us-west-2}]}"},
                {{"backup.snap", "snapshot storage, archive"},
                 {"backup.snap.copy.us-west-2", "snapshot storage, archive"},
                 {"backup.snap.copy.us-west-2", "data transfer to another region"}});
}

TEST_CASE("years of copies: nothing is billed of copies any more once the volume is full") {
  const Sets full{"backup.files.schedule=cron(0 2 * * ? *)", "backup.snap.schedule=cron(0 2 * * ? *)",
                  "ebs.documents.keep=null", "ebs.documents.size=100 GiB", "duration=28 d"};
  check_twelfth(full, of_copies);
  const auto told =
      costs(full, {{"kms.keys", "KMS requests"}, {"backup.snap.copy.us-west-2", "snapshots copied"}}, true);
  CHECK(told[0] == doctest::Approx(0));
  CHECK(told[1] < 0.01);
}

TEST_CASE("years of copies: full copies use keys and reach replicas as often as they copy") {
  check_twelfth(
      {"backup.files.schedule=cron(0 2 * * ? *)", "backup.files.mode=full", "ebs.documents.keep=null",
       "flows.intake.uploads.arrivals={deterministic: 2/h}", "duration=28 d"},
      of_copies);
}

TEST_CASE("years of copies: a weekly backup of a run's first hours is no measure of later ones") {
  check_twelfth({"backup.files.schedule=cron(0 2 ? * SUN *)", "backup.snap.schedule=cron(0 2 ? * SUN *)"},
                of_copies);
  check_twelfth({"backup.files.schedule=cron(0 2 ? * SUN *)", "backup.snap.schedule=cron(0 2 ? * SUN *)"},
                of_snapshots);
}

TEST_CASE("years of copies: a trail's files are as many as what it records") {
  check_twelfth({"backup.files.schedule=cron(0 2 * * ? *)", "backup.files.compare=head",
                 "cloudtrail.t.data_events.reads=true", "s3.archive.expiration=null", "duration=28 d"},
                {{"cloudtrail.t", "CloudTrail data events"}, {"cloudtrail.t", "S3 Standard storage"}});
}

/// An instance that takes one upload of 40 s at a time, and keeps one waiting, refuses what comes beyond.
TEST_CASE("years of copies: what is refused comes to no copy and no snapshot in later months either") {
  const Sets refusing{"ec2.app.workers=1",
                      "ec2.app.accept_queue=1",
                      "ec2.app.cpu_per_upload=40 s",
                      "ec2.app.cpu_per_mb=0 ms",
                      "flows.intake.uploads.arrivals={poisson: 200/h}",
                      "backup.files.schedule=cron(0 2 * * ? *)",
                      "backup.snap.schedule=cron(0 2 * * ? *)",
                      "ebs.documents.keep=null",
                      "ebs.documents.size=5000 GiB",
                      "s3.archive.expiration=null",
                      "duration=28 d"};
  const auto told = test::in_own_process([&] {
    const auto result = test::run_text(site, refusing);
    const auto days = static_cast<double>(result.documents) / 28;
    std::vector<double> both{days};
    for (const auto* const resource : {"s3.archive", "backup.snap"}) {
      const auto* const item =
          std::string{resource} == "backup.snap" ? "snapshot storage" : "S3 Standard storage";
      both.push_back(test::line_of(result.cost, resource, item).months[1]);
    }
    return both;
  });
  REQUIRE(told[0] < 0.8 * 4800);
  const double held = 351 * told[0] / 1024;  // GiB in the middle of February
  test::check_within("copies", told[1], held * 0.023, 2);
  test::check_within("snapshots", told[2], held * 0.05, 2);
}

}  // namespace years_of_copies_test
