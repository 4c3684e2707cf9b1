// A planner's questions, whole runs against arithmetic: 80,000 documents a day on 500 GiB, a window of four hours, growth to three times.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "tests/support/run_scenario.hpp"

namespace planner_test {

using namespace garoa;
using namespace garoa::test;

namespace {

constexpr const char* plan = R"YAML(
garoa: 1
region: sa-east-1
start: 2026-01-01T00:00:00
timezone: America/Sao_Paulo
duration: 7 d
ec2: { app: { type: m6i.large } }
ebs: { documents: { attach: app, size: 500 GiB } }
s3: { archive: {} }
backup: { nightly: { from: documents, to: archive, schedule: "cron(0 2 * * ? *)", window: 4 h } }
flows:
  intake:
    kind: ec2-ebs-s3
    app: app
    volume: documents
    backup: nightly
    clients: { count: 50, uplink: 100 Mbit/s }
    uploads: { arrivals: { poisson: 80000/d }, size: { constant: 395 kB } }
)YAML";

constexpr double day = 86400;
constexpr double volume = 500 * 1073741824.0;

/// Days after which the disk is full: as the week foresees it, and as it is.
void check_fill_date(const std::vector<std::string>& sets, double per_day, const char* long_enough) {
  const auto foreseen = in_own_process(
      [&] { return std::vector<double>{7 + metric(run_text(plan, sets), "ebs.documents.full_in") / day}; });
  auto longer = sets;
  longer.emplace_back(std::string{"duration="} + long_enough);
  const auto seen = in_own_process(
      [&] { return std::vector<double>{metric(run_text(plan, longer), "ebs.documents.full_at") / day}; });
  check_within("foreseen by the week, days", foreseen.front(), volume / per_day / 395e3, 0.5);
  check_within("seen by the long run, days", seen.front(), foreseen.front(), 0.5);
}

}  // namespace

TEST_CASE("planner: the week foresees the day on which the disk is full") {
  check_fill_date({}, 80000, "20 d");
}

TEST_CASE("planner: half the arrivals fill it in twice the time") {
  check_fill_date({"flows.intake.uploads.arrivals={poisson: 40000/d}"}, 40000, "36 d");
}

/// The long run's day is the week's within so many per cent.
void check_against_long_run(const std::vector<std::string>& sets, const char* long_enough, double percent) {
  const auto day_of = [&](const char* duration, const char* measure, double passed) {
    auto all = sets;
    all.emplace_back(std::string{"duration="} + duration);
    return in_own_process([&] {
             return std::vector<double>{
                 passed + metric(run_text(plan, all), std::string{"ebs.documents."} + measure) / day};
           })
        .front();
  };
  check_within("foreseen by the week, days", day_of("7 d", "full_in", 7), day_of(long_enough, "full_at", 0),
               percent);
}

/// A hundredth of the documents on a tenth of the disk, so that long runs are short.
std::vector<std::string> small_with(const std::vector<std::string>& more) {
  std::vector<std::string> sets{"flows.intake.uploads.arrivals={deterministic: 800/d}",
                                "ebs.documents.size=50 GiB", "flows.intake.backup=null", "backup=null"};
  sets.insert(sets.end(), more.begin(), more.end());
  return sets;
}

TEST_CASE("planner: the fill date goes with the growth to three times that the scenario declares") {
  check_against_long_run({"flows.intake.uploads.growth=3x/y"}, "20 d", 0.5);
  check_against_long_run(small_with({"flows.intake.uploads.growth=3x/y"}), "150 d", 0.5);
  check_against_long_run(small_with({"flows.intake.uploads.growth={linear: 3x/y}"}), "150 d", 0.5);
}

TEST_CASE("planner: the fill date goes with month ends and office hours") {
  check_against_long_run(
      small_with({"ebs.documents.size=10 GiB", "flows.intake.uploads.month_end={days: 2, factor: 10}"}),
      "50 d", 1);
  check_against_long_run(
      small_with({"ebs.documents.size=10 GiB",
                  "flows.intake.uploads.arrivals={office_hours: {working_day_mean: 1200/d}}"}),
      "50 d", 4);
}

TEST_CASE("planner: a volume that is cleared out fills when what comes has outgrown it") {
  check_against_long_run(small_with({"ebs.documents.size=7 GiB", "ebs.documents.keep={for: 10 d}",
                                     "flows.intake.uploads.growth=3x/y"}),
                         "300 d", 1.5);
}

TEST_CASE(
    "planner: a volume that is cleared out by the week, or after the night's copy, fills when what comes has "
    "outgrown it") {
  check_against_long_run(
      small_with({"ebs.documents.size=11 GiB", "ebs.documents.keep={for: 10 d, every: 7 d}",
                  "flows.intake.uploads.growth=3x/y"}),
      "300 d", 2);
  const std::vector<std::string> copied{"flows.intake.uploads.arrivals={deterministic: 800/d}",
                                        "ebs.documents.size=7 GiB", "ebs.documents.keep={after_copy: 9 d}",
                                        "flows.intake.uploads.growth=3x/y"};
  check_against_long_run(copied, "300 d", 1.5);
}

TEST_CASE("planner: a volume that was lost and restored fills with what came back and what comes") {
  check_against_long_run(
      {"flows.intake.uploads.arrivals={deterministic: 800/d}", "ebs.documents.size=6 GiB",
       "failures=[{at: 36 h, volume: documents, kind: loss}]", "flows.intake.recovery={detect: 1 min}"},
      "30 d", 1);
}

TEST_CASE("planner: a month says since when uploads fail, and why") {
  const auto result = run_text(plan, {"duration=20 d"});
  CHECK(metric(result, "flows.intake.upload.rejected.disk_full") > 0);
  CHECK(metric(result, "flows.intake.upload.rejected_since.disk_full") ==
        doctest::Approx(metric(result, "ebs.documents.full_at")));
}

TEST_CASE(
    "planner: a year of growth to three times has the storage, the listing and the nights of its integral") {
  // A tenth of the documents of ten times the size, so that the year is short.
  const auto result = run_text(
      plan, {"duration=365 d", "ebs.documents.keep={after_copy: 3 d}",
             "flows.intake.uploads={arrivals: {poisson: 8000/d}, growth: 3x/y, size: {constant: 3.95 MB}}"});
  const auto uploads_by = [](double days) {
    return 8000 * 365 / std::log(3) * (std::pow(3, days / 365) - 1);
  };
  const double last_copy = 364 + 2.0 / 24;
  CHECK(result.find_metric("ebs.documents.full_at") == nullptr);
  check_within("objects in the bucket", metric(result, "s3.archive.objects"), uploads_by(last_copy), 1);
  check_within("bytes in the bucket", metric(result, "s3.archive.bytes"), 3.95e6 * uploads_by(last_copy), 1);
  // A night: the tool's start, pages of 0.15 s, then the documents of a day at what the volume gives.
  constexpr double throughput = 125.0 * 1024 * 1024;
  double pages = 0;
  double nights = 0;
  double last_night = 0;
  for (int night = 0; night < 365; ++night) {
    const double before = night == 0 ? 0 : uploads_by(night - 1 + 2.0 / 24);
    const double listed = std::max(1.0, std::ceil(before / 1000));
    last_night = 0.9 + 0.15 * listed + (uploads_by(night + 2.0 / 24) - before) * 3.95e6 / throughput;
    pages += listed;
    nights += last_night;
  }
  check_within("pages listed", metric(result, "s3.archive.list.pages"), pages, 1);
  CHECK(metric(result, "backup.nightly.completed") == 365);
  check_within("seconds of all nights", 365 * metric(result, "backup.nightly.duration.mean"), nights, 1);
  const auto& night = result.backups.back();
  check_within("seconds of the last night", night.ended_s - night.started_s, last_night, 1);
  check_within("files of the last night", static_cast<double>(night.files),
               uploads_by(last_copy) - uploads_by(last_copy - 1), 2);
}

}  // namespace planner_test
