// The instance by itself: what it gives to a request, and what a stop takes away.
#include "models/ec2/ec2.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdint>
#include <vector>

#include "models/vpc/s3_connections.hpp"
#include "sim/scenario/load.hpp"
#include "tests/support/service_metrics.hpp"

namespace ec2_test {

using namespace garoa;

namespace {

/// Of an instance with these keys.
Ec2Settings settings_of(const std::string& keys) {
  Diagnostics diagnostics;
  ModelFiles files{"", diagnostics};
  const auto scenario = load_scenario_text(fmt::format(R"(
garoa: 1
region: us-east-1
ec2: {{ app: {{ {} }} }}
ebs: {{ documents: {{ attach: app, size: 10 GiB }} }}
flows:
  intake:
    kind: ec2-ebs-s3
    app: app
    volume: documents
    uploads: {{ arrivals: {{ poisson: 1/h }}, size: {{ constant: 1 kB }} }}
)",
                                                       keys),
                                           "test.yaml", "", {}, files, diagnostics);
  INFO(diagnostics.text());
  REQUIRE(scenario);
  return scenario->ec2.front();
}

/// One instance in a world of its own.
struct Rig {
  explicit Rig(Ec2Settings settings) : instance{run, world, std::move(settings)} {}

  Simulator simulator;
  Journal journal;
  PhysicalWorld world{simulator};
  Run run{simulator, journal, 1};
  Ec2Instance instance;
};

Process stop_and_start(Rig& rig, double stop, double start) {
  co_await rig.simulator.wait_until(stop);
  rig.instance.stop();
  co_await rig.simulator.wait_until(start);
  rig.instance.start();
}

Process note_state(Rig& rig, double at, std::vector<bool>& states) {
  co_await rig.simulator.wait_until(at);
  states.push_back(rig.instance.running());
}

Process use_ebs(Rig& rig, double bytes, double& took) {
  JointUse use{rig.simulator};
  use.add(rig.instance.ebs_bandwidth(), bytes);
  took = co_await use;
}

Process note_received(Rig& rig, double at, std::vector<double>& received) {
  co_await rig.simulator.wait_until(at);
  received.push_back(rig.world.received(rig.instance.endpoint()));
}

Process sample_at(Rig& rig, double at) {
  co_await rig.simulator.wait_until(at);
  rig.instance.sample(1);
}

double metric(Rig& rig, const std::string& name) {
  const auto found = test::service_metric(rig.instance, name);
  INFO(name);
  REQUIRE(found.has_value());
  return found->value;
}

Process carry(Rig& rig, S3Connections& connections, std::vector<double>& ends) {
  const S3Route::Load load{0, 0, S3Direction::down, 1'000'000'000};
  co_await connections.carry(load);
  ends.push_back(rig.simulator.now());
}

Process note_credits(Rig& rig, double at, double& credits) {
  co_await rig.simulator.wait_until(at);
  credits = rig.instance.ebs_bandwidth().credits();
}

}  // namespace

TEST_CASE(
    "ec2: times of a core are those of an m5, and shorter on a faster family unless the speed is given") {
  CHECK(settings_of("type: m5.large").speed == 1);
  CHECK(settings_of("type: r5.large").speed == 1);
  CHECK(settings_of("type: m7g.large").speed == 1.41);
  CHECK(settings_of("type: m6i.large, speed: 1").speed == 1);
  Rig rig{settings_of("type: m6i.large, cpu_per_upload: 10 ms, cpu_per_mb: 1 ms, cpu_per_download: 5 ms")};
  CHECK(rig.instance.upload_demand(2'000'000) == doctest::Approx(0.012 / 1.56));
  CHECK(rig.instance.download_demand() == doctest::Approx(0.005 / 1.56));
  CHECK(rig.instance.core_time(1) == doctest::Approx(1 / 1.56));
}

TEST_CASE("ec2: a stopped instance serves again when the boot after its start is over") {
  Rig rig{settings_of("type: m6i.large")};
  std::vector<bool> states;
  rig.simulator.start(stop_and_start(rig, 100, 200));
  for (const double at : {99.0, 101.0, 201.0, 259.0, 261.0}) rig.simulator.start(note_state(rig, at, states));
  CHECK(rig.instance.life() == 0);
  rig.simulator.run(300);
  CHECK(states == std::vector<bool>{true, false, false, false, true});
  CHECK(rig.instance.life() == 1);
}

TEST_CASE("ec2: a stop during the boot ends it, and a second start counts from its own time") {
  Rig rig{settings_of("type: m6i.large")};
  std::vector<bool> states;
  rig.simulator.start(stop_and_start(rig, 100, 200));
  rig.simulator.start(stop_and_start(rig, 230, 240));
  for (const double at : {261.0, 299.0, 301.0}) rig.simulator.start(note_state(rig, at, states));
  rig.simulator.run(400);
  CHECK(states == std::vector<bool>{false, false, true});
  CHECK(rig.instance.life() == 2);
}

TEST_CASE("ec2: a stopped instance is not billed") {
  Rig rig{settings_of("type: m6i.large")};
  std::uint64_t billed = 0;
  rig.journal.on<events::Billed>([&](const events::Billed& event) {
    if (event.meter == Meter::ec2_instance_seconds) billed += event.units;
  });
  rig.simulator.start(stop_and_start(rig, 100, 250));
  rig.simulator.run(300);
  rig.instance.sample(300);
  CHECK(billed == 150);
}

TEST_CASE("ec2: a start fills the buckets of the EBS burst, which the run before has used up") {
  // m6i.large: 10 Gbit/s for 30 minutes above the 650 Mbit/s that hold for ever.
  const double full = 30 * 60 * (10e9 - 650e6) / 8;
  Rig rig{settings_of("type: m6i.large")};
  double took = 0;
  double before_the_start = 0;
  rig.simulator.start(use_ebs(rig, 30 * 60 * 10e9 / 8, took));
  rig.simulator.start(stop_and_start(rig, 1800, 1801));
  rig.simulator.start(note_credits(rig, 1800.5, before_the_start));
  rig.simulator.run(1862);
  CHECK(took == doctest::Approx(1800).epsilon(1e-9));
  CHECK(before_the_start == doctest::Approx(0.5 * 650e6 / 8).epsilon(1e-6));
  CHECK(rig.instance.ebs_bandwidth().credits() == doctest::Approx(full).epsilon(1e-9));
}

TEST_CASE("ec2: the network's credits last bucket over use minus base, and a stop and start refills them") {
  // c5.large: 284 GB in each direction, 0.92 of 0.75 Gbit/s for ever.
  Rig rig{settings_of("type: c5.large, background: { network_in: 6 Gbit/s, connections: 20 }")};
  const double base = 0.92 * 0.75e9 / 8;
  const double lasts = 284e9 / (6e9 / 8 - base);
  // What was under way at the stop is at most a minute's demand; it goes on and takes credits after the start.
  const double again = 1061 + lasts - 60;
  std::vector<double> received;
  for (const double at :
       {lasts - 1, lasts + 60, lasts + 120, 1070.0, again - 10, 1061 + lasts + 1, 1061 + lasts + 61})
    rig.simulator.start(note_received(rig, at, received));
  rig.simulator.start(stop_and_start(rig, 1000, 1001));
  rig.simulator.run(2000);
  REQUIRE(received.size() == 7);
  // Between two stretches of a connection lies the latency: 4 millionths of the time.
  CHECK(received[0] == doctest::Approx((lasts - 1) * 6e9 / 8).epsilon(1e-5));
  CHECK((received[2] - received[1]) / 60 == doctest::Approx(base).epsilon(1e-5));
  CHECK((received[4] - received[3]) / (again - 10 - 1070) == doctest::Approx(6e9 / 8).epsilon(1e-5));
  CHECK((received[6] - received[5]) / 60 == doctest::Approx(base).epsilon(1e-5));
}

TEST_CASE("ec2: a network bucket that is not known is so long of its base, and no smaller than the least") {
  CHECK(settings_of("type: t3.xlarge").network.bucket == doctest::Approx(4300 * 0.92 * 1.024e9 / 8));
  CHECK(settings_of("type: t3.nano").network.bucket == 114e9);
  // 5 Gbit/s of which 0.92 carry payload, 0.032 of them for ever.
  Rig rig{settings_of("type: t3.nano, background: { network_in: 6 Gbit/s, connections: 20 }")};
  const double lasts = 114e9 / (0.92 * (5e9 - 0.032e9) / 8);
  std::vector<double> received;
  for (const double at : {lasts - 1, lasts + 60, lasts + 120})
    rig.simulator.start(note_received(rig, at, received));
  rig.simulator.run(lasts + 121);
  REQUIRE(received.size() == 3);
  CHECK(received[0] == doctest::Approx((lasts - 1) * 0.92 * 5e9 / 8).epsilon(1e-4));
  CHECK((received[2] - received[1]) / 60 == doctest::Approx(0.92 * 0.032e9 / 8).epsilon(1e-3));
}

TEST_CASE("ec2: in unlimited mode a stop charges the surplus, and T3 starts again with none") {
  // t3.micro launches without credits; both vCPUs use 2 a minute and earn 0.2.
  Rig rig{settings_of("type: t3.micro, background: { threads: 2 }")};
  std::uint64_t billed = 0;
  rig.journal.on<events::Billed>([&](const events::Billed& event) {
    if (event.meter == Meter::ec2_surplus_vcpu_seconds_x86) billed += event.units;
  });
  std::vector<double> balances;
  rig.journal.on<events::LevelSampled>([&](const events::LevelSampled& event) {
    if (rig.journal.name(event.metric) == "AWS/EC2 CPUSurplusCreditBalance") balances.push_back(event.value);
  });
  rig.simulator.start(stop_and_start(rig, 3000, 4000));
  for (const double at : {2999.0, 3001.0, 4059.0}) rig.simulator.start(sample_at(rig, at));
  rig.simulator.run(4060);
  REQUIRE(balances.size() == 3);
  CHECK(balances[0] == doctest::Approx(2999 * 1.8 / 60).epsilon(1e-6));
  CHECK(balances[2] == 0);
  CHECK(static_cast<double>(billed) == doctest::Approx(3000 * 1.8).epsilon(1e-3));
}

TEST_CASE("ec2: however often it is sampled, surplus beyond what a day earns is billed once") {
  // A t3.micro earns 288 credits a day. Both vCPUs overdraw 1.8 a minute: after 9,600 s each minute costs 108 vCPU-seconds.
  Rig rig{settings_of("type: t3.micro, background: { threads: 2 }")};
  std::vector<double> bills;
  rig.journal.on<events::Billed>([&](const events::Billed& event) {
    if (event.meter == Meter::ec2_surplus_vcpu_seconds_x86) bills.push_back(static_cast<double>(event.units));
  });
  for (const double at : {9000.0, 10'200.0, 10'800.0, 10'800.0, 12'000.0})
    rig.simulator.start(sample_at(rig, at));
  rig.simulator.run(12'001);
  REQUIRE(bills.size() == 3);
  CHECK(bills[0] == doctest::Approx(10 * 108).epsilon(0.002));
  CHECK(bills[1] == doctest::Approx(10 * 108).epsilon(0.002));
  CHECK(bills[2] == doctest::Approx(20 * 108).epsilon(0.002));
}

TEST_CASE("ec2: a stopped T2 loses its credits and gets launch credits") {
  Rig rig{settings_of("type: t2.micro, cpu_credits: { initial: 100 }")};
  rig.simulator.start(stop_and_start(rig, 1, 61));
  rig.simulator.run(61);
  CHECK(metric(rig, "ec2.app.cpu_credits.balance.last") == doctest::Approx(30).epsilon(1e-9));
}

TEST_CASE("ec2: a stopped T3 keeps its credits for a week") {
  Rig rig{settings_of("type: t3.micro, cpu_credits: { initial: 100 }")};
  rig.simulator.start(stop_and_start(rig, 3600, 6 * 86'400.0));
  rig.simulator.run(6 * 86'400.0);
  CHECK(metric(rig, "ec2.app.cpu_credits.balance.last") == doctest::Approx(112).epsilon(1e-9));
}

TEST_CASE("ec2: a T3 that was stopped for eight days has lost its credits") {
  Rig rig{settings_of("type: t3.micro, cpu_credits: { initial: 100 }")};
  rig.simulator.start(stop_and_start(rig, 3600, 8.1 * 86'400.0));
  rig.simulator.run(8.1 * 86'400.0);
  CHECK(metric(rig, "ec2.app.cpu_credits.balance.last") == 0);
}

TEST_CASE("ec2: one busy thread of a t3.micro without credits gets what both vCPUs earn together") {
  // Throttled it has a tenth of a core, so that credits come back; over an hour a fifth.
  Rig rig{
      settings_of("type: t3.micro, cpu_credits: { mode: standard, initial: 0 }, background: { threads: 1 }")};
  rig.simulator.run(3600);
  CHECK(metric(rig, "ec2.app.cpu.utilization") == doctest::Approx(0.1).epsilon(0.005));
  CHECK(metric(rig, "ec2.app.cpu_credits.throttled_time") > 0.8 * 3600);
  CHECK(metric(rig, "ec2.app.cpu_credits.balance.min") == 0);
}

TEST_CASE("ec2: a connection to S3 has at most EC2's single flow, several have more") {
  Rig rig{settings_of("type: m6i.16xlarge, payload: 1")};
  Vpc vpc{rig.run, {}};
  const BytesPerSecond fast{2e9};
  S3Connections connections{rig.run, rig.world, rig.instance, vpc, {"test", 0}, 3, {fast, fast}};
  std::vector<double> ends;
  for (int i = 0; i < 3; ++i) rig.simulator.start(carry(rig, connections, ends));
  rig.simulator.run(100);
  REQUIRE(ends.size() == 3);
  // 5 Gbit/s each; 15 are less than the instance's 25.
  CHECK(ends.front() == doctest::Approx(1e9 / 0.625e9 + 0.00025));
  CHECK(ends.back() == doctest::Approx(ends.front()));
}

}  // namespace ec2_test
