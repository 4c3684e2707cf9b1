// Volumes made from snapshots, against their arithmetic.
#include <cmath>
#include <string>
#include <vector>

#include "tests/support/run_scenario.hpp"

namespace snapshot_load_test {

using namespace garoa;
using namespace garoa::test;

namespace {

constexpr const char* restored = R"(
garoa: 1
region: us-east-1
duration: 4 h
ec2: { app: { type: m6i.16xlarge, workers: 64 } }
ebs:
  documents:
    attach: app
    type: gp3
    size: 200 GiB
    from_snapshot: { size: 40 GiB, first_read: { requests: 16 } }
flows:
  intake:
    kind: ec2-ebs-s3
    app: app
    volume: documents
    uploads: { arrivals: { deterministic: 1/min }, size: { constant: 100 kB } }
)";

constexpr double mebibytes = 40 * 1024;
constexpr double rate = 18;                         // MiB/s of the background
constexpr double most = 135e6 / (1024 * 1024);      // MiB/s of a gp3 volume
constexpr double block = 0.1;                       // s of one that is not there
constexpr double volume_read = 0.0007 + 0.5 / 125;  // s of one that is
constexpr const char* fast_volume = "ebs.documents={iops: 16000, throughput: 1000 MiB/s}";

/// Seconds in which one request reads so many blocks, while the background brings a share `rate / mebibytes` of all in a second.
double seconds_of_one_request(double blocks) {
  const double share = rate / mebibytes;
  const double left = (block + volume_read) * std::exp(-share * block * blocks) - volume_read;
  return (1 - left / block) / share;
}

}  // namespace

TEST_CASE("snapshot load: enough requests read a cold volume at the most that S3 brings to its type") {
  const std::vector<std::string> deep{fast_volume, "ebs.documents.from_snapshot.first_read.requests=64"};
  const auto result = run_text(restored, deep);
  check_within("seconds of the first read", metric(result, "ebs.documents.first_read.duration"),
               mebibytes / most, 3);
  CHECK(bottleneck(result, "intake", "first read").resource == "ebs.documents.snapshot_load");
  CHECK(metric(result, "ebs.documents.snapshot_load.initialized_at") <=
        metric(result, "ebs.documents.first_read.duration"));
}

TEST_CASE("snapshot load: io2 brings more at once than gp3 and others what gp3 does") {
  const auto seconds_of = [](const char* type) {
    return metric_of(
        restored,
        {"ebs.documents=" + std::string{type}, "ebs.documents.from_snapshot.first_read.requests=64"},
        "ebs.documents.first_read.duration");
  };
  // 64 blocks at once.
  check_within("io2", seconds_of("{type: io2, iops: 16000}"), mebibytes / (64 * 0.5 / 0.1), 10);
  check_within("io1", seconds_of("{type: io1, iops: 10000}"), mebibytes / most, 3);
}

TEST_CASE(
    "snapshot load: one request at a time waits for each block, unless the background was there before") {
  const auto result =
      run_text(restored, {"ebs.documents.from_snapshot.first_read={size: 4 GiB, requests: 1}"});
  check_within("seconds of the first read", metric(result, "ebs.documents.first_read.duration"),
               seconds_of_one_request(4 * 1024 * 2), 2);
}

TEST_CASE("snapshot load: what is touched spares the background as much") {
  const auto result =
      run_text(restored, {"ebs.documents.from_snapshot.first_read={size: 4 GiB, requests: 1}"});
  const double all = metric(result, "ebs.documents.snapshot_load.initialized_at");
  CHECK(all < mebibytes / rate);
  CHECK(all > (mebibytes - 4 * 1024) / rate);
}

TEST_CASE("snapshot load: a paid rate beyond the volume's own leaves the volume as the limit") {
  const auto result = run_text(restored, {"ebs.documents.from_snapshot.initialization_rate=300 MiB/s"});
  const double seconds = metric(result, "ebs.documents.first_read.duration");
  CHECK(seconds > mebibytes / 125);
  CHECK(seconds < mebibytes / 125 + mebibytes / 300);
}

TEST_CASE("snapshot load: a snapshot optimized for fast restore reads like any volume") {
  const auto result = run_text(restored, {"ebs.documents.from_snapshot.fast_restore={}"});
  check_within("seconds of the first read", metric(result, "ebs.documents.first_read.duration"),
               mebibytes / 125, 1);
  CHECK(metric(result, "ebs.documents.snapshot_load.initialized_at") == 0);
}

TEST_CASE("snapshot load: fast restore that is enabled too late does not help") {
  const double without = metric_of(restored, {}, "ebs.documents.first_read.duration");
  const auto result = run_text(restored, {"ebs.documents.from_snapshot.fast_restore={optimized: false}"});
  check_within("seconds of the first read", metric(result, "ebs.documents.first_read.duration"), without,
               0.01);
  check_within("seconds until it would", metric(result, "ebs.documents.fast_restore.optimized_at"),
               3600 * 40.0 / 1024, 0.01);
}

TEST_CASE("snapshot load: what is reached after the end of the run has no time") {
  const auto brief =
      run_text(restored, {"duration=2 min", "ebs.documents.from_snapshot.fast_restore={optimized: false}"});
  for (const auto* name :
       {"ebs.documents.snapshot_load.initialized_at", "ebs.documents.fast_restore.optimized_at"})
    CHECK_MESSAGE(brief.find_metric(name) == nullptr, name);
}

}  // namespace snapshot_load_test
