// EBS volumes against AWS's tables and against closed forms.
#include <fmt/format.h>

#include <cmath>

#include "tests/support/run_scenario.hpp"

namespace ebs_test {

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
  ModelFiles files{"", diagnostics};
  const auto scenario = load_scenario_text(with_volume(volume), "test.yaml", "", {}, files, diagnostics);
  REQUIRE_MESSAGE(scenario.has_value(), diagnostics.text());
  return scenario->ebs.front();
}

double amount_of_ebs(const RunResult& result) {
  double sum = 0;
  for (const auto& line : result.cost.lines) {
    if (line.resource == "ebs.data") sum += line.amount;
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
  const auto rate = [](const std::string& volume) { return settings_of(volume).throughput.base / mib; };
  CHECK(rate("type: io1, size: 4 GiB, iops: 200") == doctest::Approx(50));
  CHECK(rate("type: io1, size: 1 TiB, iops: 2000") == doctest::Approx(500));
  CHECK(rate("type: io1, size: 1 TiB, iops: 32000") == doctest::Approx(500));
  CHECK(rate("type: io1, size: 2 TiB, iops: 48000") == doctest::Approx(750));
  CHECK(rate("type: io1, size: 2 TiB, iops: 64000") == doctest::Approx(1000));
  CHECK(rate("type: io2, size: 4 GiB, iops: 1000") == doctest::Approx(256));
  CHECK(rate("type: io2, size: 1 TiB, iops: 16000") == doctest::Approx(4000));
}

TEST_CASE(
    "ebs: operations of io2 take under 0.5 ms on average, and pass 0.8 ms ten times less often than gp3") {
  const auto io2 = settings_of("type: io2, size: 100 GiB, iops: 3000").io.latency;
  const auto gp3 = settings_of("type: gp3, size: 100 GiB").io.latency;
  CHECK(io2.mean() < 0.5e-3);
  const auto slow = [](const Distribution& latency) {
    int above = 0;
    for (int i = 0; i < 10000; ++i) above += latency.quantile((i + 0.5) / 10000) > 0.8e-3 ? 1 : 0;
    return above;
  };
  CHECK(slow(gp3) > 10 * slow(io2));
  CHECK(slow(io2) > 0);
}

TEST_CASE("ebs: one volume lost is a RAID-0 set lost") {
  CHECK(settings_of("type: gp3, size: 1 TiB").annual_failure_rate == doctest::Approx(0.002));
  CHECK(settings_of("type: gp3, size: 1 TiB, raid0: 10").annual_failure_rate ==
        doctest::Approx(1 - std::pow(0.998, 10)));
}

TEST_CASE("ebs: a 1 TiB st1 volume is read at 250 MiB/s until its credits are used up, then at 40") {
  const auto result = run_text(with_volume("type: st1, size: 1 TiB, background: { queue_depth: 8 }"),
                               {"duration=3 h", "warmup=2 h"});
  check_within("seconds of burst", metric(result, "ebs.data.burst_balance.exhausted_at"),
               1024.0 * 1024 / (250 - 40), 0.01);
  check_within("MiB/s afterwards", metric(result, "ebs.data.throughput.avg") / mib, 40, 0.2);
}

TEST_CASE("ebs: a full scan of a 1 TiB st1 volume takes the 1.17 h of AWS's table") {
  const auto result = run_text(with_volume("type: st1, size: 1 TiB, background: { queue_depth: 8 }"),
                               {"duration=1.165 h"});  // 1 TiB at 250 MiB/s
  check_within("TiB read", metric(result, "ebs.data.throughput.avg") * 1.165 * 3600 / mib / mib, 1, 0.1);
}

TEST_CASE("ebs: small random I/O on st1 is served as if each were 1 MiB") {
  const auto result =
      run_text(with_volume("type: st1, size: 1 TiB, background: { io_size: 64 KiB, queue_depth: 16 }"),
               {"duration=3 h", "warmup=2 h"});
  check_within("operations per second without credits", metric(result, "ebs.data.iops.avg"), 40, 0.5);
  check_within("bytes per second", metric(result, "ebs.data.throughput.avg"), 40 * 65536, 0.5);
}

TEST_CASE(
    "ebs: gp2 from 171 to 333 GiB has 250 MiB/s while credits last, then its base of 256 KiB operations") {
  // 200 GiB: base 600; 250 MiB/s are 1,000 operations a second.
  const auto result = run_text(with_volume("type: gp2, size: 200 GiB, background: { queue_depth: 16 }"),
                               {"duration=5 h", "warmup=4 h"});
  check_within("seconds of burst", metric(result, "ebs.data.burst_balance.exhausted_at"), 5.4e6 / 400, 0.01);
  check_within("MiB/s afterwards", metric(result, "ebs.data.throughput.avg") / mib, 150, 0.1);
}

TEST_CASE("ebs: a gp2 volume of 334 GiB still depends on credits for small operations") {
  // "334 GB and more need no burst" is true of the throughput only.
  const auto result =
      run_text(with_volume("type: gp2, size: 334 GiB, background: { io_size: 16 KiB, queue_depth: 16 }"),
               {"duration=2 h", "warmup=1 h"});
  check_within("seconds of burst", metric(result, "ebs.data.burst_balance.exhausted_at"), 2703, 0.1);
  check_within("operations per second afterwards", metric(result, "ebs.data.iops.avg"), 1002, 0.1);
}

TEST_CASE("ebs: four striped gp3 volumes have four times the limits of one, and its price") {
  const auto result = run_text(
      with_volume(
          "type: gp3, size: 100 GiB, iops: 4000, raid0: 4, background: { io_size: 16 KiB, queue_depth: 64 }"),
      {"duration=10 min"});
  check_within("operations per second", metric(result, "ebs.data.iops.avg"), 16000, 0.1);
  // us-east-1: 0.08 a GiB-month, 0.005 an IOPS-month above 3,000.
  const double month = 744 * 3600;  // March
  check_within("USD in 10 minutes", amount_of_ebs(result), 4 * (100 * 0.08 + 1000 * 0.005) * 600 / month,
               0.01);
}

TEST_CASE("ebs: io2 pays each volume's IOPS tier by tier") {
  const auto result =
      run_text(with_volume("type: io2, size: 100 GiB, iops: 70000, raid0: 2"), {"duration=10 min"});
  const double month = 744 * 3600;  // March
  const double one = 100 * 0.125 + 32000 * 0.065 + 32000 * 0.0455 + 6000 * 0.03185;
  check_within("USD in 10 minutes", amount_of_ebs(result), 2 * one * 600 / month, 0.01);
}

TEST_CASE("ebs: volumes of one instance share the instance's limit") {
  // m5.large: 4,750 Mbit/s in its 30 minutes of burst; each volume alone could use 500 MiB/s.
  auto text = with_volume(
      "type: gp3, size: 1 TiB, iops: 4000, throughput: 500 MiB/s, background: { queue_depth: 16 } }, "
      "more: { attach: host, type: gp3, size: 1 TiB, iops: 4000, throughput: 500 MiB/s, background: { "
      "queue_depth: 16 }");
  const auto result = run_text(text, {"ec2.host.type=m5.large"});
  for (const char* volume : {"data", "more"}) {
    check_within("MB/s of a volume", metric(result, fmt::format("ebs.{}.throughput.avg", volume)) / 1e6,
                 4750.0 / 8 / 2, 0.1);
  }
}

TEST_CASE("ebs: a request below the limits takes its latency and its transfer") {
  const auto result = run_text(with_volume("type: gp3, size: 1 TiB"),
                               {"flows.intake.uploads={arrivals: {poisson: 20/s}, size: {constant: 16 KiB}}",
                                "flows.intake.fsync_ios=1", "duration=20 min"});
  check_within("median", metric(result, "ebs.data.latency.p50"), 0.7e-3 + 16.0 / 1024 / 125, 1);
}

TEST_CASE(
    "ebs: a file that is made durable takes the latency of its data and of the journal's I/Os, each an "
    "operation") {
  for (const int ios : {2, 3, 4}) {
    CAPTURE(ios);
    const auto values = in_own_process([&] {
      const auto result =
          run_text(with_volume("type: gp3, size: 1 TiB"),
                   {"flows.intake.uploads={arrivals: {deterministic: 20/s}, size: {constant: 16 KiB}}",
                    fmt::format("flows.intake.fsync_ios={}", ios), "duration=20 min"});
      return std::vector{metric(result, "ebs.data.latency.p50"), metric(result, "ebs.data.iops.avg")};
    });
    check_within("median", values.at(0), ios * 0.7e-3 + 16.0 / 1024 / 125, 1);
    check_within("operations per second", values.at(1), ios * 20, 0.1);
  }
}

TEST_CASE(
    "ebs: files that are made durable at once share the journal's commits, those on HDD pay a unit for "
    "each") {
  const auto of = [](const std::string& volume, const std::vector<std::string>& set) {
    return in_own_process([&] {
      const auto result = run_text(with_volume(volume), set);
      return std::vector{metric(result, "ebs.data.iops.avg"), metric(result, "ebs.data.latency.p50")};
    });
  };
  // Two commits fit into the time of three I/Os, so some three files share one; alone each would have two I/Os of its own.
  const auto many =
      of("type: gp3, size: 1 TiB, iops: 16000",
         {"flows.intake.uploads={arrivals: {poisson: 2000/s}, size: {constant: 4 KiB}}", "duration=10 s"});
  const double for_each = many.at(0) / 2000;
  CHECK(for_each > 1.3);
  CHECK(for_each < 2.2);
  const auto hdd = of("type: st1, size: 1 TiB",
                      {"flows.intake.uploads={arrivals: {deterministic: 1/min}, size: {constant: 1 MiB}}"});
  CHECK(hdd.at(1) > 2 * 8e-3 + 2e-3);
}

TEST_CASE("ebs: what is answered before an fsync writes back without the journal") {
  const auto result = run_text(with_volume("type: gp3, size: 1 TiB"),
                               {"flows.intake.uploads={arrivals: {poisson: 20/s}, size: {constant: 16 KiB}}",
                                "flows.intake.acknowledge=before-fsync", "duration=20 min"});
  CHECK(metric(result, "ebs.data.iops.avg") < 5);  // of 20 files a second, written back together
}

TEST_CASE("ebs: above its limit a volume's queue follows Little's law") {
  // 64 workers ask for more than 3,000 operations a second.
  const auto result = run_text(with_volume("type: gp3, size: 1 TiB"),
                               {"flows.intake.uploads={arrivals: {poisson: 4000/s}, size: {constant: 4 KiB}}",
                                "flows.intake.fsync_ios=1", "duration=60 s", "warmup=10 s"});
  const double rate = metric(result, "ebs.data.iops.avg");
  const double latency = metric(result, "ebs.data.latency.mean");
  check_within("operations per second", rate, 3000, 0.1);
  check_within("mean queue length", metric(result, "ebs.data.queue_length.avg"), rate * latency, 2);
}

TEST_CASE("ebs: other software slows a request down by its share of the volume") {
  // 15 operations wait at any time; a request of one operation is the sixteenth.
  const auto result =
      run_text(with_volume("type: gp3, size: 1 TiB, background: { io_size: 4 KiB, queue_depth: 15 }"),
               {"flows.intake.uploads={arrivals: {deterministic: 5/s}, size: {constant: 4 KiB}}",
                "flows.intake.fsync_ios=1"});
  check_within("mean latency of a request", metric(result, "ebs.data.latency.mean"), 16.0 / 3000, 1);
  check_within("mean latency of the other software", metric(result, "ebs.data.background.latency.mean"),
               15.0 / 3000, 0.5);
  check_within("its queue", metric(result, "ebs.data.background.queue_length.avg"), 15, 0.5);
}

TEST_CASE("ebs: other software keeps its hours and the rate that it asks for") {
  const auto result = run_text(with_volume("type: gp3, size: 1 TiB, background: { io_size: 4 KiB, iops: "
                                           "1200, hours: { from: 9 h, to: 17 h } }"),
                               {"duration=2 d", "timezone=America/Sao_Paulo"});
  check_within("operations per second, over the day", metric(result, "ebs.data.background.iops.avg"),
               1200 * 8.0 / 24, 0.1);
  check_within("mean latency, ms", metric(result, "ebs.data.background.latency.mean") * 1000,
               0.7 * std::exp(0.35 * 0.35 / 2) * 0.999 + 10 * 0.001 + 4.0 / 1024 / 125 * 1000, 1);
  CHECK(metric(result, "ebs.data.background.unserved_share") < 1e-3);
}

TEST_CASE("ebs: what other software asks for beyond the limits in its hours is counted") {
  const auto result = run_text(with_volume("type: gp3, size: 1 TiB, background: { io_size: 4 KiB, iops: "
                                           "4000, hours: { from: 9 h, to: 17 h } }"),
                               {"duration=2 d"});
  check_within("operations", metric(result, "ebs.data.background.unserved"), 2 * 8 * 3600 * 1000.0, 0.2);
  check_within("of all", metric(result, "ebs.data.background.unserved_share"), 0.25, 0.2);
}

TEST_CASE(
    "ebs: with `delivered`, a volume gives AWS's promised share for the promised time, and less in the "
    "rest") {
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

}  // namespace ebs_test
