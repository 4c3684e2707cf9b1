// Recovery points of a bucket that begin when none is left are whole: they show every version that the bucket has, older ones too, in a long
// run and in one that begins later.
#include <doctest/doctest.h>

#include <fmt/format.h>

#include <string>
#include <vector>

#include "tests/support/run_scenario.hpp"

namespace whole_points_test {

using namespace garoa;
using namespace garoa::test;

namespace {

using Sets = std::vector<std::string>;

/// A document a minute.
constexpr const char* bucket = R"yaml(garoa: 1
region: us-east-1
start: 2026-03-02T00:00:00
timezone: UTC
duration: 1 d
warmup: 0 s
s3: { inbox: { versioning: true, expiration: 2 d, noncurrent_expiration: 1 d } }
backup: { job: { from_bucket: inbox, method: aws-backup, schedule: "cron(0 3 ? * MON *)", retention: { age: 5 d } } }
flows:
  intake: { kind: s3-lambda, bucket: inbox, uploads: { arrivals: { deterministic: 1/min }, size: { constant: 1 MB } } }
)yaml";

const Sets working_days{"backup.job.schedule=\"cron(0 5 ? * MON-FRI *)\"", "backup.job.retention.age=2 d"};
const Sets monthly{"backup.job.schedule=\"cron(0 3 1 * ? *)\"", "backup.job.retention.age=20 d"};
const Sets thirty_days{"s3.inbox.expiration=29 d"};
const Sets growth{"flows.intake.uploads.growth=5x/y"};
const Sets keys{"flows.intake.uploads.key={ distinct: 5000 }"};
const Sets existing{"s3.inbox.existing={ objects: 20000, size: 1 MB, age: 5 d }"};

Sets joined(const std::vector<Sets>& parts) {
  Sets all;
  for (const auto& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

std::vector<double> held(const Sets& world, const Sets& when) {
  return in_own_process([&] {
    const auto result = run_text(bucket, joined({world, when}));
    CHECK(result.conserved());
    return std::vector{metric(result, "backup.job.vault.objects"), metric(result, "backup.job.vault.bytes"),
                       result.backups.empty() ? 0 : static_cast<double>(result.backups.back().files)};
  });
}

struct World {
  const char* what;
  Sets sets;
  int from;      // d
  double hours;  // of the run
};

const std::vector<World> worlds{
    {"weekly", {}, 37, 24},
    {"weekly, growth", growth, 43, 48},
    {"weekly, keys that come again", keys, 37, 24},
    {"weekly, a bucket of thirty days", thirty_days, 37, 24},
    {"weekly, a bucket of thirty days with growth", joined({thirty_days, growth}), 43, 48},
    {"weekly, objects from before the start", joined({thirty_days, existing}), 23, 24},
    {"working days", working_days, 43, 43},
    {"working days, a bucket of thirty days", joined({working_days, thirty_days}), 44, 24},
    {"working days, keys that come again", joined({working_days, keys}), 43, 43},
    {"monthly", monthly, 75, 24},
    {"monthly, growth", joined({monthly, growth}), 92, 72},
    {"monthly, a bucket of thirty days with growth", joined({monthly, thirty_days, growth}), 75, 24},
    {"daily", {"backup.job.schedule=\"cron(0 3 * * ? *)\"", "backup.job.retention.age=1 d"}, 40, 24},
};

}  // namespace

TEST_CASE("whole points: one shows what the bucket has, with the versions that are no longer current") {
  // Of the Friday the last are uploaded before Saturday's midnight: three days later, on Tuesday, they are gone.
  const double expected = 3 * 1440 + 3 * 60;
  const auto told = held({}, {"duration=15 d"});
  CHECK(told[0] == doctest::Approx(expected).epsilon(0.001));
  CHECK(told[1] == doctest::Approx(expected * 1e6).epsilon(0.001));
  CHECK(told[2] == told[0]);
}

TEST_CASE("whole points: a run that begins later finds in its vault what a long run has there") {
  for (const auto& world : worlds) {
    CAPTURE(world.what);
    const auto by_short = held(
        world.sets, {fmt::format("begin_after={} d", world.from), fmt::format("duration={} h", world.hours)});
    const auto by_long = held(world.sets, {fmt::format("duration={} h", world.from * 24 + world.hours)});
    CHECK(by_short[0] == doctest::Approx(by_long[0]).epsilon(0.005));
    CHECK(by_short[1] == doctest::Approx(by_long[1]).epsilon(0.005));
  }
}

}  // namespace whole_points_test
