// When replications are enough, and what they are too few for.
#include "sim/results/replication_rules.hpp"

#include <doctest/doctest.h>

namespace replication_rules_test {

using namespace garoa;

namespace {

const std::string name = "flows.intake.upload.throughput";

/// Looks after each of the values; how many until the rule is satisfied, 0 if it never is.
std::uint32_t enough(PrecisionRule& rule, JoinedRuns& runs, const std::vector<double>& values) {
  for (const double value : values) {
    RunResult run;
    run.metrics = {{name, value, "1/s", 1, {}}};
    runs.add(run);
    rule.look(runs);
    if (runs.count() >= fewest_replications && rule.is_satisfied()) return runs.count();
  }
  return 0;
}

std::vector<double> alternating(double low, double high, std::size_t n) {
  std::vector<double> values;
  for (std::size_t i = 0; i < n; ++i) values.push_back(i % 2 == 0 ? low : high);
  return values;
}

}  // namespace

TEST_CASE("replication rules: equal values are enough at the third, after five more to look ahead") {
  JoinedRuns runs;
  PrecisionRule rule{0.02, {name}};
  CHECK(enough(rule, runs, alternating(5, 5, 20)) == 8);
  CHECK(*rule.precision(runs)[0].reached_at == 3);
  CHECK(*rule.precision(runs)[0].half_width == 0);
}

TEST_CASE("replication rules: a value that throws the interval off within the look-ahead begins it anew") {
  JoinedRuns runs;
  PrecisionRule rule{0.1, {name}};
  std::vector<double> values{10, 10, 10, 10, 13};
  values.resize(40, 10);
  const auto n = enough(rule, runs, values);
  const auto reached = *rule.precision(runs)[0].reached_at;
  CHECK(reached > 5);
  CHECK(n == reached + 5);
}

TEST_CASE("replication rules: above a hundred replications the look-ahead is a twentieth of them") {
  // Half of the interval of n values of 10 - d and 10 + d is about 1.96 d / sqrt(n): 2 % of 10 at n = 241 for d = 1.58.
  JoinedRuns runs;
  PrecisionRule rule{0.02, {name}};
  const auto n = enough(rule, runs, alternating(10 - 1.58, 10 + 1.58, 400));
  const auto reached = *rule.precision(runs)[0].reached_at;
  CHECK(reached >= 236);
  CHECK(reached <= 248);
  CHECK(n - reached == n * 5 / 100);
}

TEST_CASE(
    "replication rules: a metric without a value is not waited for, and one that never settles never is") {
  JoinedRuns runs;
  PrecisionRule rule{0.02, {"cost.total"}};
  CHECK(enough(rule, runs, alternating(5, 5, 20)) == 3);
  CHECK_FALSE(rule.precision(runs)[0].reached_at.has_value());
  JoinedRuns others;
  PrecisionRule never{0.001, {name}};
  CHECK(enough(never, others, alternating(5, 10, 50)) == 0);
}

TEST_CASE(
    "replication rules: too few is said of intervals, of objectives near their bound and of precisions") {
  RunResult result;
  result.replications.emplace().n = 1;
  CHECK(too_few_for(result) == std::vector<std::string>{"one replication has no interval"});
  result.replications->n = 2;
  CHECK(too_few_for(result) ==
        std::vector<std::string>{"the interval of two replications is a guess: run at least three"});
  result.replications->n = 5;
  result.metrics = {{"cost.total", 4, "USD", 5, std::pair{2.0, 6.0}}};
  Objective objective{.text = "cost.total < 5 USD", .metric = "cost.total"};
  objective.bound = 5;
  result.objectives = {objective};
  judge_objectives(result);
  // Half of the interval is 2, the bound 1 away: four times as many.
  CHECK(too_few_for(result) ==
        std::vector<std::string>{
            "the interval of cost.total holds its bound: about 20 replications would tell"});
  result.objectives.clear();
  result.replications->until_ci = 0.02;
  result.replications->precision = {{"cost.total", 0.5, {}}, {"cost.per_month", {}, {}}};
  CHECK(too_few_for(result) ==
        std::vector<std::string>{"cost.total is not within 2 % for good: half of its interval is 50 %",
                                 "cost.per_month has no value"});
}

}  // namespace replication_rules_test
