// What a sweep's page shows of its points: axes as numbers, cells of sliders, charts.
#include <doctest/doctest.h>

#include <string>

#include "sim/render/html/sweep_view.hpp"

namespace sweep_page_test {

using namespace garoa;

namespace {

Objective below(double bound) {
  return {.text = "cost.per_month < 2 USD", .metric = "cost.per_month", .bound = bound, .unit = "USD"};
}

PointOutcome point_of(std::size_t number, std::vector<std::string> values, double cost) {
  PointOutcome point{.number = number, .values = std::move(values)};
  Metric metric;
  metric.name = "cost.per_month";
  metric.value = cost;
  metric.unit = "USD";
  point.metrics.push_back(metric);
  return point;
}

SweepManifest manifest_of(std::vector<std::string> axes, const std::string& sample = "grid") {
  SweepManifest manifest;
  manifest.axes = std::move(axes);
  manifest.sample = sample;
  manifest.points = 4;
  return manifest;
}

}  // namespace

TEST_CASE("sweep page: values of one unit are ascending numbers, others stay words in their order") {
  const std::vector<PointOutcome> points{point_of(1, {"512 MB", "x86_64", "2 min"}, 1),
                                         point_of(2, {"128 MB", "arm64", "90 s"}, 3)};
  const SweepView view{
      points, manifest_of({"lambda.f.memory", "lambda.f.architecture", "lambda.f.timeout"}), {}};
  CHECK(view.axes[0].name == "memory");
  CHECK(view.axes[0].title() == "memory (MB)");
  CHECK(view.axes[0].values == std::vector<std::string>{"128 MB", "512 MB"});
  CHECK(view.axes[0].numbers == std::vector<double>{128, 512});
  CHECK_FALSE(view.axes[1].is_numeric());
  CHECK(view.axes[1].values == std::vector<std::string>{"x86_64", "arm64"});
  CHECK_FALSE(view.axes[2].is_numeric());
  CHECK(view.axes[2].title() == "timeout");
  CHECK(view.at(points[0], 0) == 1);
}

TEST_CASE("sweep page: sliders have every point's texts, and begin at the one that the goal wants") {
  std::vector<PointOutcome> points{point_of(1, {"1"}, 3), point_of(2, {"2"}, 1.5), point_of(3, {"4"}, 1)};
  points[2].state = PointState::crashed;
  points[2].message = "it fell\nover";
  const SweepView view{points, manifest_of({"load"}), SweepGoal{{below(2)}, "cost.per_month"}};
  const auto& explorer = view.explorer;
  CHECK(explorer.first == 1);
  REQUIRE(explorer.points.size() == 3);
  CHECK(explorer.points[0].cells[0].text == "USD 3.00");
  CHECK(explorer.points[0].cells[0].tone == "bad");
  CHECK(explorer.points[0].note == "point 1, misses");
  CHECK(explorer.points[1].cells[0].tone == "good");
  CHECK(explorer.points[1].note == "point 2, meets");
  CHECK(explorer.points[2].cells.empty());
  CHECK(explorer.points[2].note == "point 3, crashed: it fell");
  std::size_t labels = 0;
  for (const auto& group : explorer.groups) labels += group.labels.size();
  CHECK(explorer.points[0].cells.size() == labels);
}

TEST_CASE("sweep page: points of a sample have one slider, and no heat map") {
  const std::vector<PointOutcome> points{point_of(1, {"1", "7 s"}, 3), point_of(2, {"2", "5 s"}, 1)};
  const SweepView view{points, manifest_of({"load", "lambda.f.timeout"}, "random 2, seed 1"), {}};
  REQUIRE(view.explorer.axes.size() == 1);
  CHECK(view.explorer.axes[0].values == std::vector<std::string>{"1, 7 s", "2, 5 s"});
  CHECK_FALSE(sweep_heat_map(view));
  CHECK(sweep_curves(view));
  CHECK_FALSE(sweep_front(view));
}

TEST_CASE("sweep page: what a plan says is text, never an element") {
  const std::vector<PointOutcome> points{point_of(1, {"</script><b>"}, 3), point_of(2, {"\"x"}, 1)};
  const SweepView view{points, manifest_of({"<i>"}), {}};
  const auto html = explorer_html(view.explorer);
  CHECK(html.find("<b>") == std::string::npos);
  CHECK(html.find("<i>") == std::string::npos);
  CHECK(html.find("&lt;i&gt;") != std::string::npos);
  CHECK(html.find("\\u003c/script>") != std::string::npos);
}

}  // namespace sweep_page_test
