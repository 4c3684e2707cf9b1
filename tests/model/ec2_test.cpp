// The instance by itself: what it gives to a request, and what a stop takes away.
#include "models/ec2/ec2.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

using namespace garoa;

namespace {

InstanceType type_named(const std::string& name) {
  Diagnostics diagnostics;
  Catalogue catalogue{"", diagnostics};
  const auto type = find_instance_type(catalogue, name);
  REQUIRE(type);
  return *type;
}

Ec2Settings settings_of(const std::string& type) {
  Ec2Settings s;
  s.name = "app";
  s.type = type_named(type);
  s.start_time = 60_s;
  return s;
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

Process note_credits(Rig& rig, double at, double& credits) {
  co_await rig.simulator.wait_until(at);
  credits = rig.instance.ebs_bandwidth().credits();
}

}  // namespace

TEST_CASE("ec2: a stopped instance serves again when the boot after its start is over") {
  Rig rig{settings_of("m6i.large")};
  std::vector<bool> states;
  rig.simulator.start(stop_and_start(rig, 100, 200));
  for (const double at : {99.0, 101.0, 201.0, 259.0, 261.0}) rig.simulator.start(note_state(rig, at, states));
  CHECK(rig.instance.epoch() == 0);
  rig.simulator.run(300);
  CHECK(states == std::vector<bool>{true, false, false, false, true});
  CHECK(rig.instance.epoch() == 1);
}

TEST_CASE("ec2: a stop during the boot ends it, and a second start counts from its own time") {
  Rig rig{settings_of("m6i.large")};
  std::vector<bool> states;
  rig.simulator.start(stop_and_start(rig, 100, 200));
  rig.simulator.start(stop_and_start(rig, 230, 240));
  for (const double at : {261.0, 299.0, 301.0}) rig.simulator.start(note_state(rig, at, states));
  rig.simulator.run(400);
  CHECK(states == std::vector<bool>{false, false, true});
  CHECK(rig.instance.epoch() == 2);
}

TEST_CASE("ec2: a stopped instance is not billed") {
  Rig rig{settings_of("m6i.large")};
  std::uint64_t billed = 0;
  rig.journal.on<events::Billed>([&](const events::Billed& event) { billed += event.units; });
  rig.simulator.start(stop_and_start(rig, 100, 250));
  rig.simulator.run(300);
  rig.instance.sample(300);
  CHECK(billed == 150);
}

TEST_CASE("ec2: a start fills the buckets of the EBS burst, which the run before has used up") {
  // m6i.large: 10 Gbit/s for 30 minutes above the 650 Mbit/s that hold for ever.
  const double full = 30 * 60 * (10e9 - 650e6) / 8;
  Rig rig{settings_of("m6i.large")};
  double took = 0;
  double before_the_boot_ends = 0;
  rig.simulator.start(use_ebs(rig, 30 * 60 * 10e9 / 8, took));
  rig.simulator.start(stop_and_start(rig, 1800, 1801));
  rig.simulator.start(note_credits(rig, 1860, before_the_boot_ends));
  rig.simulator.run(1862);
  CHECK(took == doctest::Approx(1800).epsilon(1e-9));
  CHECK(before_the_boot_ends == doctest::Approx(60 * 650e6 / 8).epsilon(1e-6));
  CHECK(rig.instance.ebs_bandwidth().credits() == doctest::Approx(full).epsilon(1e-9));
}
