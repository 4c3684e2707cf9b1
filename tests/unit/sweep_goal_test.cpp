// The point that a goal wants, the front, and the search for it.
#include "sim/results/sweep_goal.hpp"

#include <doctest/doctest.h>

#include <functional>
#include <map>
#include <set>

#include "sim/render/sweep_text.hpp"
#include "sim/results/sweep_search.hpp"

namespace sweep_goal_test {

using namespace garoa;

namespace {

const std::string latency = "flows.intake.upload.latency.p99";

Objective objective(const std::string& text) {
  std::string why;
  return *Scalar<Objective>::parse(text, false, why);
}

PointOutcome point(std::size_t number, double cost, double seconds) {
  PointOutcome outcome;
  outcome.number = number;
  outcome.metrics = {{"cost.per_month", cost, "USD", 1, {}}, {latency, seconds, "s", 1, {}}};
  return outcome;
}

PointOutcome broken(std::size_t number) {
  PointOutcome outcome;
  outcome.number = number;
  outcome.state = PointState::crashed;
  return outcome;
}

SweepGoal below_two_seconds() {
  return {{objective(latency + " < 2 s")}, "cost.per_month"};
}

/// What a search finds, and how many points it took.
struct Found {
  std::optional<std::size_t> best;
  std::size_t run = 0;
  std::size_t whole_lines = 0;
};

SweepManifest grid_of(const std::vector<std::size_t>& sizes, std::size_t along) {
  SweepManifest manifest;
  manifest.points = 1;
  for (const auto size : sizes) manifest.points *= size;
  manifest.searched = lines_along("axis", sizes, along);
  return manifest;
}

/// The points that are run.
std::map<std::size_t, PointOutcome> searched(SweepSearch& search,
                                             const std::function<PointOutcome(std::size_t)>& run) {
  std::map<std::size_t, PointOutcome> points;
  for (auto numbers = search.next(); !numbers.empty(); numbers = search.next()) {
    for (const auto number : numbers) {
      CHECK_MESSAGE(points.count(number) == 0, "a point is run twice");
      points[number] = run(number);
      search.tell(points[number]);
    }
  }
  return points;
}

Found search(const std::vector<std::size_t>& sizes, std::size_t along,
             const std::function<PointOutcome(std::size_t)>& run) {
  SweepSearch search{grid_of(sizes, along), below_two_seconds()};
  const auto points = searched(search, run);
  std::vector<PointOutcome> all;
  for (const auto& [number, outcome] : points) all.push_back(outcome);
  const auto best = answer_of(below_two_seconds(), all).best;
  return {best ? std::optional{all[*best].number} : std::nullopt, all.size(), search.whole_lines()};
}

}  // namespace

TEST_CASE("sweep goal: the cheapest point that meets it, the first of those that are alike") {
  const std::vector<PointOutcome> points{point(1, 5, 3), point(2, 9, 1), point(3, 7, 1.5), point(4, 7, 1.2),
                                         broken(5)};
  const auto answer = answer_of(below_two_seconds(), points);
  REQUIRE(answer.best.has_value());
  CHECK(points[*answer.best].number == 3);
  CHECK(answer.met == 3);
  CHECK(answer.missed == 1);
  CHECK(answer.broken == 1);
  CHECK(answer.uncertain.empty());
}

TEST_CASE("sweep goal: a best point that leaves work undone is marked, and the best of the others told") {
  std::vector<PointOutcome> points{point(1, 5, 1), point(2, 9, 1)};
  points[0].work_undone = true;
  SweepManifest manifest;
  manifest.axes = {"x"};
  for (auto& one : points) one.values = {std::to_string(one.number)};
  const auto goal = below_two_seconds();
  const auto text = goal_sentence(points, manifest, goal, answer_of(goal, points));
  CHECK(text.find("point 1, x=1*; ") != std::string::npos);
  CHECK(text.find("the least that does all work too: point 2, x=2") != std::string::npos);
  CHECK(sweep_text(points, manifest, goal, 120).find("* Not all work that came was done there") !=
        std::string::npos);
  points.pop_back();
  CHECK(goal_sentence(points, manifest, goal, answer_of(goal, points))
            .find("no point that meets it does all work") != std::string::npos);
}

TEST_CASE("sweep goal: the front has what no other point beats in everything") {
  const std::vector<PointOutcome> points{point(1, 5, 3),   point(2, 9, 1),   point(3, 7, 1.5),
                                         point(4, 7, 1.2), point(5, 8, 1.3), broken(6)};
  CHECK(answer_of(below_two_seconds(), points).front == std::vector<std::size_t>{0, 3, 1});
  // What is wanted above its bound is better the larger it is.
  const SweepGoal slow{{objective(latency + " > 2 s")}, "cost.per_month"};
  CHECK(answer_of(slow, points).front == std::vector<std::size_t>{0});
}

TEST_CASE("sweep goal: a point without a value meets nothing, and a best one may be uncertain") {
  auto without = point(1, 1, 1);
  without.metrics.pop_back();
  auto unsure = point(2, 3, 1.9);
  unsure.metrics[1].ci95 = std::pair{1.7, 2.1};
  const auto answer = answer_of(below_two_seconds(), {without, unsure});
  CHECK(answer.without_value == 1);
  CHECK(*answer.best == 1);
  CHECK(answer.uncertain == std::vector<std::string>{latency + " < 2 s"});
  CHECK_FALSE(answer_of(below_two_seconds(), {point(1, 1, 9)}).best.has_value());
}

TEST_CASE("sweep search: finds the first value that meets on every line, wherever it lies, with few points") {
  constexpr std::size_t values = 100;
  for (std::size_t first = 0; first <= values; ++first) {
    const auto found = search({values}, 0, [&](std::size_t number) {
      return point(number, static_cast<double>(number), number > first ? 1 : 3);
    });
    if (first == values) {
      CHECK_FALSE(found.best.has_value());
    } else {
      CHECK(found.best == first + 1);
    }
    // Both ends, seven halvings, and the neighbours.
    CHECK(found.run <= 11);
    CHECK(found.whole_lines == 0);
  }
}

TEST_CASE("sweep search: lines lie along any of the axes") {
  // 3 x 20 x 2 points; the second axis meets from its 7th, 8th, ... value on, depending on the others.
  const auto outcome = [](std::size_t number) {
    const auto last = (number - 1) % 2;
    const auto middle = (number - 1) / 2 % 20;
    const auto first = (number - 1) / 40;
    return point(number, static_cast<double>(10 * middle + first), middle >= 6 + first + last ? 1 : 3);
  };
  const auto found = search({3, 20, 2}, 1, outcome);
  CHECK(found.best == 0 * 40 + 6 * 2 + 1);
  CHECK(found.run < 60);
}

TEST_CASE("sweep search: shards search lines each, and together the points of one search") {
  // 3 x 20 x 2 points: six lines, of which the fourth is not monotone.
  const auto outcome = [](std::size_t number) {
    const auto middle = (number - 1) / 2 % 20;
    const bool dips = number == 40 + 2 * 9 + 2;
    return point(number, static_cast<double>(middle), middle >= 6 && !dips ? 1 : 3);
  };
  auto manifest = grid_of({3, 20, 2}, 1);
  SweepSearch whole{manifest, below_two_seconds()};
  const auto expected = searched(whole, outcome);
  CHECK(whole.points() == 120);
  for (const std::uint32_t of : {2U, 4U, 6U, 8U}) {
    std::map<std::size_t, PointOutcome> together;
    std::size_t points = 0;
    for (std::uint32_t number = 1; number <= of; ++number) {
      manifest.shard = {number, of};
      SweepSearch part{manifest, below_two_seconds()};
      for (auto& [point, found] : searched(part, outcome)) {
        CHECK(manifest.has(point));
        CHECK(together.emplace(point, found).second);
      }
      points += part.points();
    }
    CHECK(points == 120);
    CHECK(together.size() == expected.size());
    for (const auto& [number, found] : expected) CHECK(together.count(number) == 1);
  }
}

TEST_CASE("sweep search: a line that is not monotone is run whole") {
  const auto dip = [](std::size_t number) {
    return point(number, 30 - static_cast<double>(number), number > 3 ? 1 : 3);
  };
  const auto cheaper = search({20}, 0, dip);
  CHECK(cheaper.best == 20);
  CHECK(cheaper.run == 20);
  CHECK(cheaper.whole_lines == 1);
  const auto gap = search({20}, 0, [](std::size_t number) {
    return point(number, static_cast<double>(number), number == 1 ? 1 : 3);
  });
  CHECK(gap.best == 1);
  CHECK(gap.run == 20);
  CHECK(search({20}, 0, [](std::size_t number) {
          return number == 1 ? broken(1) : point(number, 1, 1);
        }).run == 20);
}

}  // namespace sweep_goal_test
