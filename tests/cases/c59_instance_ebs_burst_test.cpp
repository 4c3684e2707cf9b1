// C59: an m5a.large may use 265 MB/s towards EBS for 30 minutes a day, else 60 MB/s (CloudHealth/amazon-pricing
// pull 177, vantage-sh/ec2instances.info issues 491 and 537). AWS has raised the type since; its figures of that
// time are laid over the catalogue as a user would, with a folder of models.
#include <filesystem>

#include "tests/support/run_program.hpp"
#include "tests/support/run_scenario.hpp"

namespace c59_instance_ebs_burst_test {

using namespace garoa;
using namespace garoa::test;

namespace {

constexpr const char* reading_a_volume = R"(
garoa: 1
region: us-east-1
duration: 30 min
ec2: { host: { type: m5a.large } }
ebs: { data: { attach: host, type: gp3, size: 2 TiB, iops: 4000, throughput: 500 MiB/s, background: { queue_depth: 16 } } }
flows:
  quiet:
    kind: ec2-ebs-s3
    app: host
    volume: data
    uploads: { arrivals: { deterministic: 1/d }, size: { constant: 1 kB } }
)";

constexpr const char* of_that_time = R"(
m5a.large:
  ebs: { base: 480 Mbit/s, max: 2120 Mbit/s, base_iops: 3600, max_iops: 16000 }
)";

double bytes_per_second(const std::vector<std::string>& sets) {
  const TemporaryFolder folder;
  const auto types = folder.path() / "catalog" / "ec2";
  std::filesystem::create_directories(types);
  write_file(types / "m5a.yaml", of_that_time);
  Diagnostics diagnostics;
  ModelFiles files{folder.path().string(), diagnostics};
  const auto scenario = load_scenario_text(reading_a_volume, "c59.yaml", "", {sets, {}}, files, diagnostics);
  REQUIRE_MESSAGE(scenario.has_value(), diagnostics.text());
  return metric(run_here({*scenario}), "ebs.data.throughput.avg");
}

constexpr double burst_bytes = 477e9;  // of the report, in the 30 minutes
constexpr double after = 60e6;

}  // namespace

TEST_CASE("C59: an m5a.large reads 477 GB in the 30 minutes of its EBS burst") {
  check_within("GB in 30 minutes", bytes_per_second({}) * 1800 / 1e9, burst_bytes / 1e9, 1);
}

TEST_CASE("C59: an m5a.large reads 1 TB in about 175 minutes, since only 60 MB/s are left after its burst") {
  const double late = bytes_per_second({"duration=3 h", "warmup=40 min"});
  check_within("MB/s after the burst", late / 1e6, after / 1e6, 1);
  check_within("minutes for 1 TB", (1800 + (1e12 - burst_bytes) / late) / 60, 175, 5);
}

}  // namespace c59_instance_ebs_burst_test
