// Scenarios against each other, with common random numbers.
#include "sim/run/compare.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>

#include "sim/render/comparison.hpp"
#include "sim/run/replicate.hpp"
#include "sim/scenario/setting_changes.hpp"
#include "tests/support/run_scenario.hpp"

namespace compare_test {

using namespace garoa;

namespace {

constexpr const char* functions = R"yaml(
garoa: 1
region: us-east-1
start: 2026-03-02T00:00:00
timezone: UTC
duration: 20 min
seed: 5
s3: { inbox: {} }
lambda: { extract: { trigger: { bucket: inbox }, runtime: python3.12, memory: 512 MB, work: { per_document: 80 ms } } }
flows:
  automation:
    kind: s3-lambda
    bucket: inbox
    uploads: { arrivals: { poisson: 1/s }, size: invoice_pdf }
policy: { objectives: [ lambda.extract.duration.p50 < 1 s ] }
)yaml";

Scenario with(const std::vector<std::string>& sets) {
  return test::scenario_of(functions, sets);
}

const MetricChange& change_of(const ComparedPair& pair, std::string_view metric) {
  for (const auto& change : pair.metrics) {
    if (change.metric == metric) return change;
  }
  throw std::runtime_error{"that metric was not compared"};
}

}  // namespace

TEST_CASE("compare: a scenario and itself differ in nothing, with intervals of no width") {
  const auto scenario = with({});
  const auto compared = compare_scenarios({{&scenario, &scenario}, {"a", "b"}, 3, 2});
  REQUIRE(compared.pairs.size() == 1);
  const auto& pair = compared.pairs[0];
  CHECK(pair.settings.empty());
  CHECK(pair.costs.empty());
  CHECK(pair.verdicts.empty());
  CHECK_FALSE(pair.metrics.empty());
  for (const auto& change : pair.metrics) {
    CAPTURE(change.metric);
    CHECK_FALSE(change.certain);
    if (change.difference) CHECK(*change.difference == 0);
    if (change.half_width) CHECK(*change.half_width == 0);
  }
  CHECK(pair.sentence == "b against a: no difference found, no gap changes.");
}

TEST_CASE("compare: twice the memory halves the work for certain, and says which setting did it") {
  const auto small = with({});
  const auto large = with({"lambda.extract.memory=1024 MB"});
  const auto compared = compare_scenarios({{&small, &large}, {"small", "large"}, 4, 2});
  const auto& pair = compared.pairs[0];
  REQUIRE(pair.settings.size() == 1);
  CHECK(pair.settings[0].path == "lambda.extract.memory");
  CHECK(pair.settings[0].from == "512 MB");
  CHECK(pair.settings[0].to == "1024 MB");
  const auto& duration = change_of(pair, "lambda.extract.duration.p50");
  CHECK(duration.certain);
  CHECK(*duration.difference < 0);
  CHECK_FALSE(pair.costs.empty());
  CHECK(comparison_text(compared).find(pair.sentence.substr(0, 20)) == 0);
  CHECK(comparison_markdown(compared).starts_with("## large against small\n\n"));
  CHECK(comparison_json(compared).starts_with("{\n  \"schema\": \"garoa.comparison/1\""));
}

TEST_CASE("compare: pairs with the same seeds have narrower intervals than runs with seeds of their own") {
  const auto less = with({});
  const auto more = with({"lambda.extract.work.per_document=82 ms"});
  const auto compared = compare_scenarios({{&less, &more}, {"less", "more"}, 6, 2});
  const auto& change = change_of(compared.pairs[0], "cost.month_1");
  const auto width = [](const RunResult& result) {
    const auto& interval = *result.find_metric("cost.month_1")->ci95;
    return (interval.second - interval.first) / 2;
  };
  const double apart = std::hypot(width(compared.results[0]), width(compared.results[1]));
  MESSAGE("half of the interval: pairs " << *change.half_width << ", apart " << apart);
  CHECK(*change.half_width < apart / 5);
}

TEST_CASE("compare: the answer does not depend on how many run at once") {
  const auto small = with({});
  const auto large = with({"lambda.extract.memory=1024 MB"});
  CHECK((comparison_json(compare_scenarios({{&small, &large}, {"a", "b"}, 3, 1})) ==
         comparison_json(compare_scenarios({{&small, &large}, {"a", "b"}, 3, 4}))));
}

}  // namespace compare_test
