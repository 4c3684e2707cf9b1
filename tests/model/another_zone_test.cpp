// After an outage of its zone a site is built anew in another one: the time that it takes is the sum of its parts, and it costs what has
// no copy.
#include <numeric>
#include <string>
#include <vector>

#include "tests/support/run_scenario.hpp"

namespace another_zone_test {

using namespace garoa;
using namespace garoa::test;

namespace {

/// One document of 10 MB in four seconds; a copy every hour; zone a is gone at noon for a day.
constexpr const char* intake = R"YAML(
garoa: 1
region: us-east-1
start: 2026-03-02T00:00:00
duration: 18 h
ec2: { app: { type: m6i.large, speed: 1, start_time: 2 min } }
ebs: { documents: { attach: app, size: 500 GiB } }
s3: { archive: {} }
backup: { hourly: { from: documents, to: archive, schedule: "cron(30 * * * ? *)" } }
flows:
  intake:
    kind: ec2-ebs-s3
    app: app
    volume: documents
    backup: hourly
    uploads: { arrivals: { deterministic: 0.25/s }, size: { constant: 10 MB } }
    recovery: { detect: 15 min, provision: 5 min, another_zone: { switch: 1 min } }
failures: [{ at: 2026-03-02T12:00, zone: a, kind: outage, for: 24 h }]
)YAML";

double sum_of_parts(const RestoreRun& restore) {
  return std::accumulate(restore.parts.begin(), restore.parts.end(), 0.0,
                         [](double sum, const auto& part) { return sum + part.second; });
}

double part_of(const RestoreRun& restore, std::string_view name) {
  for (const auto& [part, seconds] : restore.parts) {
    if (part == name) return seconds;
  }
  return -1;
}

}  // namespace

TEST_CASE("another zone: the recovery from noon on takes the sum of its parts") {
  const auto result = run_text(intake);
  REQUIRE(result.restores.size() == 1);
  const auto& restore = result.restores.front();
  CHECK(restore.began_s == 12 * 3600);
  CHECK(part_of(restore, "detect") == 900);
  CHECK(part_of(restore, "start") == 120);
  CHECK(part_of(restore, "provision") == 300);
  CHECK(part_of(restore, "switch") == 60);
  check_within("RTO and the sum of its parts", restore.duration_s(), sum_of_parts(restore), 1e-6);
  // 103.5 GB, which the volume takes at its 125 MiB/s.
  check_within("files", static_cast<double>(restore.files), 11.5 * 900, 0.1);
  check_within("seconds of copying", part_of(restore, "transfer") + part_of(restore, "write"),
               11.5 * 900 * 10 / 131.072, 3);
  // Documents fail from noon to the switch-over, and those of the last half hour had no copy.
  check_within("rejected", metric(result, "flows.intake.upload.rejected"), restore.duration_s() / 4, 0.5);
  check_within("lost", metric(result, "flows.intake.documents.lost"), 450, 0.5);
  REQUIRE(result.failures.size() == 1);
  CHECK(result.failures.front().ended_s == restore.ended_s);
  // What was lost came after the copy of 11:30; that the zone was given up later makes none of it older.
  check_within("achieved RPO", *result.failures.front().achieved_rpo_s, 1800, 0.5);
}

TEST_CASE("another zone: nobody moves when the zone is back before the decision") {
  const auto result =
      run_text(intake, {"failures=[{at: 2026-03-02T12:00, zone: a, kind: outage, for: 10 min}]"});
  CHECK(result.restores.empty());
  CHECK(metric(result, "flows.intake.documents.lost") == 0);
  check_within("rejected", metric(result, "flows.intake.upload.rejected"), (600 + 120) / 4.0, 1);
}

TEST_CASE("another zone: a volume made of a snapshot takes uploads after instance, volume and switch") {
  const auto result = run_text(
      intake,
      {"backup.hourly={from: documents, to: null, method: snapshot, schedule: \"cron(30 * * * ? *)\", "
       "start_spread: 0 s, rate: 1000 MiB/s}"});
  REQUIRE(result.restores.size() == 1);
  const auto& restore = result.restores.front();
  const double until_served = 900 + 120 + part_of(restore, "provision") + 60;
  check_within("rejected", metric(result, "flows.intake.upload.rejected"), until_served / 4, 0.5);
}

}  // namespace another_zone_test
