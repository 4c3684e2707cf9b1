// EBS volumes against AWS's tables and against closed forms.
#include <fmt/format.h>

#include <cmath>

#include "tests/support/run_scenario.hpp"

using namespace garoa;
using namespace garoa::test;

namespace {

constexpr double mib = 1024 * 1024;

/// One volume, used by other software only; the instance limits nothing.
std::string with_volume(const std::string& volume) {
  return fmt::format(R"(
garoa: 1
region: us-east-1
duration: 10 min
ec2: {{ host: {{ type: m6i.16xlarge, workers: 64, accept_queue: 0, cpu_per_upload: 0 ms, cpu_per_mb: 0 ms }} }}
ebs: {{ data: {{ attach: host, {} }} }}
flows:
  intake:
    kind: ec2-ebs-s3
    app: host
    volume: data
    clients: {{ count: 500, uplink: 10 Gbit/s, downlink: 10 Gbit/s, latency: 0 ms }}
    uploads: {{ arrivals: {{ deterministic: 1/d }}, size: {{ constant: 1 kB }} }}
)",
                     volume);
}

EbsSettings settings_of(const std::string& volume) {
  Diagnostics diagnostics;
  Catalogue catalogue{"", diagnostics};
  const auto scenario = load_scenario_text(with_volume(volume), "test.yaml", "", {}, catalogue);
  REQUIRE_MESSAGE(scenario.has_value(), diagnostics.text());
  return scenario->ebs.front();
}

double amount_of_ebs(const RunResult& result) {
  double sum = 0;
  for (const auto& line : result.cost.lines) {
    if (line.service == "EBS") sum += line.amount;
  }
  return sum;
}

}  // namespace

TEST_CASE("ebs: base and burst of st1 and sc1 are AWS's table at every size of it") {
  struct Row {
    double tebibytes, st1_base, st1_burst, sc1_base, sc1_burst;
  };
  // EC2 user guide, hdd-vols.md, 2023-05; MiB/s. The guide rounds 31.25 to 31.
  constexpr Row rows[] = {{0.125, 5, 31.25, 1.5, 10}, {0.5, 20, 125, 6, 40},   {1, 40, 250, 12, 80},
                          {2, 80, 500, 24, 160},      {3, 120, 500, 36, 240},  {4, 160, 500, 48, 250},
                          {5, 200, 500, 60, 250},     {8, 320, 500, 96, 250},  {10, 400, 500, 120, 250},
                          {12.5, 500, 500, 150, 250}, {16, 500, 500, 192, 250}};
  for (const auto& row : rows) {
    CAPTURE(row.tebibytes);
    const auto st1 = settings_of(fmt::format("type: st1, size: {} GiB", row.tebibytes * 1024));
    const auto sc1 = settings_of(fmt::format("type: sc1, size: {} GiB", row.tebibytes * 1024));
    CHECK(st1.throughput.base == doctest::Approx(row.st1_base * mib));
    CHECK(st1.throughput.burst == doctest::Approx(row.st1_burst * mib));
    CHECK(sc1.throughput.base == doctest::Approx(row.sc1_base * mib));
    CHECK(sc1.throughput.burst == doctest::Approx(row.sc1_burst * mib));
    if (row.st1_burst > row.st1_base) CHECK(st1.throughput.credits == static_cast<double>(st1.size.count()));
  }
}

TEST_CASE("ebs: the throughput of io1 and io2 follows from their IOPS, on the date of the rules") {
  const auto rate = [](const std::string& volume) {
    return metric_of(with_volume(volume + ", background: { io_size: 4 KiB, queue_depth: 16 }"),
                     {"duration=100 h"}, "ebs.data.iops.avg");
  };
  check_within("gp3, operations per second", rate("type: gp3, size: 1 TiB, delivered: {}"),
               3000 * (0.99 * 0.9 + 0.01 * 0.5), 0.1);
  check_within("io2, operations per second", rate("type: io2, size: 1 TiB, iops: 3000, delivered: {}"),
               3000 * (0.999 * 0.9 + 0.001 * 0.5), 0.1);
  check_within("as declared, operations per second",
               rate("type: gp3, size: 1 TiB, delivered: { share: 1, time: 0.75, slow: 0.2 }"),
               3000 * (0.75 + 0.25 * 0.2), 0.1);
}

TEST_CASE(
    "ebs: in a slow stretch burst credits do not help, and the provisioned performance is billed all the "
    "same") {
  // gp2 of 100 GiB: 300 IOPS, 3,000 with credits; a tenth of the base in half of each hour.
  const std::string volume = "type: gp2, size: 100 GiB, background: { io_size: 4 KiB, queue_depth: 16 }";
  const auto measure = [&](const std::string& delivered) {
    return in_own_process([&] {
      const auto result = run_text(with_volume(volume + delivered), {"duration=1 h"});
      return std::vector{metric(result, "ebs.data.iops.avg"), amount_of_ebs(result)};
    });
  };
  const auto slow = measure(", delivered: { share: 1, time: 0.5, slow: 0.1 }");
  const auto full = measure("");
  check_within("operations in the hour", slow.at(0), 0.5 * 3000 + 0.5 * 30, 0.5);
  CHECK(slow.at(1) == doctest::Approx(full.at(1)));
}

TEST_CASE("ebs: other software reads and writes in its shares") {
  const auto result = run_text(
      with_volume("type: gp3, size: 1 TiB, background: { io_size: 16 KiB, iops: 1000, reads: 0.75 }"));
  check_within("bytes read per second", metric(result, "ebs.data.background.read_throughput.avg"),
               750 * 16384.0, 1);
  check_within("bytes written per second", metric(result, "ebs.data.background.write_throughput.avg"),
               250 * 16384.0, 1);
}
