// Plans of sweeps: what they say, the points they make, and their faults.
#include "sim/scenario/sweep_plan.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "tests/support/run_program.hpp"

namespace sweep_plan_test {

using namespace garoa;
using garoa::test::TemporaryFolder;
using garoa::test::write_file;
using Words = std::vector<std::string>;

namespace {

struct ReadPlan {
  std::optional<SweepPlan> plan;
  Words faults;  // without the folder
};

ReadPlan read_text(const std::string& text) {
  const TemporaryFolder folder;
  const auto file = folder.path() / "plan.yaml";
  write_file(file, text);
  Diagnostics diagnostics;
  ReadPlan read{read_sweep_plan(file.string(), diagnostics), {}};
  for (auto line : test::lines_of(diagnostics.text())) {
    const auto at = line.find("plan.yaml:");
    read.faults.push_back(at == std::string::npos ? line : line.substr(at + 10));
  }
  return read;
}

SweepPlan plan_of(const std::string& axes, const std::string& more = "") {
  const auto read = read_text("garoa: 1\nscenario: base.yaml\n" + more + "\naxes:\n" + axes);
  INFO("faults: " << (read.faults.empty() ? "" : read.faults.front()));
  REQUIRE(read.plan.has_value());
  return *read.plan;
}

Words values_of(const std::string& axis) {
  return plan_of("  - { path: a.b, " + axis + " }\n").axes.front().values();
}

/// Of one axis of all points.
std::vector<double> numbers_of(const SweepPlan& plan, std::size_t axis) {
  std::vector<double> numbers;
  for (const auto& point : plan.points()) numbers.push_back(std::stod(point.values[axis]));
  return numbers;
}

}  // namespace

TEST_CASE("sweep plan: an axis is a list, a range by step or count, or a logarithmic range") {
  CHECK(values_of("list: [128 MB, 'a b', 7, true]") == Words{"128 MB", "\"a b\"", "7", "true"});
  CHECK(values_of("range: { from: 128 MB, to: 512 MB, step: 128 MB }") ==
        Words{"128 MB", "256 MB", "384 MB", "512 MB"});
  CHECK(values_of("range: { from: 0.1, to: 0.4, step: 0.1 }") == Words{"0.1", "0.2", "0.3", "0.4"});
  CHECK(values_of("range: { from: 1/s, to: 2/s, count: 3 }") == Words{"1/s", "1.5/s", "2/s"});
  CHECK(values_of("range: { from: 1, to: 4, step: 2 }") == Words{"1", "3"});
  CHECK(values_of("log_range: { from: 1/s, to: 100/s, count: 3 }") == Words{"1/s", "10/s", "100/s"});
  CHECK(values_of("log_range: { from: 128 MB, to: 10240 MB, count: 4, round: 64 MB }") ==
        Words{"128 MB", "576 MB", "2368 MB", "10240 MB"});
  CHECK(values_of("range: { from: 1000000, to: 3000000, step: 1000000 }") ==
        Words{"1000000", "2000000", "3000000"});
}

TEST_CASE("sweep plan: several settings may go together as one value") {
  CHECK(values_of("list: [{ iops: 3000, throughput: 125 MiB/s }, { iops: 6000, name: 'a, b', x: { y: [1, "
                  "null] } }]") ==
        Words{"{iops: 3000, throughput: 125 MiB/s}", "{iops: 6000, name: \"a, b\", x: {y: [1, null]}}"});
}

TEST_CASE("sweep plan: a grid has every combination once, the last axis fastest") {
  const auto plan = plan_of("  - { path: a, list: [1, 2] }\n  - { path: b, list: [x, y, z] }\n");
  const auto points = plan.points();
  REQUIRE(points.size() == 6);
  CHECK(points[0].values == Words{"1", "x"});
  CHECK(points[1].values == Words{"1", "y"});
  CHECK(points[3].values == Words{"2", "x"});
  CHECK(points[5].number == 6);
  CHECK(plan.overrides_of(points[5]) == Words{"a=2", "b=z"});
}

TEST_CASE("sweep plan: a Latin hypercube has one point in each part of every axis") {
  for (const std::uint32_t n : {1U, 2U, 7U, 100U, 1000U}) {
    for (const int seed : {1, 2}) {
      const auto plan = plan_of(
          "  - { path: a, range: { from: 10, to: 20 } }\n  - { path: b, log_range: { from: 1, to: 16 } }\n",
          fmt::format("sample: {{ latin_hypercube: {} }}\nsample_seed: {}", n, seed));
      std::set<std::size_t> parts;
      for (const auto number : numbers_of(plan, 0))
        parts.insert(static_cast<std::size_t>((number - 10) / 10 * n));
      CHECK(parts.size() == n);
      parts.clear();
      for (const auto number : numbers_of(plan, 1))
        parts.insert(static_cast<std::size_t>(std::log2(number) / 4 * n));
      CHECK(parts.size() == n);
      CHECK(*parts.rbegin() < n);
    }
  }
}

TEST_CASE("sweep plan: drawn points fill lists and steps evenly, and an axis more changes no other") {
  const std::string first = "  - { path: a, list: [1, 2, 3, 4] }\n";
  const std::string second = "  - { path: b, range: { from: 10, to: 30, step: 5 } }\n";
  const std::string drawn = "sample: { latin_hypercube: 40 }";
  const auto both = plan_of(first + second, drawn);
  const auto one = numbers_of(both, 0);
  CHECK(std::count(one.begin(), one.end(), 3.0) == 10);
  const auto other = numbers_of(both, 1);
  for (const double value : {10.0, 15.0, 20.0, 25.0, 30.0})
    CHECK(std::count(other.begin(), other.end(), value) == 8);
  CHECK(numbers_of(plan_of(second, drawn), 0) == other);
  CHECK(numbers_of(plan_of(second, drawn + "\nsample_seed: 2"), 0) != other);
  CHECK(numbers_of(plan_of(second, "sample: { random: 40 }"), 0) != other);
}

TEST_CASE("sweep plan: values that are drawn at random are spread evenly") {
  const auto numbers =
      numbers_of(plan_of("  - { path: a, range: { from: 0, to: 1 } }\n", "sample: { random: 10000 }"), 0);
  double sum = 0;
  for (const auto number : numbers) sum += number;
  // The mean of 10,000 has a deviation of 0.0029.
  CHECK(sum / 10000 == doctest::Approx(0.5).epsilon(0.018));
}

TEST_CASE("sweep plan: what all points have, and what is wanted of them") {
  const auto plan =
      plan_of("  - { path: a, list: [1], monotone: true }\n",
              "set: [duration=1 d]\nobjectives: [\"cost.per_month < 9 USD\"]\nreplications: 3\n"
              "goal: [flows.x.upload.latency.p99 < 2 s]\nlimits: { time: 1 min, memory: 1 GiB }");
  CHECK(plan.sets == Words{"duration=1 d", "policy.objectives=[\"cost.per_month < 9 USD\"]"});
  CHECK(plan.replications == 3);
  CHECK(plan.minimize == "cost.per_month");
  CHECK(plan.metrics.empty());  // what is asked of points is not what they have
  CHECK(plan.sets_at[0].column == 7);
  CHECK(plan.sets_at[1].column == 1);
  CHECK(plan.goal_at[0].line == 6);
  CHECK(plan.goal_at[0].column == 8);
  CHECK(plan.point_time->count() == 60);
  CHECK(plan.point_memory->count() == 1U << 30U);
  CHECK(plan.axes.front().monotone);
}

TEST_CASE("sweep plan: all faults at once, each at its place") {
  const auto faults = read_text(
                          "garoa: 2\n"
                          "scenaro: base.yaml\n"
                          "axes:\n"
                          "  - { path: a, list: [1], range: { from: 1, to: 2, count: 2 } }\n"
                          "  - { path: b, range: { from: 1 s, to: 2 h, count: 3 } }\n"
                          "  - { path: c, range: { from: 2, to: 1, step: 1 } }\n"
                          "  - { path: d, log_range: { from: 0, to: 1, count: 3 } }\n"
                          "  - { path: e, range: { from: 1, to: 2 } }\n"
                          "  - { path: f, range: { from: x, to: 2, step: 1 s } }\n"
                          "  - { path: g, list: [] }\n"
                          "  - { path: f, list: [1] }\n"
                          "minimize: cost.per_mont\n"
                          "goal: [cost.per_month < 3]\n")
                          .faults;
  CHECK(
      faults ==
      Words{"1:1: error: the plan lacks the required key 'scenario' (file of the scenario, beside the plan)",
            "1:8: error: only version 1 of the format is known",
            "2:1: error: unknown key 'scenaro' (did you mean 'scenario'?)",
            "4:13: error: an axis needs exactly one of 'list', 'range' and 'log_range'",
            "5:40: error: 'axes.range': both ends need the same unit",
            "6:38: error: 'axes.range': 'to' must be above 'from'",
            "7:35: error: 'axes.log_range': a logarithmic range begins above 0",
            "8:16: error: 'axes.range' needs one of 'step' and 'count'",
            "9:31: error: 'axes.range.from': 'x' is not a number, with its unit if the setting has one",
            "9:47: error: 'axes.range.step' must be above 0, in the unit of 'from'",
            "10:16: error: 'list' is empty", "11:13: error: axis 'f' is given twice",
            "12:11: error: 'minimize': 'cost.per_mont' is not a metric (did you mean 'cost.per_month'?); "
            "'garoa "
            "list metrics' has all of them",
            "13:8: error: 'goal': 'cost.per_month < 3' has a bound that does not fit: '3' is not a number "
            "with its "
            "unit 'USD'"});
}

TEST_CASE("sweep plan: faults that the values have") {
  CHECK(read_text("garoa: 1\nscenario: b\naxes: [{ path: a, list: [1, 2, 1] }, { path: a, list: [3] }]\n")
            .faults ==
        Words{"3:16: error: axis 'a' has the value '1' twice", "3:46: error: axis 'a' is given twice"});
  CHECK(read_text("garoa: 1\nscenario: b\naxes:\n- { path: a, range: { from: 1, to: 2000, step: 1 } }\n"
                  "- { path: b, range: { from: 1, to: 2000, step: 1 } }\n")
            .faults == Words{"4:11: error: the grid has 4000000 points; the most are 1000000"});
  CHECK(read_text("garoa: 1\nscenario: b\naxes: []\n").faults ==
        Words{"3:1: error: 'axes' is empty: a sweep needs one"});
  CHECK(read_text("garoa: 1\nscenario: b\n").faults ==
        Words{"1:1: error: the plan lacks the required key 'axes' (settings and their values)"});
  CHECK(read_text(
            "garoa: 1\nscenario: b\nsample: { random: 3 }\naxes: [{ path: a, list: [1], monotone: true }]\n")
            .faults == Words{"4:40: error: 'monotone' is of a grid: drawn points are not searched"});
}

}  // namespace sweep_plan_test
