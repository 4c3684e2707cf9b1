// What a comparison says of the results of two scenarios.
#include "sim/results/compared.hpp"

#include <doctest/doctest.h>

#include <cmath>

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
  result.cost.lines = {line};
  compliance::Finding finding;
  finding.control = "D-RC-01";
  finding.resource = "ebs.documents";
  finding.status = latency > 2 ? compliance::Status::fail : compliance::Status::pass;
  result.compliance.findings = {finding};
  return result;
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
  CHECK_FALSE(pair.metrics[0].is_certain());
  CHECK(pair.metrics[1].metric == p99);
  CHECK(*pair.metrics[1].difference == doctest::Approx(2));
  // t(0.975; 2) = 4.3027, s = 0.1, n = 3; a histogram's error is far below.
  CHECK(*pair.metrics[1].half_width == doctest::Approx(4.302653 * 0.1 / std::sqrt(3.0)).epsilon(1e-6));
  CHECK(pair.metrics[1].is_certain());
  CHECK(*pair.metrics[1].relative() == doctest::Approx(2));
}

TEST_CASE("compared: percentiles that differ by less than histograms tell apart do not differ for certain") {
  PairedRuns runs{{"base", "variant"}};
  for (int i = 0; i < 3; ++i) runs.add({with(1.0, 40), with(1.007, 40)});
  const auto compared = runs.result({{}});
  const auto& change = compared.pairs[0].metrics[1];
  CHECK(*change.half_width == doctest::Approx(0.004 * 2.007));
  CHECK_FALSE(change.is_certain());
}

TEST_CASE("compared: two pairs are too few to be certain of anything") {
  PairedRuns runs{{"base", "variant"}};
  for (int i = 0; i < 2; ++i) runs.add({with(1, 40), with(3, 60)});
  for (const auto& change : runs.result({{}}).pairs[0].metrics) CHECK_FALSE(change.is_certain());
}

TEST_CASE("compared: one sentence tells what is certain, and which gaps are opened") {
  const auto compared = slower();
  CHECK(compared.pairs[0].sentence ==
        "variant against base: flows.intake.upload.latency.p99 rises by 2 s (200 %), 1 gap is opened.");
  REQUIRE(compared.pairs[0].verdicts.size() == 1);
  CHECK(compared.pairs[0].verdicts[0].from == "PASS");
  CHECK(compared.pairs[0].verdicts[0].to == "FAIL");
  CHECK(compared.pairs[0].costs.empty());
}

TEST_CASE("compared: lines of the bill are of a month, and those that stay are left out") {
  PairedRuns runs{{"base", "variant"}};
  runs.add({with(1, 40), with(1, 60)});
  const auto& pair = runs.result({{}}).pairs[0];
  REQUIRE(pair.costs.size() == 1);
  CHECK(pair.costs[0].from == doctest::Approx(40));
  CHECK(pair.costs[0].to == doctest::Approx(60));
  CHECK_FALSE(pair.metrics[0].half_width.has_value());
  CHECK_FALSE(pair.metrics[0].is_certain());
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

}  // namespace compared_test
