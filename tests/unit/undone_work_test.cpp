// Where not all work that came was done, pages say so as texts do, with objectives and without.
#include <doctest/doctest.h>

#include <string>

#include "sim/render/comparison.hpp"
#include "sim/render/html/comparison_page.hpp"
#include "sim/render/html/sweep_page.hpp"
#include "sim/render/tables.hpp"

namespace undone_work_test {

using namespace garoa;

namespace {

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

SweepManifest sizes() {
  SweepManifest manifest;
  manifest.plan = "sizes.yaml";
  manifest.axes = {"ebs.documents.size"};
  manifest.minimize = "cost.per_month";
  manifest.points = 2;
  return manifest;
}

PointOutcome point(std::size_t number, const std::string& size, double cost) {
  PointOutcome outcome{.number = number, .values = {size}};
  outcome.metrics = {{"cost.per_month", cost, "USD", 1, {}}};
  return outcome;
}

ComparedScenarios compared(double rejected) {
  ComparedScenarios both;
  both.names = {"large", "small"};
  both.results.resize(2);
  for (auto& result : both.results) result.scenario.start = "2026-03-02T00:00:00-03:00";
  both.results[1].metrics = {{"flows.f.upload.started", 100, "1", 1, {}},
                             {"flows.f.upload.rejected.disk_full", rejected, "1", 1, {}}};
  auto& pair = both.pairs.emplace_back();
  pair.from = "large";
  pair.to = "small";
  return both;
}

}  // namespace

TEST_CASE("undone work: the page of a sweep marks the point and says what the mark is") {
  const SweepGoal cheapest{{}, "cost.per_month"};
  std::vector<PointOutcome> points{point(1, "1 GiB", 70), point(2, "200 GiB", 90)};
  CHECK_FALSE(contains(sweep_page(points, sizes(), cheapest), "Not all work that came was done"));
  points[0].work_undone = true;
  const auto page = sweep_page(points, sizes(), cheapest);
  CHECK(contains(page, "* Not all work that came was done there"));
  CHECK(contains(page, "the least that does all work too: point 2"));
}

TEST_CASE("undone work: a comparison without objectives tells it in text and page") {
  CHECK_FALSE(contains(comparison_text(compared(0), 200), "Not all work that came was done"));
  CHECK(contains(comparison_text(compared(90), 200), "Not all work that came was done with small"));
  CHECK_FALSE(contains(comparison_page(compared(0)), "Not all work that came was done"));
  CHECK(contains(comparison_page(compared(90)), "Not all work that came was done with small"));
}

TEST_CASE("undone work: an objective on cost is marked where the bill is of a part of the work") {
  const auto judged = [](double rejected) {
    RunResult result;
    result.metrics = {{"cost.per_month", 70, "USD", 1, {}},
                      {"flows.f.upload.latency.p99", 1, "s", 1, {}},
                      {"flows.f.upload.rejected.disk_full", rejected, "1", 1, {}},
                      {"flows.f.upload.started", 100, "1", 1, {}}};
    result.objectives = {
        {.text = "cost.per_month < 90 USD", .metric = "cost.per_month", .bound = 90, .unit = "USD"},
        {.text = "flows.f.upload.latency.p99 < 2 s",
         .metric = "flows.f.upload.latency.p99",
         .bound = 2,
         .unit = "s"}};
    judge_objectives(result);
    return result;
  };
  const auto all_done = judged(0);
  CHECK_FALSE(all_done.objectives[0].of_work_undone);
  CHECK(objectives_note(all_done).empty());
  const auto refused = judged(40);
  CHECK(refused.objectives[0].of_work_undone);
  CHECK_FALSE(refused.objectives[1].of_work_undone);
  CHECK(objectives_table(refused).rows()[0][2].ends_with("*"));
  CHECK_FALSE(objectives_table(refused).rows()[1][2].ends_with("*"));
  CHECK(contains(objectives_note(refused), "what is paid is of the rest"));
}

}  // namespace undone_work_test
