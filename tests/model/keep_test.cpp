// Documents that leave their volume for their age: how much is on it then, where they are, and what a loss still takes.
#include <fmt/format.h>

#include <array>
#include <string>
#include <vector>

#include "tests/support/run_scenario.hpp"

namespace keep_test {

using namespace garoa;
using namespace garoa::test;

namespace {

/// One document of 1 MB a minute.
constexpr const char* intake = R"(
garoa: 1
region: us-east-1
duration: 10 d
ec2: { app: { type: m6i.large, speed: 1 } }
ebs: { documents: { attach: app, size: 100 GiB, keep: { for: 2 d } } }
flows:
  intake:
    kind: ec2-ebs-s3
    app: app
    volume: documents
    uploads: { arrivals: { deterministic: 1/min }, size: { constant: 1 MB } }
)";
const std::vector<std::string> copied_nightly{
    "ebs.documents.keep={after_copy: 2 d}", "s3.archive={}", "flows.intake.backup=nightly",
    "backup.nightly={from: documents, to: archive, schedule: \"cron(0 2 * * ? *)\"}"};

constexpr double a_day = 1440;

}  // namespace

TEST_CASE("keep: a volume that is cleared out every night holds the age and one day, and is never full") {
  const auto result = run_text(intake);
  check_within("most MB", metric(result, "ebs.documents.used_bytes.max") / 1e6, 3 * a_day, 0.1);
  check_within("given up by the last night", metric(result, "flows.intake.documents.deleted"), 7 * a_day,
               0.02);
  CHECK(metric(result, "flows.intake.documents.deleted_uncopied") ==
        metric(result, "flows.intake.documents.deleted"));
  CHECK(metric(result, "flows.intake.documents.lost") == 0);
  CHECK(result.find_metric("ebs.documents.full_in") == nullptr);
}

TEST_CASE(
    "keep: a run that ends before files leave foresees what they will take up, also where they wait for a "
    "copy") {
  const double size = 100 * 1.073741824e9;
  const auto share = [&](const std::vector<std::string>& sets) {
    return in_own_process([&] {
             return std::vector<double>{
                 metric_or(run_text(intake, sets), "ebs.documents.kept_share.max", -1)};
           })
        .at(0);
  };
  check_within("in the long run", share({}), 3 * a_day * 1e6 / size, 0.1);
  check_within("foreseen after 36 h", share({"duration=36 h"}), 3 * a_day * 1e6 / size, 0.1);
  CHECK(share({"duration=12 h"}) == -1);  // less than a day shows no trend
  auto waiting = copied_nightly;
  waiting.emplace_back("duration=36 h");
  // Copied at two in the next night, two days old at two of the third, gone at the midnight after it.
  check_within("foreseen where they wait for the copies of the nights", share(waiting),
               4 * a_day * 1e6 / size, 0.1);
}

TEST_CASE(
    "keep: what leaves after the copy waits for the archive, not for a snapshot, which shows only what is on "
    "the volume") {
  const std::vector<std::string> both{
      "ebs.documents.keep={after_copy: 1 d}",
      "s3.archive={}",
      "backup.weekly={from: documents, to: archive, schedule: \"cron(0 2 ? * SUN *)\"}",
      "backup.snaps={from: documents, method: aws-backup, schedule: \"cron(15 * * * ? *)\", retention: {age: "
      "1 d}}",
      "flows.intake.backup=weekly",
      "flows.intake.further_backups=[snaps]",
      "start=2026-03-02T00:00:00",
      "duration=14 d"};
  const auto archived_and_held = [&](const std::vector<std::string>& sets, const char* archive) {
    return in_own_process([&] {
      const auto result = run_text(intake, sets);
      CHECK(metric(result, "flows.intake.documents.lost") == 0);
      return std::vector<double>{metric(result, "flows.intake.documents.archived"), metric(result, archive)};
    });
  };
  const auto first = archived_and_held(both, "s3.archive.objects");
  CHECK(first.at(0) > 0);
  CHECK(first.at(0) <= first.at(1));
  // Of two archives the one that keeps longest is asked.
  auto expiring = both;
  expiring[1] = "s3={archive: {expiration: 2 d}, forever: {}}";
  expiring[2] = "backup.weekly={from: documents, to: forever, schedule: \"cron(0 2 ? * SUN *)\"}";
  expiring[3] = "backup.snaps={from: documents, to: archive, schedule: \"cron(15 * * * ? *)\"}";
  const auto second = archived_and_held(expiring, "s3.forever.objects");
  CHECK(second.at(0) > 0);
  CHECK(second.at(0) <= second.at(1));
}

TEST_CASE("keep: without it the disk fills when the arrivals have its size") {
  const auto result = run_text(intake, {"ebs.documents.keep=null"});
  check_within("days until full", metric(result, "ebs.documents.full_in") / 86400,
               100 * 1.073741824e9 / 1e6 / a_day - 10, 0.1);
}

TEST_CASE(
    "keep: after their copy documents are in the archive, and a loss of the volume takes none of them") {
  auto sets = copied_nightly;
  sets.insert(sets.end(), {"failures=[{at: 9.5 d, volume: documents, kind: loss}]",
                           "flows.intake.recovery={detect: 1 min}"});
  const auto result = run_text(intake, sets);
  // Copied at two in the next night, two days old at two of the third, gone at the midnight after it.
  check_within("most MB", metric(result, "ebs.documents.used_bytes.max") / 1e6, 4 * a_day, 0.1);
  check_within("in the archive alone", metric(result, "flows.intake.documents.archived"), 6 * a_day, 0.02);
  CHECK(metric(result, "flows.intake.documents.deleted") == 0);
  check_within("lost", metric(result, "flows.intake.documents.lost"), 600, 0.4);
  REQUIRE(result.restores.size() == 1);
  check_within("restored", static_cast<double>(result.restores.front().files), 3 * a_day + 120, 0.1);
}

TEST_CASE("keep: what is there at the start leaves too, as if it had come just before") {
  const std::vector<std::string> there{"ebs.documents.data_at_start=20 GB", "ebs.documents.size=22 GiB"};
  const auto result = run_text(intake, there);
  check_within("most MB", metric(result, "ebs.documents.used_bytes.max") / 1e6, 20000 + 2 * a_day, 0.1);
  CHECK(result.find_metric("ebs.documents.full_at") ==
        nullptr);  // with 3 days of documents beside it it would be
  CHECK(result.find_metric("ebs.documents.full_in") == nullptr);
}

TEST_CASE("keep: what is there at the start leaves after its copy, in a run that begins later too") {
  auto sets = copied_nightly;
  sets.insert(sets.end(), {"ebs.documents.data_at_start=20 GB", "flows.intake.recovery={detect: 1 min}"});
  const auto restored_and_archived = [&](std::vector<std::string> more) {
    more.insert(more.begin(), sets.begin(), sets.end());
    return in_own_process([&] {
      const auto result = run_text(intake, more);
      REQUIRE(result.restores.size() == 1);
      CHECK(metric(result, "flows.intake.documents.lost") == doctest::Approx(600).epsilon(0.004));
      return std::vector<double>{static_cast<double>(result.restores.front().files),
                                 metric(result, "s3.archive.objects"),
                                 metric(result, "ebs.documents.used_bytes.max") / 1e6};
    });
  };
  const auto early = restored_and_archived({"failures=[{at: 2.5 d, volume: documents, kind: loss}]"});
  check_within("restored while it is there", early.at(0), 20000 + 2 * a_day + 120, 0.1);
  const auto late = restored_and_archived({"failures=[{at: 9.5 d, volume: documents, kind: loss}]"});
  check_within("restored when it is gone", late.at(0), 3 * a_day + 120, 0.1);
  check_within("in the archive", late.at(1), 20000 + 9 * a_day + 120, 0.1);
  const auto begun_later = restored_and_archived(
      {"begin_after=8 d", "duration=2 d", "failures=[{at: 1.5 d, volume: documents, kind: loss}]"});
  check_within("the same begun later", begun_later.at(0), late.at(0), 0.1);
  check_within("its archive", begun_later.at(1), late.at(1), 0.1);
  check_within("most MB", begun_later.at(2), 4 * a_day, 0.1);
}

TEST_CASE(
    "keep: what is there at the start and has no copy stays, and so does what other software writes over") {
  auto sets = copied_nightly;
  sets.insert(sets.end(), {"ebs.documents.data_at_start=20 GB", "backup.nightly.schedule=rate(7 days)",
                           "failures=[{at: 6 d, volume: documents, kind: loss}]"});
  const auto lost = in_own_process([&] {
    const auto result = run_text(intake, sets);
    return std::vector<double>{metric(result, "flows.intake.documents.lost.volume_lost")};
  });
  check_within("lost", lost.at(0), 20000 + 6 * a_day, 0.1);
  const auto used = in_own_process([&] {
    const auto result = run_text(
        intake, {"ebs.documents.data_at_start=20 GB", "ebs.documents.rewrites={area: 5 GB, rate: 1 kB/s}"});
    return std::vector<double>{metric(result, "ebs.documents.used_bytes.max") / 1e6};
  });
  check_within("most MB", used.at(0), 20000 + 3 * a_day, 0.1);
}

TEST_CASE("keep: incremental snapshots store what was written, wherever files have left space") {
  const auto result =
      run_text(intake, {"ebs.documents.keep={for: 2 d, then: delete}", "flows.intake.backup=daily",
                        "backup.daily={from: documents, method: snapshot, "
                        "schedule: \"cron(0 12 * * ? *)\", start_spread: 0 s}"});
  REQUIRE(result.backups.size() == 10);
  check_within("MB of a snapshot late in the run", static_cast<double>(result.backups.back().bytes) / 1e6,
               a_day, 0.2);
  // A document leaves only when a snapshot has it: at the midnight after the third noon.
  check_within("most MB", metric(result, "ebs.documents.used_bytes.max") / 1e6, 3 * a_day, 0.1);
}

TEST_CASE("keep: a short run foresees that data from before it leaves before the disk is full") {
  constexpr const char* filling = R"yaml(
garoa: 1
region: us-east-1
duration: 1 d
ec2: { app: { type: m6i.large } }
ebs: { documents: { attach: app, size: 100 GiB, data_at_start: 50 GB, keep: { for: 3 d, every: 1 d } } }
flows:
  intake:
    kind: ec2-ebs-s3
    app: app
    volume: documents
    uploads: { arrivals: { deterministic: 10/min }, size: { constant: 1 MB } }
)yaml";
  const auto told = [&](const std::string& duration) {
    return in_own_process([&] {
      const auto result = run_text(filling, {"duration=" + duration});
      return std::vector{metric(result, "ebs.documents.kept_share.max"),
                         metric_or(result, "ebs.documents.full_in", 0),
                         metric(result, "ebs.documents.used_share.max")};
    });
  };
  const auto foreseen = told("1 d");
  const auto seen = told("10 d");
  CHECK(foreseen[0] == doctest::Approx(seen[2]).epsilon(0.01));
  CHECK(foreseen[1] == 0);
  // Three days' documents beside the data.
  CHECK(seen[2] == doctest::Approx((50e9 + 3 * 14400e6) / (100 * 1073741824.0)).epsilon(0.01));
}

TEST_CASE(
    "keep: copies at the end of a period, and clearings that no day divides, leave what a long run has") {
  const auto wanted = [](const std::string& keep, const std::string& schedule, int from, int hours) {
    return in_own_process([&] {
      const auto result = run_text(
          intake,
          {"ebs.documents.keep=" + keep, "s3.archive={}", "flows.intake.backup=job",
           fmt::format("backup.job={{ from: documents, to: archive, schedule: \"{}\" }}", schedule),
           fmt::format("begin_after={} d", from), fmt::format("duration={} h", (20 - from) * 24 + hours),
           fmt::format("drills=[{{ at: {} h, restore: job }}]", (20 - from) * 24 + hours - 1)});
      return std::vector{static_cast<double>(result.restores.at(0).files),
                         static_cast<double>(result.restores.at(0).expected_files)};
    });
  };
  for (const std::string keep :
       {"{ after_copy: 1 d, every: 1 d }", "{ after_copy: 2 d, every: 12 h }", "{ for: 3 d, every: 1 d }",
        "{ after_copy: 30 h, every: 7 h }", "{ after_copy: 2 d, every: 7 d }"}) {
    for (const std::string schedule : {"cron(0 0 * * ? *)", "cron(0 3 * * ? *)", "rate(12 hours)"}) {
      CAPTURE(keep);
      CAPTURE(schedule);
      const auto by_short = wanted(keep, schedule, 20, 36);
      const auto by_long = wanted(keep, schedule, 0, 36);
      CHECK(by_short[0] == doctest::Approx(by_long[0]).epsilon(0.005));
      CHECK(by_short[1] == doctest::Approx(by_long[1]).epsilon(0.005));
    }
  }
}

TEST_CASE(
    "keep: a short run foresees the most of a long one, whatever the periods of clearings and of copies") {
  const auto share = [](const std::string& keep, const std::string& schedule, const std::string& duration) {
    return in_own_process([&] {
             return std::vector{metric(
                 run_text(intake,
                          {"ebs.documents.keep=" + keep, "s3.archive={}", "flows.intake.backup=job",
                           fmt::format("backup.job={{ from: documents, to: archive, schedule: \"{}\" }}",
                                       schedule),
                           "start=2026-02-02T00:00:00", "duration=" + duration}),
                 "ebs.documents.kept_share.max")};
           })
        .at(0);
  };
  // Between the copies of March and April lie more days than in February, when the run begins.
  for (const auto& [keep, schedule, until] :
       {std::array{"{ for: 30 h, every: 7 h }", "rate(47 hours)", "30 d"},
        {"{ for: 30 h, every: 7 h }", "cron(0 6 ? * MON,TUE,WED *)", "30 d"},
        {"{ after_copy: 2 d, every: 5 h }", "cron(0 2 ? * SUN *)", "30 d"},
        {"{ after_copy: 2 d, every: 5 h }", "rate(100 hours)", "60 d"},
        {"{ after_copy: 1 d, every: 1 d }", "cron(0 0 * * ? *)", "30 d"},
        {"{ for: 7 d, every: 7 d }", "cron(0 2 1 * ? *)", "100 d"}}) {
    CAPTURE(keep);
    CAPTURE(schedule);
    const double seen = share(keep, schedule, until);
    CHECK(share(keep, schedule, "36 h") == doctest::Approx(seen).epsilon(0.002));
    CHECK(share(keep, schedule, "4 d") == doctest::Approx(seen).epsilon(0.002));
  }
}

TEST_CASE("keep: a weekend foresees what the volume will hold on working days") {
  const auto share = [](const std::string& duration) {
    return in_own_process([&] {
             return std::vector{
                 metric(run_text(intake, {"flows.intake.uploads.arrivals={office_hours: {mean: 20000/d}}",
                                          "start=2026-01-10T00:00:00", "duration=" + duration}),
                        "ebs.documents.kept_share.max")};
           })
        .at(0);
  };
  CHECK(share("2 d") == doctest::Approx(share("20 d")).epsilon(0.03));
}

}  // namespace keep_test
