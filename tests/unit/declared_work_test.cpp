// How many runs of a function its clients keep busy at their busiest hour (S-EV-03), as a multiple of what a steady rate keeps busy.
#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "sim/scenario/load.hpp"
#include "sim/scenario/scenario.hpp"
#include "tests/support/source_folder.hpp"

namespace declared_work_test {

using namespace garoa;

namespace {

constexpr const char* steady = R"yaml(
garoa: 1
region: sa-east-1
start: 2026-03-02T00:00:00
timezone: America/Sao_Paulo
duration: 3 d
holidays: [2026-03-25]
s3: { inbox: {} }
lambda: { validate: { runtime: python3.12, memory: 1769 MB, work: { per_document: 1 s }, trigger: { bucket: inbox } } }
flows:
  automation: { kind: s3-lambda, bucket: inbox, uploads: { arrivals: { poisson: 1/s }, size: { constant: 1 MB } } }
)yaml";

double busy(const std::vector<std::string>& sets) {
  Diagnostics diagnostics;
  const ModelFiles files{"", diagnostics};
  const auto scenario = load_scenario_text(steady, "steady.yaml", "", {sets, {}}, files, diagnostics);
  INFO(diagnostics.text());
  REQUIRE(scenario.has_value());
  const auto function = architecture_of(*scenario).functions.front();
  REQUIRE(function.busy_at_peak.has_value());
  return *function.busy_at_peak;
}

/// Over what one document a second keeps busy.
double times(const std::vector<std::string>& sets) {
  return busy(sets) / busy({});
}

const std::string uploads = "flows.automation.uploads.";

}  // namespace

TEST_CASE("declared work: the busiest hour is that at the end of what grows") {
  const std::vector<std::string> year{"duration=365 d", uploads + "growth=3x/y"};
  CHECK(times(year) == doctest::Approx(3).epsilon(0.001));
  CHECK(times({"duration=365 d", uploads + "growth={linear: 3x/y}"}) == doctest::Approx(3).epsilon(0.001));
  CHECK(times({"duration=365 d", uploads + "growth=0.5x/y"}) == doctest::Approx(1).epsilon(0.001));
  CHECK(times({"duration=365 d", uploads + "growth=3x/y", uploads + "until=73 d"}) ==
        doctest::Approx(std::pow(3, 0.2)).epsilon(0.001));
}

TEST_CASE("declared work: ends of months and busy holidays count where the run has them") {
  CHECK(times({"duration=31 d", uploads + "month_end={days: 2, factor: 4}"}) == doctest::Approx(4));
  CHECK(times({"duration=10 d", uploads + "month_end={days: 2, factor: 4}"}) == doctest::Approx(1));
  CHECK(times({"duration=31 d", uploads + "holiday_factor=5"}) == doctest::Approx(5));
  CHECK(times({"duration=20 min", uploads + "holiday_factor=5"}) == doctest::Approx(1));
}

TEST_CASE("declared work: office hours have their peak on working days or at weekends") {
  const auto office = [](const std::string& factors) {
    return times(
        {uploads + "arrivals={office_hours: {mean: 1/s, peak_from: 9 h, peak_to: 18 h, " + factors + "}}"});
  };
  CHECK(office("peak_factor: 1.5, weekend_factor: 0.5") == doctest::Approx(1.5));
  CHECK(office("peak_factor: 1, weekend_factor: 2") == doctest::Approx(2));
}

TEST_CASE("declared work: the busiest hour of a trace is its own, not its mean over the run") {
  const auto trace = test::source_folder() / "tests/fixtures/four_at_once.csv";
  for (const auto* const duration : {"1 h", "3 d"})
    CHECK(times({std::string{"duration="} + duration,
                 uploads + "arrivals={trace: " + trace.string() + "}"}) == doctest::Approx(4 / 3600.0));
  CHECK(times({"load=5", uploads + "arrivals={trace: " + trace.string() + "}"}) ==
        doctest::Approx(20 / 3600.0));
}

}  // namespace declared_work_test
