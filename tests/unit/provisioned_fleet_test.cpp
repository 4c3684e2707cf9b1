// Provisioned environments by themselves: what their INIT costs.
#include "models/lambda/provisioned_fleet.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>

namespace provisioned_fleet_test {

using namespace garoa;

namespace {

Schedule at_one_minute(const Calendar& calendar) {
  auto parsed = parse_schedule("cron(1 0 * * ? *)", calendar);
  REQUIRE_MESSAGE(parsed.schedule.has_value(), parsed.error);
  return *parsed.schedule;
}

/// Milliseconds of INIT that are billed when a schedule makes `count` environments whose INIT takes `seconds`. Nobody
/// calls the function.
double billed_milliseconds_each(double seconds, std::uint32_t count) {
  const auto created = Calendar::create("2026-03-02T00:00:00", "UTC");
  REQUIRE_MESSAGE(created.calendar.has_value(), created.error);
  const ProvisionedSettings settings{
      .count = 0, .changes = {{at_one_minute(*created.calendar), count}}, .allocation_rate = 10};
  RuntimeSettings runtime;
  runtime.memory = LambdaMemory{512};
  ColdStartSettings cold_start;
  cold_start.placement = Distribution::constant(0.25);
  cold_start.runtime = Distribution::constant(seconds);
  cold_start.init_limit = 10_s;
  const EnvironmentSettings environments{.choice = EnvironmentChoice::newest_created,
                                         .idle_life = Distribution::constant(600),
                                         .maximum_life = Distribution::constant(7200)};

  Simulator simulator;
  Journal journal;
  Run run{simulator, journal, 1};
  std::uint64_t billed = 0;
  journal.on<events::Billed>([&](const events::Billed& event) {
    if (event.meter == Meter::lambda_provisioned_run_mib_milliseconds_x86) billed += event.units;
  });
  const NetworkBucket network{NetworkLimits{}};
  EnvironmentPool pool{run, "lambda.f", environments, {.inbound = network, .outbound = network}, [] {}};
  ProvisionedFleet fleet{run, "lambda.f", settings, runtime, cold_start, pool, [] {}};
  simulator.run(120);
  fleet.sample();
  fleet.sample();  // once
  return static_cast<double>(billed) / 512 / count;
}

}  // namespace

TEST_CASE("provisioned: the INIT of each environment is billed, rounded up to a whole millisecond") {
  CHECK(billed_milliseconds_each(0.1004, 3) == 101);
  CHECK(billed_milliseconds_each(0.1006, 3) == 101);
  CHECK(billed_milliseconds_each(0.0002, 1) == 1);
}

TEST_CASE("provisioned: an INIT of whole milliseconds is billed as it is") {
  // A thousand times 2.007 or 4.001 is, in doubles, a little more than that.
  for (const int milliseconds : {1, 100, 2007, 4001, 10'000})
    CHECK(billed_milliseconds_each(milliseconds / 1e3, 2) == milliseconds);
}

}  // namespace provisioned_fleet_test
