// What a comparison says of the results of two scenarios.
#include "sim/results/compared.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "sim/render/comparison.hpp"

namespace compared_test {

using namespace garoa;

namespace {

const std::string p99 = "flows.intake.upload.latency.p99";

RunResult with(double latency, double month) {
  RunResult result;
  result.metrics = {{"cost.per_month", month, "USD", 1, {}},
                    {p99, latency, "s", 1, {}},
                    {"ebs.documents.iops.avg", latency, "1/s", 1, {}}};
  result.cost.total = month / 4;
  result.cost.per_month = month;
  CostLine line;
  line.resource = "ebs.documents";
  line.item = "storage";
  line.amount = month / 4;
  line.per_month = month - 1;
  result.cost.lines = {line};
  compliance::Finding finding;
  finding.control = "D-RC-01";
  finding.resource = "ebs.documents";
  finding.status = latency > 2 ? compliance::Status::fail : compliance::Status::pass;
  result.compliance.findings = {finding};
  return result;
}

Objective objective_named(const std::string& text) {
  std::string why;
  return *Scalar<Objective>::parse(text, false, why);
}

/// The pairs' latencies differ by 1.9, 2 and 2.1; the bill does not.
ComparedScenarios slower() {
  PairedRuns runs{{"base", "variant"}};
  runs.add({with(1.0, 40), with(2.9, 40)});
  runs.add({with(1.5, 40), with(3.5, 40)});
  runs.add({with(0.5, 40), with(2.6, 40)});
  return runs.result({{{"ebs.documents.type", "gp3", "gp2"}}});
}

}  // namespace

TEST_CASE("compared: the interval is of the pairs' differences, not of the results") {
  const auto compared = slower();
  REQUIRE(compared.pairs.size() == 1);
  const auto& pair = compared.pairs[0];
  REQUIRE(pair.metrics.size() == 2);  // what is no headline is not compared
  CHECK(pair.metrics[0].metric == "cost.per_month");
  CHECK_FALSE(pair.metrics[0].certain);
  CHECK(pair.metrics[1].metric == p99);
  CHECK(*pair.metrics[1].difference == doctest::Approx(2));
  // t(0.975; 2) = 4.3027, s = 0.1, n = 3; a histogram's error is far below.
  CHECK(*pair.metrics[1].half_width == doctest::Approx(4.302653 * 0.1 / std::sqrt(3.0)).epsilon(1e-6));
  CHECK(pair.metrics[1].certain);
  CHECK(*pair.metrics[1].relative() == doctest::Approx(2));
}

TEST_CASE("compared: percentiles that differ by less than histograms tell apart do not differ for certain") {
  PairedRuns runs{{"base", "variant"}};
  for (int i = 0; i < 3; ++i) runs.add({with(1.0, 40), with(1.007, 40)});
  const auto compared = runs.result({{}});
  const auto& change = compared.pairs[0].metrics[1];
  CHECK(*change.half_width == doctest::Approx(0.004 * 2.007));
  CHECK_FALSE(change.certain);
}

TEST_CASE("compared: two pairs are too few to be certain of anything") {
  PairedRuns runs{{"base", "variant"}};
  for (int i = 0; i < 2; ++i) runs.add({with(1, 40), with(3, 60)});
  const auto compared = runs.result({{}});
  for (const auto& change : compared.pairs[0].metrics) CHECK_FALSE(change.certain);
  CHECK(
      compared.pairs[0].sentence.starts_with("variant against base: two pairs of runs are too few to claim a "
                                             "difference (at least three are needed), "));
}

TEST_CASE("compared: a run that counts nothing for a reason has counted 0, and is one of the pairs") {
  const std::string refused = "flows.intake.upload.rejected.disk_full";
  PairedRuns runs{{"base", "variant"}};
  for (int i = 0; i < 4; ++i) {
    auto base = with(1, 40);
    auto variant = with(1, 40);
    Objective objective;
    objective.metric = refused;
    base.objectives = variant.objectives = {objective};
    if (i > 0) variant.metrics.push_back({refused, 10.0 + i, "1", 1, {}});
    runs.add({base, variant});
  }
  const auto compared = runs.result({{}});
  const auto& metrics = compared.pairs[0].metrics;
  const auto found = std::find_if(metrics.begin(), metrics.end(),
                                  [&](const MetricChange& change) { return change.metric == refused; });
  REQUIRE(found != metrics.end());
  CHECK(found->pairs == 4);
  CHECK(found->from == 0);
  CHECK(*found->difference == doctest::Approx((11 + 12 + 13) / 4.0));
}

TEST_CASE("compared: where months come to differ the twelfth is compared too") {
  PairedRuns runs{{"base", "variant"}};
  for (int i = 0; i < 3; ++i) {
    auto base = with(1, 40);
    base.cost.months = {{1, 40, 40}, {12, 300, 300}};
    base.metrics.push_back({"cost.month_12", 300, "USD", 1, {}});
    auto variant = with(1, 40);
    variant.cost.months = {{1, 40, 40}, {12, 100, 100}};
    variant.metrics.push_back({"cost.month_12", 100, "USD", 1, {}});
    runs.add({base, variant});
  }
  CHECK(runs.result({{}}).pairs[0].sentence.starts_with(
      "variant against base: cost.month_12 falls by USD 200.00 (66.7 %)"));
}

TEST_CASE("compared: one sentence tells what is certain, and which gaps are opened") {
  const auto compared = slower();
  CHECK(compared.pairs[0].sentence ==
        "variant against base: flows.intake.upload.latency.p99 rises by 2 s (200 % ± 24.8 %), 1 gap is "
        "opened.");
  REQUIRE(compared.pairs[0].verdicts.size() == 1);
  CHECK(compared.pairs[0].verdicts[0].from == "PASS");
  CHECK(compared.pairs[0].verdicts[0].to == "FAIL");
  CHECK(compared.pairs[0].costs.empty());
}

TEST_CASE("compared: the sentence leaves out what changes no digit that is shown") {
  PairedRuns runs{{"base", "variant"}};
  for (int i = 0; i < 3; ++i) runs.add({with(1, 40), with(1, 40.0001)});
  const auto pair = runs.result({{}}).pairs[0];
  CHECK(pair.metrics[0].certain);
  CHECK(pair.sentence ==
        "variant against base: no difference in what numbers are rounded to, no gap changes.");
}

TEST_CASE("compared: lines of the bill are of a month, and those that stay are left out") {
  PairedRuns runs{{"base", "variant"}};
  runs.add({with(1, 40), with(1, 60)});
  const auto compared = runs.result({{}});
  const auto& pair = compared.pairs[0];
  REQUIRE(pair.costs.size() == 1);
  CHECK(pair.costs[0].from == doctest::Approx(39));
  CHECK(pair.costs[0].to == doctest::Approx(59));
  CHECK_FALSE(pair.metrics[0].half_width.has_value());
  CHECK_FALSE(pair.metrics[0].certain);
}

TEST_CASE("compared: the text and the Markdown have the sentence and a table for each kind of difference") {
  const auto compared = slower();
  const auto text = comparison_text(compared, 140);
  CHECK(text.starts_with(compared.pairs[0].sentence + "\n"));
  const auto markdown = comparison_markdown(compared);
  for (const std::string title :
       {"Settings that differ", "Numbers, 3 pairs of replications", "Verdicts that differ"}) {
    CAPTURE(title);
    CHECK(text.find("\n" + title + "\n") != std::string::npos);
    CHECK(markdown.find("\n### " + title + "\n\n|") != std::string::npos);
  }
  CHECK(markdown.find("| ebs.documents.type | gp3 | gp2 |\n") != std::string::npos);
}

TEST_CASE("compared: the Markdown says on what the options were tried, and what bound them there") {
  const auto run_of = [](std::uint64_t uploads) {
    auto result = with(1, 40);
    result.scenario.region = "sa-east-1";
    result.scenario.start = "2026-03-02T00:00:00";
    result.scenario.duration_s = 86400;
    result.scenario.warmup_s = 3600;
    result.workload = {{"intake", "uploads", uploads, 1, 1, 60}};
    return result;
  };
  PairedRuns runs{{"base", "variant"}};
  runs.add({run_of(12'345), run_of(24'690)});
  const auto markdown = comparison_markdown(runs.result({{}}));
  for (const std::string row :
       {"|  | base | variant |", "| region | sa-east-1 | sa-east-1 |",
        "| period | from 2026-03-02 00:00 for 1 d, warm-up 1 h | from 2026-03-02 00:00 for 1 d, warm-up 1 h "
        "|",
        "| arrivals of intake uploads | 12,345 | 24,690 |", "| what binds | - | - |"}) {
    CAPTURE(row);
    CHECK(markdown.find(row) != std::string::npos);
  }
}

TEST_CASE("compared: of many numbers only those are certain that pass Holm's procedure together") {
  // t = 4.5 with 4 degrees of freedom is p = 0.0108 : enough for one number, not for five.
  const auto changes_of = [](int metrics) {
    MetricPairs pairs;
    std::vector<std::string> names;
    RunResult from;
    RunResult to;
    for (int i = 0; i < metrics; ++i) {
      names.push_back(fmt::format("flows.f{}.upload.throughput", i));
      from.metrics.push_back({names.back(), 10, "1/s", 1, {}});
      to.metrics.push_back({names.back(), 10, "1/s", 1, {}});
    }
    for (int run = 0; run < 5; ++run) {
      // Differences 1 + {-2, -1, 0, 1, 2} a with a so that t = 1 / (s / sqrt(5)) = 4.5, s = a sqrt(2.5).
      const double a = std::sqrt(5.0) / 4.5 / std::sqrt(2.5);
      for (auto& metric : to.metrics) metric.value = 11 + (run - 2) * a;
      pairs.add(from, to);
    }
    for (auto& metric : to.metrics) metric.value = 11;
    return pairs.changes(names, from, to);
  };
  const auto one = changes_of(1);
  CHECK(*one[0].p_value == doctest::Approx(0.01082).epsilon(1e-3));
  CHECK(one[0].certain);
  CHECK_FALSE(one[0].smallest_seen.has_value());
  for (const auto& change : changes_of(5)) {
    CHECK_FALSE(change.certain);
    // t(1 - 0.005; 4) = 4.6041 at a risk of 0.05 / 5.
    CHECK(*change.smallest_seen == doctest::Approx(4.604095 / 4.5).epsilon(1e-6));
  }
}

TEST_CASE(
    "compared: what differs by the same in every pair needs no test, and one of many that vary can be "
    "clear") {
  MetricPairs pairs;
  RunResult from;
  from.metrics = {{"a", 1, "", 1, {}}, {"b", 1, "", 1, {}}, {"c", 1, "", 1, {}}};
  RunResult to = from;
  for (int run = 0; run < 4; ++run) {
    to.metrics[0].value = 2;
    to.metrics[1].value = 1 + (run % 2 == 0 ? 0.3 : -0.3);
    to.metrics[2].value = 9 + 0.01 * run;
    pairs.add(from, to);
  }
  to.metrics[1].value = 1;
  to.metrics[2].value = 9.015;
  const auto changes = pairs.changes({"a", "b", "c"}, from, to);
  CHECK(changes[0].certain);
  CHECK_FALSE(changes[0].p_value.has_value());
  CHECK_FALSE(changes[1].certain);
  CHECK(changes[2].certain);
  // Runs of their own: the same width where nothing varies on one side.
  CHECK(*changes[2].unpaired_half_width == doctest::Approx(*changes[2].half_width));
}

TEST_CASE("compared: where nothing is certain the sentence says what would have been seen") {
  PairedRuns runs{{"base", "variant"}};
  runs.add({with(1.0, 40), with(1.1, 40)});
  runs.add({with(1.5, 40), with(1.3, 40)});
  runs.add({with(0.5, 40), with(0.7, 40)});
  const auto compared = runs.result({{{"flows.intake.uploads.size", "1 MB", "2 MB"}}});
  const auto& pair = compared.pairs[0];
  CHECK(pair.sentence.starts_with("variant against base: no difference found (one of "));
  CHECK(pair.sentence.ends_with("seen in flows.intake.upload.latency.p99), no gap changes."));
  CHECK(pair.other_documents == std::vector<std::string>{"flows.intake.uploads.size"});
  CHECK(comparison_text(compared).find("The documents are not the same in both") != std::string::npos);
}

TEST_CASE("compared: other loads, lengths, beginnings and holidays are other documents") {
  for (const std::string path :
       {"load", "duration", "begin_after", "holidays", "start", "timezone", "flows.a.uploads.month_end"}) {
    CAPTURE(path);
    PairedRuns runs{{"base", "variant"}};
    runs.add({with(1, 40), with(1, 40)});
    CHECK(runs.result({{{path, "1", "2"}}}).pairs[0].other_documents == std::vector<std::string>{path});
  }
}

TEST_CASE("compared: an option is judged by what any of the options wants, in whatever order they come") {
  const auto results_of = [](bool wanting_first) {
    auto wanting = with(3, 40);
    wanting.objectives = {objective_named(p99 + " < 2 s")};
    PairedRuns runs{{"a", "b"}};
    for (int i = 0; i < 3; ++i)
      runs.add(wanting_first ? std::vector{wanting, with(3, 20)} : std::vector{with(3, 20), wanting});
    return runs.result({{}});
  };
  for (const bool wanting_first : {true, false}) {
    CAPTURE(wanting_first);
    const auto compared = results_of(wanting_first);
    CHECK(compared.decision == "By the objectives: none of the options meets all of them.");
    for (const auto& result : compared.results) {
      REQUIRE(result.objectives.size() == 1);
      CHECK(result.objectives[0].state == ObjectiveState::missed);
      CHECK(result.objectives[0].evaluated_in == 3);
    }
  }
}

TEST_CASE("compared: the table of objectives tells how many replications meet one, and what is uncertain") {
  PairedRuns runs{{"base", "variant"}};
  for (const double latency : {1.0, 1.1, 1.2, 1.3, 9.9}) {
    auto base = with(latency, 40);
    base.objectives = {objective_named(p99 + " < 2 s"), objective_named("cost.total < 1 USD")};
    runs.add({base, with(1, 40)});
  }
  const auto compared = runs.result({{}});
  const auto sheet = comparison_objectives(compared);
  CHECK(sheet.rows[0] == std::vector<std::string>{p99 + " < 2 s",
                                                  "2.9 s, missed, uncertain; 4 of 5 replications meet it",
                                                  "1 s, met; 5 of 5 replications meet it"});
  CHECK(sheet.rows[1][1] == "not evaluated");
  CHECK(compared.decision.ends_with(" More replications could turn round: " + p99 + " < 2 s (base)."));
}

TEST_CASE("compared: a gap is closed where its control holds, not where nobody evaluates it any more") {
  using enum compliance::Status;
  const auto sentence = [](std::optional<compliance::Status> before,
                           std::optional<compliance::Status> after) {
    PairedRuns runs{{"base", "variant"}};
    std::vector<RunResult> pair{with(1, 40), with(1, 40)};
    const std::array statuses{before, after};
    for (std::size_t i = 0; i < 2; ++i) {
      if (statuses[i]) pair[i].compliance.findings[0].status = *statuses[i];
      if (!statuses[i]) pair[i].compliance.findings.clear();
    }
    runs.add(std::move(pair));
    const auto text = runs.result({{}}).pairs[0].sentence;
    return text.substr(text.rfind(", ") + 2);
  };
  CHECK(sentence(fail, pass) == "1 gap is closed.");
  CHECK(sentence(fail, not_applicable) == "1 gap is closed.");
  CHECK(sentence(fail, not_evaluated) == "1 gap is not evaluated any more.");
  CHECK(sentence(fail, std::nullopt) == "1 gap goes with what it is about.");
  CHECK(sentence(warn, fail) == "1 gap is opened.");
  CHECK(sentence(not_evaluated, fail) == "1 gap was not evaluated before.");
  CHECK(sentence(std::nullopt, fail) == "1 gap comes with what it is about.");
}

TEST_CASE("compared: with one profile more, the findings of the others stay the same ones") {
  auto base = with(3, 40);
  base.compliance.profiles = {"a"};
  base.compliance.findings[0].profile = "a";
  auto variant = base;
  variant.compliance.profiles = {"a", "b"};
  variant.compliance.findings.push_back(variant.compliance.findings[0]);
  variant.compliance.findings[1].profile = "b";
  PairedRuns runs{{"base", "variant"}};
  runs.add({base, variant});
  const auto pair = runs.result({{}}).pairs[0];
  REQUIRE(pair.verdicts.size() == 1);
  CHECK(pair.verdicts[0].what == "D-RC-01 ebs.documents (b)");
  CHECK(pair.sentence.ends_with(", 1 gap comes with what it is about."));
}

TEST_CASE("compared: a replication that is left out is told on a line of its own") {
  auto compared = slower();
  compared.dead = {{1, 42, "variant: the run was killed by signal 9"}};
  CHECK(comparison_text(compared, 140)
            .find("\nleft out: replication 1 (seed 42): variant: the run was killed by signal 9\n") !=
        std::string::npos);
}

TEST_CASE("compared: the objectives decide between options, and of those that meet them the price") {
  const auto result = [](double price, ObjectiveState state) {
    RunResult made;
    made.cost.per_month = price;
    made.objectives = {{.text = "x < 1 s", .metric = "x", .state = state}};
    return made;
  };
  using enum ObjectiveState;
  CHECK(decision_between({"a", "b"}, {result(9, met), result(5, met)}, {}) ==
        "By the objectives: 2 of 2 options meet all of them; the cheapest is b, USD 5.00 a month, as if "
        "nothing grew.");
  CHECK(decision_between({"a", "b"}, {result(9, met), result(5, not_evaluated)}, {}) ==
        "By the objectives: only a meets all of them, for USD 9.00 a month, as if nothing grew.");
  CHECK(decision_between({"a", "b"}, {result(9, missed), result(5, missed)}, {}) ==
        "By the objectives: none of the options meets all of them.");
  CHECK(decision_between({"a", "b"}, {with(1, 40), with(1, 40)}, {}) ==
        "No objective is given that could decide.");
  auto refusing = result(5, met);
  refusing.metrics = {{"flows.f.upload.started", 100, "1", 1, {}},
                      {"flows.f.upload.rejected.disk_full", 90, "1", 1, {}}};
  CHECK(decision_between({"a", "b"}, {result(9, met), refusing}, {}) ==
        "By the objectives: 2 of 2 options meet all of them; the cheapest is b, USD 5.00 a month, as if "
        "nothing grew. "
        "Not all work that came was done with b: what is measured and paid there is of the rest.");
  ComparedPair pair;
  auto& bill = pair.metrics.emplace_back();
  bill.metric = "cost.per_month";
  bill.half_width = 6;
  CHECK(
      decision_between({"a", "b"}, {result(9, met), result(5, met)}, {pair}) ==
      "By the objectives: 2 of 2 options meet all of them; which is the cheapest of a / b is within chance, "
      "USD 5.00 a month, as if nothing grew.");
  bill.certain = true;
  const auto told = decision_between({"a", "b"}, {result(9, met), result(5, met)}, {pair});
  CHECK(told.find("the cheapest is b") != std::string::npos);
}

}  // namespace compared_test
