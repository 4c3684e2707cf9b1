// Objectives: how they are written, and what a result says of them.
#include "sim/results/objective.hpp"

#include <doctest/doctest.h>

#include <tuple>

#include "sim/results/result.hpp"

namespace objective_test {

using namespace garoa;

namespace {

Objective parsed(const std::string& text) {
  std::string why;
  auto objective = Scalar<Objective>::parse(text, false, why);
  REQUIRE_MESSAGE(objective.has_value(), text << " " << why);
  return *objective;
}

std::string fault_of(const std::string& text) {
  std::string why;
  CHECK_FALSE(Scalar<Objective>::parse(text, false, why).has_value());
  return why;
}

RunResult judged(const std::string& objective, const std::vector<Metric>& metrics) {
  RunResult result;
  result.metrics = metrics;
  result.objectives = {parsed(objective)};
  judge_objectives(result);
  return result;
}

}  // namespace

TEST_CASE("objective: the bound is in the metric's base unit, whatever it is written in") {
  CHECK(parsed("flows.intake.upload.latency.p99 < 2 s").bound == 2);
  CHECK(parsed("backup.nightly.duration.max<4h").bound == 14400);
  CHECK(parsed("flows.intake.upload.bytes >= 2 GiB").bound == 2147483648.0);
  CHECK(parsed("flows.intake.upload.throughput > 600/min").bound == doctest::Approx(10));
  CHECK(parsed("lambda.validate.cold_starts.share <= 0.5 %").bound == doctest::Approx(0.005));
  CHECK(parsed("lambda.validate.cold_starts.share <= 0.005").bound == 0.005);
  CHECK(parsed("flows.intake.documents.lost <= 0").bound == 0);
  CHECK(parsed("cost.per_month < 900 USD").bound == 900);
  CHECK(parsed(" cost.per_month < 900 USD ").text == "cost.per_month < 900 USD");
}

TEST_CASE("objective: each of the four comparisons holds on its side of the bound, and two of them on it") {
  for (const auto& [sign, below, on, above] : {std::tuple{"<", true, false, false},
                                               {"<=", true, true, false},
                                               {">", false, false, true},
                                               {">=", false, true, true}}) {
    CAPTURE(sign);
    const auto objective = parsed(std::string{"cost.total "} + sign + " 5 USD");
    CHECK(objective.holds_for(4) == below);
    CHECK(objective.holds_for(5) == on);
    CHECK(objective.holds_for(6) == above);
  }
}

TEST_CASE("objective: what is no metric gets a suggestion, what does not fit its unit the one that does") {
  CHECK(fault_of("flows.intake.uplod.latency.p99 < 2 s") ==
        "names no metric: 'flows.intake.uplod.latency.p99' is not a metric (did you mean "
        "'flows.intake.upload.latency.p99'?); 'garoa list metrics' has all of them");
  CHECK(fault_of("lambda.f.throttles.share < 2") ==
        "names no metric: 'lambda.f.throttles.share' is not a metric; 'garoa list metrics' has all of them");
  CHECK(fault_of("lambda.f.throttles.concurency < 2")
            .find("(did you mean 'lambda.f.throttles.concurrency'?)") != std::string::npos);
  CHECK(fault_of("flows.intake.upload.latency < 2 s") ==
        "names no metric: 'flows.intake.upload.latency' is a distribution: one of its metrics is meant, "
        "flows.intake.upload.latency.mean, .p50, .p95, .p99 or .max");
  CHECK(fault_of("flows.intake.upload.latency.p99 < 2 MiB") ==
        "has a bound that does not fit: '2 MiB' has the unit of a size in bytes where a duration is needed, "
        "such "
        "as '4 ms'");
  CHECK(fault_of("flows.intake.upload.latency.p99 < 2")
            .starts_with("has a bound that does not fit: '2' lacks its unit"));
  CHECK(fault_of("cost.per_month < 900") ==
        "has a bound that does not fit: '900' is not a number with its unit 'USD'");
  CHECK(fault_of("flows.intake.documents.lost <= 0 s") ==
        "has a bound that does not fit: '0 s' is not a number without a unit");
  CHECK(fault_of("lambda.validate.cold_starts.share < 2 s") ==
        "has a bound that does not fit: '2 s' is not a share, such as '0.1 %' or 0.001");
  for (const std::string text : {"", "flows.intake.upload.latency.p99", "< 2 s", "p99 = 2 s"}) {
    CAPTURE(text);
    CHECK(fault_of(text) ==
          "is not a metric, one of <, <=, > and >=, and a bound, such as 'flows.intake.upload.latency.p99 < "
          "2 s'");
  }
}

TEST_CASE("objective: a metric without a value is neither met nor missed") {
  CHECK(judged("cost.total < 5 USD", {{"cost.total", 4, "USD", 1, {}}}).objectives[0].state ==
        ObjectiveState::met);
  CHECK(judged("cost.total < 5 USD", {{"cost.total", 5, "USD", 1, {}}}).objectives[0].state ==
        ObjectiveState::missed);
  const auto open = judged("cost.total < 5 USD", {}).objectives[0];
  CHECK(open.state == ObjectiveState::not_evaluated);
  CHECK_FALSE(open.value.has_value());
}

TEST_CASE("objective: what a run has not counted for a reason is 0 where it measured what that is of") {
  const std::string none_throttled = "lambda.f.throttles.concurrency < 1";
  const std::vector<Metric> of_f{{"lambda.f.invocations", 7, "1", 1, {}}};
  CHECK(judged(none_throttled, of_f).objectives[0].state == ObjectiveState::met);
  CHECK(*judged(none_throttled, of_f).objectives[0].value == 0);
  const std::vector<Metric> of_others{{"lambda.ff.invocations", 7, "1", 1, {}}};
  CHECK(judged(none_throttled, of_others).objectives[0].state == ObjectiveState::not_evaluated);
  // When something was refused first is no count: a run that refused nothing has no such time.
  CHECK(judged("flows.f.upload.rejected_since.disk_full > 1 s", {{"flows.f.upload.started", 7, "1", 1, {}}})
            .objectives[0]
            .state == ObjectiveState::not_evaluated);
}

TEST_CASE("objective: an interval that holds the bound leaves it uncertain") {
  CHECK(judged("cost.total < 5 USD", {{"cost.total", 4, "USD", 1, {}}}).objectives[0].is_certain());
  CHECK(judged("cost.total < 5 USD", {{"cost.total", 4, "USD", 1, std::pair{3.5, 4.5}}})
            .objectives[0]
            .is_certain());
  CHECK_FALSE(judged("cost.total < 5 USD", {{"cost.total", 4, "USD", 1, std::pair{2.0, 6.0}}})
                  .objectives[0]
                  .is_certain());
  CHECK_FALSE(judged("cost.total < 5 USD", {}).objectives[0].is_certain());
}

TEST_CASE("objective: the bill's totals are metrics, unless something has no price") {
  RunResult result;
  result.cost.per_month = 30;
  result.cost.total = 7;
  add_cost_metrics(result);
  REQUIRE(result.metrics.size() == 2);
  CHECK(result.find_metric("cost.per_month")->value == 30);
  result.metrics.clear();
  result.cost.months = {{.month = 1, .amount = 33}, {.month = 12, .amount = 66}};
  add_cost_metrics(result);
  CHECK(result.find_metric("cost.per_month")->value == 30);
  CHECK(result.find_metric("cost.month_1")->value == 33);
  CHECK(result.find_metric("cost.month_12")->value == 66);
  CHECK(result.find_metric("cost.total")->unit == "USD");
  result.metrics.clear();
  result.cost.unpriced = {"something"};
  add_cost_metrics(result);
  CHECK(result.metrics.empty());
}

}  // namespace objective_test
