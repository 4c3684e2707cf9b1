// Volumes made from snapshots, against their arithmetic.
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
constexpr double rate = 21;  // MiB/s

}  // namespace

TEST_CASE("snapshot load: enough requests read a cold volume at the rate of its initialization") {
  const auto result = run_text(restored);
  check_within("seconds of the first read", metric(result, "ebs.documents.first_read.duration"),
               mebibytes / rate, 1);
  CHECK(bottleneck(result, "intake", "first read").resource == "ebs.documents.snapshot_load");
}

TEST_CASE("snapshot load: one request at a time waits for the first byte of each block too") {
  const auto result =
      run_text(restored, {"ebs.documents.from_snapshot.first_read={size: 4 GiB, requests: 1}"});
  // Mean of the lognormal first byte, 512 KiB at the rate, then the read from the volume. What the background
  // brings in the waits is there already: it takes the share of the time that the touches leave.
  const double first_byte = 0.0298;
  const double blocks = 4 * 1024 * 2;
  const double delivery = 0.5 / rate;
  const double read = 0.0007 + 0.5 / 125;
  const double background = (first_byte + read) * rate / (40 * 1024);  // share of the data, each block
  check_within("seconds of the first read", metric(result, "ebs.documents.first_read.duration"),
               blocks * (first_byte + delivery * (1 - background * blocks / 2) + read), 1);
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
  const auto result = run_text(restored, {"ebs.documents.from_snapshot.fast_restore={optimized: false}"});
  check_within("seconds of the first read", metric(result, "ebs.documents.first_read.duration"),
               mebibytes / rate, 1);
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
