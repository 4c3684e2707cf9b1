// Replications joined into one result.
#include "sim/results/joined_runs.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "sim/core/random.hpp"
#include "sim/core/student.hpp"
#include "sim/results/result_json.hpp"
#include "tests/support/result_sink.hpp"

namespace joined_runs_test {

using namespace garoa;
using namespace garoa::test;

namespace {

constexpr const char* latency = "flows.intake.upload.latency";

RunResult with_metric(const std::string& name, double value, const std::string& unit = "1") {
  RunResult result;
  result.metrics = {{name, value, unit, 10, {}}};
  return result;
}

RunResult joined(const std::vector<RunResult>& runs) {
  JoinedRuns all;
  for (const auto& run : runs) all.add(run);
  return all.result();
}

compliance::Finding finding(compliance::Status status, const std::string& message) {
  compliance::Finding result;
  result.control = "D-RC-01";
  result.status = status;
  result.message = message;
  return result;
}

RunResult with_finding(compliance::Status status, const std::string& message) {
  RunResult result;
  result.compliance.findings = {finding(status, message)};
  return result;
}

CostLine line(const std::string& service, const std::string& item, double quantity, double amount) {
  CostLine result;
  result.service = service;
  result.item = item;
  result.quantity = quantity;
  result.amount = amount;
  return result;
}

using compliance::Status;

}  // namespace

TEST_CASE("joined runs: a metric is the mean of the runs, with Student's interval") {
  const std::string name = "flows.intake.upload.started";
  const auto result = joined({with_metric(name, 1), with_metric(name, 2), with_metric(name, 3)});
  const auto* metric = result.find_metric(name);
  REQUIRE(metric != nullptr);
  CHECK(metric->value == 2);
  CHECK(metric->n == 30);
  CHECK(metric->replications == 0);
  REQUIRE(metric->ci95.has_value());
  // t(0.975; 2) = 4.3027 (any table), s = 1, n = 3.
  CHECK(metric->ci95->second - 2 == doctest::Approx(4.302653 / std::sqrt(3.0)).epsilon(1e-6));
  CHECK(2 - metric->ci95->first == doctest::Approx(4.302653 / std::sqrt(3.0)).epsilon(1e-6));
  CHECK(result.scenario.replications == 3);
  CHECK(result.replications->n == 3);
}

TEST_CASE("joined runs: the interval of a mean is never narrower than the batch means within the runs say") {
  // Two runs of the same mean: by the runs alone it would be known exactly.
  JoinedRuns runs;
  double variances = 0;
  for (int run = 0; run < 2; ++run) {
    Observations observations;
    for (int i = 0; i < 40; ++i) observations.add(run == 0 ? i : 39 - i);
    variances += observations.error().variance;
    RunResult result;
    ResultSink{result}.add_distribution(latency, observations);
    runs.add(std::move(result));
  }
  const auto estimate = runs.estimate(std::string{latency} + ".mean");
  CHECK(estimate->value == 19.5);
  // 7 and 7 over 2 * 2, with 19 + 19 degrees of freedom: t(0.975; 38) = 2.0244.
  CHECK(variances == doctest::Approx(14));
  CHECK(*estimate->half_width == doctest::Approx(2.024394 * std::sqrt(14.0 / 4)).epsilon(1e-6));
}

TEST_CASE("joined runs: one run has no interval, and its values are its own") {
  const auto result = joined({with_metric("flows.intake.upload.started", 7)});
  CHECK(result.metrics[0].value == 7);
  CHECK_FALSE(result.metrics[0].ci95.has_value());
}

TEST_CASE(
    "joined runs: mean and percentiles are those of all observations together, however many each run has") {
  const Stream stream{1, "joined"};
  Histogram all;
  JoinedRuns runs;
  std::uint64_t next = 0;
  double largest = 0;
  for (const std::uint64_t size : {100, 1000, 50, 3000}) {
    Histogram own;
    for (std::uint64_t i = 0; i < size; ++i) own.add(-std::log(stream.uniform(Entity::nth(next++))));
    all.merge(own);
    largest += own.maximum() / 4;
    RunResult run;
    ResultSink{run}.add_distribution(latency, own);
    runs.add(std::move(run));
  }
  const auto result = runs.result();
  const auto value = [&](const std::string& statistic) {
    return result.find_metric(std::string{latency} + "." + statistic)->value;
  };
  CHECK(value("mean") == all.mean());
  CHECK(value("p50") == all.quantile(0.5));
  CHECK(value("p95") == all.quantile(0.95));
  CHECK(value("p99") == all.quantile(0.99));
  CHECK(value("max") == doctest::Approx(largest));
  CHECK(result.find_metric("flows.intake.upload.latency.p99")->n == 4150);
  REQUIRE(result.distributions.size() == 1);
  CHECK(result.distributions[0].histogram.count() == 4150);
}

TEST_CASE("joined runs: an interval about a pooled value is never narrower than about the runs' mean") {
  Moments values;
  for (const double value : {1.0, 2.0, 4.0}) values.add(value);
  CHECK(student_half_width(values, values.mean() + 0.5) > student_half_width(values, values.mean()));
  CHECK(student_half_width(values, values.mean()) ==
        doctest::Approx(4.302653 * std::sqrt(7.0 / 3 / 3)).epsilon(1e-6));
}

TEST_CASE(
    "joined runs: a reason that did not happen counts as 0, what else is missing is left out and said") {
  const auto result = joined({with_metric("flows.intake.upload.rejected.disk_full", 6),
                              with_metric("ebs.documents.full_at", 3600, "s"), RunResult{}});
  CHECK(result.find_metric("flows.intake.upload.rejected.disk_full")->value == 2);
  CHECK(result.find_metric("flows.intake.upload.rejected.disk_full")->replications == 0);
  CHECK(result.find_metric("ebs.documents.full_at")->value == 3600);
  CHECK(result.find_metric("ebs.documents.full_at")->replications == 1);
  CHECK_FALSE(result.find_metric("ebs.documents.full_at")->ci95.has_value());
}

TEST_CASE(
    "joined runs: of a control's verdicts the worst counts, with the evidence of the first that has it") {
  const auto result =
      joined({with_finding(Status::pass, "Kept."), with_finding(Status::fail, "Broken at noon."),
              with_finding(Status::fail, "Broken at night."), with_finding(Status::warn, "Near.")});
  REQUIRE(result.compliance.findings.size() == 1);
  CHECK(result.compliance.findings[0].status == Status::fail);
  CHECK(result.compliance.findings[0].message == "Broken at noon. FAIL in 2 of 4 replications.");
  CHECK(result.compliance.findings[0].replications == 2);
  const auto always = joined({with_finding(Status::pass, "Kept."), with_finding(Status::pass, "Kept.")});
  CHECK(always.compliance.findings[0].message == "Kept.");
  const auto open =
      joined({with_finding(Status::pass, "Kept."), with_finding(Status::not_evaluated, "Open.")});
  CHECK(open.compliance.findings[0].status == Status::not_evaluated);
}

TEST_CASE("joined runs: the bill is the mean of the bills, lines that only some have included") {
  RunResult one;
  one.cost.lines = {line("EBS", "storage", 2, 4), line("S3", "PUT", 1, 2)};
  one.cost.total = 6;
  one.cost.per_month = 60;
  RunResult other;
  other.cost.lines = {line("EBS", "storage", 4, 8)};
  other.cost.total = 8;
  other.cost.per_month = 80;
  other.cost.per_1000_documents = 3;
  const auto cost = joined({one, other}).cost;
  CHECK(cost.total == 7);
  CHECK(cost.per_month == 70);
  REQUIRE(cost.lines.size() == 2);
  CHECK(cost.lines[0].amount + cost.lines[1].amount == cost.total);
  CHECK(cost.lines[0].quantity == 3);
  CHECK(*cost.per_1000_documents == 3);
}

TEST_CASE("joined runs: months ahead are means, and there is a steady state where all runs have one") {
  RunResult one;
  one.cost.lines = {line("S3", "storage", 2, 4)};
  one.cost.lines[0].months = {1, 2};
  one.cost.months = {{1, 10}, {12, 20}};
  one.cost.steady = MonthOfBill{4, 30};
  RunResult other = one;
  other.cost.lines[0].months = {3, 6};
  other.cost.months = {{1, 14}, {12, 26}};
  other.cost.steady->amount = 50;
  const auto cost = joined({one, other}).cost;
  CHECK(cost.lines[0].months == std::vector<double>{2, 4});
  CHECK(cost.months[0].amount == 12);
  CHECK(cost.months[1].amount == 23);
  REQUIRE(cost.steady.has_value());
  CHECK(cost.steady->amount == 40);
  other.cost.steady.reset();
  CHECK_FALSE(joined({one, other}).cost.steady);
}

TEST_CASE(
    "joined runs: growth, months, days and one-offs of the bill are means too, a bill without growth "
    "included") {
  RunResult one;
  one.cost.lines = {line("S3", "storage", 2, 4)};
  one.cost.lines[0].growth_per_month = 3;
  one.cost.lines[0].per_month = 30;
  one.cost.per_month = 60;
  one.cost.per_day = 2;
  one.cost.one_offs = 1;
  RunResult other = one;
  other.cost.lines[0].growth_per_month = 5;
  other.cost.lines[0].per_month = 50;
  other.cost.per_day = 4;
  other.cost.one_offs = 2;
  other.cost.growth_per_month = 8;
  one.cost.months = {{1, 60, 60}, {12, 60, 60}};
  other.cost.months = {{1, 64, 64}, {12, 100, 100}};
  const auto cost = joined({one, other}).cost;
  CHECK(cost.lines[0].growth_per_month == 4);
  CHECK(cost.lines[0].per_month == 40);
  CHECK(cost.per_day == 3);
  CHECK(cost.one_offs == 1.5);
  CHECK(cost.growth_per_month == 4);
  CHECK(first_month(cost) == 62);
  CHECK(twelfth_month(cost) == 80);
  CHECK(!first_month(joined({one, one}).cost));
}

TEST_CASE(
    "joined runs: objectives are judged by the joined value, and say how many runs meet them by themselves") {
  std::string why;
  std::vector<RunResult> runs;
  for (const double value : {1.0, 2.0, 6.0}) {
    auto run = with_metric("flows.intake.upload.started", value);
    run.objectives = {*Scalar<Objective>::parse("flows.intake.upload.started < 2.5", false, why),
                      *Scalar<Objective>::parse("cost.total < 1 USD", false, why)};
    judge_objectives(run);
    runs.push_back(run);
  }
  const auto result = joined(runs);
  CHECK(result.objectives[0].state == ObjectiveState::missed);
  CHECK(*result.objectives[0].value == 3);
  CHECK(result.objectives[0].met_in == 2);
  CHECK(result.objectives[0].evaluated_in == 3);
  CHECK_FALSE(result.objectives[0].is_certain());
  CHECK(result.objectives[1].state == ObjectiveState::not_evaluated);
  CHECK(result.objectives[1].evaluated_in == 0);
}

TEST_CASE("joined runs: balances add up, and what is left is the first run's") {
  RunResult one;
  one.scenario.seed = 7;
  one.balances = {{"uploads", 10, 8, 1, 1}};
  one.documents = 8;
  RunResult other;
  other.scenario.seed = 8;
  other.balances = {{"uploads", 5, 5, 0, 0}, {"downloads", 1, 1, 0, 0}};
  other.documents = 5;
  const auto result = joined({one, other});
  CHECK(result.scenario.seed == 7);
  REQUIRE(result.balances.size() == 2);
  CHECK(result.balances[0].started == 15);
  CHECK(result.conserved());
  CHECK(result.documents == 13);
}

}  // namespace joined_runs_test
