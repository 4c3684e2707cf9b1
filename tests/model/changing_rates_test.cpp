// Rates that change and moments by the clock, by whole runs.
#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "tests/support/run_scenario.hpp"

namespace changing_rates_test {

using namespace garoa;
using namespace garoa::test;

namespace {

constexpr const char* intake = R"(
garoa: 1
region: sa-east-1
start: 2026-03-02T00:00:00
timezone: America/Sao_Paulo
duration: 100 d
s3: { inbox: {} }
flows:
  intake:
    kind: s3-lambda
    bucket: inbox
    uploads: { arrivals: { deterministic: 1000.7/d }, size: { constant: 1 MB } }
)";

}  // namespace

TEST_CASE("changing rates: a run has as many uploads as the integral of the growing rate") {
  const auto compound = run_text(intake, {"flows.intake.uploads.growth=3x/y"});
  const double expected = 1000.7 * 365 * (std::pow(3, 100.0 / 365) - 1) / std::log(3.0);
  CHECK(metric(compound, "flows.intake.upload.started") == std::floor(expected));
  const auto linear = run_text(intake, {"flows.intake.uploads.growth={linear: 3x/y}"});
  CHECK(metric(linear, "flows.intake.upload.started") == std::floor(1000.7 * (100 + 100.0 * 100 / 365)));
}

// From 2 March on for 100 days: the ends of March, April and May; Good Friday, Tiradentes and Labour Day.
TEST_CASE("changing rates: a run has the days of its calendar") {
  const auto result = run_text(
      intake, {"holidays=[2026-04-03, 04-21, 05-01]", "flows.intake.uploads.month_end={days: 2, factor: 3}",
               "flows.intake.uploads.holiday_factor=0.25"});
  CHECK(metric(result, "flows.intake.upload.started") == std::floor(1000.7 * (100 + 6 * 2 - 3 * 0.75)));
}

// Clients do not try again: one a minute meets the outage from noon to one.
TEST_CASE("changing rates: a failure begins when the local clock shows its time") {
  const auto at = [](const char* moment) {
    return run_text(intake,
                    {"duration=10 d", "flows.intake.uploads.arrivals={deterministic: 1/min}",
                     std::string{"failures=[{at: "} + moment + ", bucket: inbox, kind: outage, for: 1 h}]"});
  };
  const auto by_clock = at("2026-03-04T12:00");
  const auto by_time = at("60 h");
  const double refused = metric(by_clock, "flows.intake.upload.rejected.s3_unavailable");
  CHECK(refused >= 59);
  CHECK(refused <= 61);
  CHECK(refused == metric(by_time, "flows.intake.upload.rejected.s3_unavailable"));
  CHECK(metric(by_clock, "flows.intake.upload.latency.max") ==
        metric(by_time, "flows.intake.upload.latency.max"));
}

TEST_CASE("changing rates: uploads come between two local times only") {
  const auto result = run_text(intake, {"flows.intake.uploads.arrivals={deterministic: 1/min}",
                                        "flows.intake.uploads.from=2026-03-04T12:00",
                                        "flows.intake.uploads.until=2026-03-05T12:00:30"});
  CHECK(metric(result, "flows.intake.upload.started") == 24 * 60);
}

}  // namespace changing_rates_test
