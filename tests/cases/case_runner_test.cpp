// The case runner itself: arithmetic, faults in case files, and that a miss is a miss.
#include <doctest/doctest.h>

#include "tests/cases/expression.hpp"
#include "tests/cases/verdict.hpp"
#include "tests/support/run_program.hpp"

namespace case_runner_test {

using namespace garoa;
using namespace garoa::cases;

namespace {

double worked_out(std::string_view text) {
  return evaluate(text, [](const std::string& run, const std::string& figure) -> std::optional<double> {
    if (run == "full" && figure == "ebs.my-disk.iops.avg") return 300;
    if (run == "full" && figure == "cost[EBS / gp3 storage].amount") return 8;
    return std::nullopt;
  });
}

/// What loading says about a case of that text.
std::string faults_of(const std::string& text) {
  const test::TemporaryFolder folder;
  const auto file = folder.path() / "c.yaml";
  test::write_file(file, text);
  Diagnostics diagnostics;
  CHECK_FALSE(load_case(file.string(), diagnostics));
  std::string faults;
  for (const auto& line : test::lines_of(diagnostics.text()))
    faults += line.substr(file.string().size() + 1) + "\n";
  return faults;
}

/// One upload a second of a function without limits.
constexpr const char* head = R"(
case: C0
title: t
source: s
tuned: none
runs:
  full:
    scenario:
      garoa: 1
      region: us-east-1
      duration: 10 s
      s3: { inbox: {} }
      lambda: { validate: { trigger: { bucket: inbox }, runtime: python3.12, memory: 512 MB } }
      flows: { f: { kind: s3-lambda, bucket: inbox, uploads: { arrivals: { deterministic: 1/s }, size: { constant: 1 kB } } } }
  wrong: { of: full, set: { lambda.validate.memory: 100 MB } }
)";

Verdict verdict_of(const std::string& expectations) {
  const test::TemporaryFolder folder;
  const auto file = folder.path() / "c.yaml";
  test::write_file(file, head + expectations);
  Diagnostics diagnostics;
  const auto of = load_case(file.string(), diagnostics);
  INFO(diagnostics.text());
  REQUIRE(of);
  return judge(*of);
}

constexpr const char* refusal = "  - error: { run: wrong, text: Lambda allows 128 MB }\n";

}  // namespace

TEST_CASE("case runner: expressions follow the usual precedence and look figures up") {
  CHECK(worked_out("2 + 3 * 4 - 6 / 3") == 12);
  CHECK(worked_out("-(2 + 3) * 4") == -20);
  CHECK(worked_out("8 / 4 / 2") == 1);
  CHECK(worked_out("1.5e3 - 1") == 1499);
  CHECK(worked_out("full:ebs.my-disk.iops.avg/100 - 1") == 2);
  CHECK(worked_out("2 * full:cost[EBS / gp3 storage].amount") == 16);
  CHECK(worked_out("full:none or 7") == 7);
  CHECK(worked_out("full:ebs.my-disk.iops.avg or 7") == 300);
}

TEST_CASE("case runner: a malformed expression says what it lacks") {
  CHECK_THROWS_WITH(worked_out("1 +"), "a number or run:figure is missing at the end of '1 +'");
  CHECK_THROWS_WITH(worked_out("(1"), "')' is missing at the end of '(1'");
  CHECK_THROWS_WITH(worked_out("1 2"), "an operator is expected before '2'");
  CHECK_THROWS_WITH(worked_out("iops"), "'iops' is neither a number nor run:figure");
  CHECK_THROWS_WITH(worked_out("full:none"), "run 'full' has no figure 'none'");
}

TEST_CASE("case runner: faults of a case file are reported with their places, all at once") {
  CHECK(
      faults_of("case: C1\ntitle: t\nsource: s\ntuned: none\nruns:\n  a: { scenario: {}, off: b }\n  b: { "
                "of: c }\n  d: {}\n"
                "expect:\n  - what: w\n    value: x:y\n  - what: v\n    value: 1\n    within_percent: 2\n  - "
                "{}\n") ==
      "6:22: error: unknown key 'off' in a run (did you mean 'of'?)\n"
      "7:12: error: there is no run 'c' above\n"
      "8:3: error: run 'd' needs one of 'scenario' and 'of'\n"
      "10:11: error: a value needs a band: 'between', 'within_percent', 'at_least' or 'at_most'\n"
      "11:12: error: 'value': there is no run 'x'\n"
      "14:21: error: 'within_percent' needs 'measured'\n"
      "15:5: error: an expectation needs one of 'what', 'bottleneck', 'finding' and 'error'\n");
}

TEST_CASE("case runner: what a run assumes is an edge or a list of edges") {
  CHECK(faults_of("case: C1\ntitle: t\nsource: s\ntuned: none\nruns:\n  a: { scenario: {}, assume: {} }\n"
                  "expect:\n  - { what: w, value: 1, at_most: 1 }\n") ==
        "6:30: error: 'assume' must be an edge or a list of edges\n");
}

TEST_CASE("case runner: a value in its band is met, one outside is missed") {
  const auto verdict =
      verdict_of(std::string{"expect:\n"} + refusal +
                 "  - { what: in, value: 'full:flows.f.upload.started', measured: 8, between: [9, 10] }\n"
                 "  - { what: out, value: 'full:flows.f.upload.started', at_most: 8 }\n");
  REQUIRE(verdict.rows.size() == 3);
  CHECK(verdict.faults.empty());
  CHECK(verdict.rows[0].met);
  CHECK(verdict.rows[1].met);
  CHECK(verdict.rows[1].simulated == "9");
  CHECK(verdict.rows[1].deviation_percent == 12.5);
  CHECK_FALSE(verdict.rows[2].met);
  CHECK_FALSE(verdict.right);
}

TEST_CASE("case runner: a miss that was announced is right, and a hit that was to be a miss is wrong") {
  const std::string row =
      "  - { what: w, value: 'full:flows.f.upload.started', expected_to_fail: reason, at_most: ";
  CHECK(verdict_of(std::string{"expect:\n"} + refusal + row + "8 }\n").right);
  CHECK_FALSE(verdict_of(std::string{"expect:\n"} + refusal + row + "9 }\n").right);
  const std::string plain = "  - { what: w, value: 'full:flows.f.upload.started', at_most: ";
  CHECK(verdict_of(std::string{"expected_to_fail: reason\nexpect:\n"} + refusal + plain + "8 }\n").right);
  CHECK_FALSE(
      verdict_of(std::string{"expected_to_fail: reason\nexpect:\n"} + refusal + plain + "9 }\n").right);
}

TEST_CASE(
    "case runner: a refused scenario and a figure that does not exist are faults, even where a miss is "
    "announced") {
  CHECK(verdict_of("expect:\n  - { what: w, value: 1, at_most: 1 }\n").faults.size() == 1);
  const auto verdict = verdict_of(std::string{"expected_to_fail: reason\nexpect:\n"} + refusal +
                                  "  - { what: w, value: 'full:flows.f.nothing', at_most: 1 }\n");
  REQUIRE(verdict.faults.size() == 1);
  CHECK(verdict.faults.front() == "w: run 'full' has no figure 'flows.f.nothing'");
  CHECK_FALSE(verdict.right);
}

}  // namespace case_runner_test
