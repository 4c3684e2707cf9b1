// Texts for the terminal: numbers for people, alignment, sections, marks.
#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>

#include "sim/render/table.hpp"
#include "sim/render/tables.hpp"
#include "sim/render/text_table.hpp"

namespace report_table_test {

using namespace garoa;

namespace {

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::size_t widest_line(const std::string& text) {
  std::istringstream lines{text};
  std::size_t widest = 0;
  for (std::string line; std::getline(lines, line);) widest = std::max(widest, display_width(line));
  return widest;
}

CostLine cost_line(bool verified) {
  return {"EBS",
          "ebs.documents",
          "provisioned gp3 storage",
          500,
          "GiB-month",
          0.08,
          40,
          verified,
          Basis::memory,
          "src",
          "d"};
}

BackupRun backup(double started, double took, BackupState state = BackupState::completed) {
  BackupRun run;
  run.job = "nightly";
  run.state = state;
  run.scheduled_s = run.started_s = started;
  run.ended_s = started + took;
  run.bytes = std::uint64_t{3} << 30;
  run.files = 1200;
  return run;
}

compliance::Finding finding(std::string control, compliance::Status status) {
  compliance::Finding result;
  result.control = std::move(control);
  result.status = status;
  result.severity = compliance::Severity::high;
  result.resource = "s3.archive";
  result.message = "message of " + result.control;
  return result;
}

}  // namespace

TEST_CASE("text table: columns align by code points, and control characters do nothing") {
  TextTable table{{{"nome"}, {"n", TextTable::Align::right}}};
  table.add({"operação", "1"});
  table.add({"a\x1b[2J\nb", "22"});
  CHECK(table.text() == "  nome            n\n  operação        1\n  a\\x1b[2J\\x0ab  22\n");
}

TEST_CASE("text table: a long last column wraps below itself") {
  TextTable table{{{"id"}, {"text"}}};
  table.add({"A", "one two three four five six seven eight nine ten"});
  CHECK(table.text(32) == "  id  text\n  A   one two three four five\n      six seven eight nine ten\n");
}

TEST_CASE("text table: titles give way first, and stand on their columns") {
  using Align = TextTable::Align;
  TextTable table{{{"name"}, {"uploads rejected", Align::right}, {"documents lost", Align::right}}};
  table.add({"a.long.name.of.a.resource", "12", "3"});
  const std::string name = "  a.long.name.of.a.resource";
  CHECK(table.text(61) == "  name                       uploads rejected  documents lost\n" + name +
                              "                12               3\n");
  CHECK(table.text(50) == std::string(31, ' ') + "uploads   documents\n" + "  name" + std::string(24, ' ') +
                              "rejected        lost\n" + name + "         12           3\n");
}

TEST_CASE("text table: what does not fit beside its row stands below it, then columns go below each other") {
  using Align = TextTable::Align;
  TextTable table{{{"id"}, {"first", Align::right}, {"second", Align::right}, {"why"}}};
  table.add({"A", "1,234,567,890", "1,234,567,890", "one two three four five six"});
  CHECK(table.text(40) ==
        "  id          first         second\n"
        "  A   1,234,567,890  1,234,567,890\n"
        "      why: one two three four five six\n");
  CHECK(table.text(30) ==
        "  id          first\n"
        "  A   1,234,567,890\n"
        "\n"
        "  id         second\n"
        "  A   1,234,567,890\n"
        "      why:\n"
        "        one two three four\n"
        "        five six\n");
}

TEST_CASE("text table: a column that holds nothing is left out, a key never") {
  TextTable table{{{"id"}, {"empty"}, {"n", TextTable::Align::right}, {"none", TextTable::Align::right}}};
  table.add({"-", "", "1", "-"});
  table.add({"-", "", "2", "-"});
  CHECK(table.text() == "  id  n\n  -   1\n  -   2\n");
}

TEST_CASE("text: the head of a paragraph cannot move the cursor either") {
  CHECK(paragraph("  a\x1b[2J: ", "b") == "  a\\x1b[2J: b\n");
}

TEST_CASE("text: a word that is too long is broken after a dot, and never lost") {
  CHECK(wrapped("s3.archive.put_latency", 12) == std::vector<std::string>{"s3.archive.", "put_latency"});
  CHECK(wrapped("x abcdefgh", 4) == std::vector<std::string>{"x", "abcd", "efgh"});
  CHECK(paragraph("  a head that is long: ", "and its text", 24) ==
        "  a head that is long:\n    and its text\n");
}

TEST_CASE("tables: a bill of several regions has the region of each line, one of a single region has none") {
  RunResult result;
  result.cost.region = "sa-east-1";
  result.cost.lines = {cost_line(true), cost_line(true)};
  result.cost.lines[0].region = result.cost.lines[1].region = "sa-east-1";
  CHECK_FALSE(contains(cost_text(result), "region"));
  result.cost.lines[1].region = "us-west-2";
  const auto table = cost_lines_table(result.cost);
  REQUIRE(table.columns().size() == 7);
  CHECK(table.columns()[5].title == "region");
  CHECK(table.rows()[0][5] == "sa-east-1");
  CHECK(table.rows()[1][5] == "us-west-2");
  CHECK(table.rows()[1][6] == "provisioned gp3 storage");
}

TEST_CASE("tables: an unverified price is marked and explained, a verified one is not") {
  RunResult result;
  result.cost.lines = {cost_line(true)};
  CHECK_FALSE(contains(cost_text(result), "*"));
  result.cost.lines.push_back(cost_line(false));
  const std::string text = cost_text(result);
  CHECK(contains(text, "0.08000*"));
  CHECK(contains(text, "40.00*"));
  CHECK(contains(text, "* price not verified"));
  result.cost.unpriced = {"ec2.app: no price for x9.huge"};
  CHECK(contains(cost_text(result), "not priced: ec2.app"));
}

TEST_CASE("tables: every backup up to fourteen is listed, more are summed up with the longest ones") {
  RunResult result;
  for (int i = 0; i < 14; ++i) result.backups.push_back(backup(86400.0 * i, 600));
  std::string text = backups_text(result);
  CHECK(std::count(text.begin(), text.end(), '\n') == 15);
  CHECK(contains(text, "3 GiB"));
  result.backups.push_back(backup(86400.0 * 14, 12345));
  result.metrics = {{"backup.nightly.runs", 15, "1", 15, {}}};
  text = backups_text(result);
  CHECK(contains(text, "the longest of 15"));
  CHECK(contains(text, "3 h 26 min"));
  CHECK(std::count(text.begin(), text.end(), '\n') == 2 + 2 + 1 + 3);
}

TEST_CASE("tables: where there is room, a gap comes with its control's title and its clauses") {
  Compliance compliance;
  compliance.findings = {finding("D-RC-01", compliance::Status::fail)};
  compliance.findings[0].title = "Achieved RPO";
  compliance.findings[0].clauses = {"DORA art. 12(6) [V2]", "CMN 4.893 art. 20 [M]"};
  const auto wide = compliance_text(compliance, 200);
  CHECK(contains(wide, "Achieved RPO"));
  CHECK(contains(wide, "DORA art. 12(6) [V2]; CMN 4.893 art. 20 [M]"));
  CHECK_FALSE(contains(compliance_text(compliance, 120), "Achieved RPO"));
}

TEST_CASE("tables: with changes looked for, those gaps are named that none closes") {
  Compliance compliance;
  compliance.findings = {finding("D-RC-01", compliance::Status::fail)};
  CHECK_FALSE(contains(compliance_text(compliance), "no change found for"));
  compliance.sought_fixes = true;
  CHECK(contains(compliance_text(compliance), "no change found for: D-RC-01"));
}

TEST_CASE("tables: a column that is named after a file is as safe for a terminal as its cells") {
  TextTable table{{{"metric"}, {"a\033[31m.yaml", TextTable::Align::right}}};
  table.add({"b\033[31m", "1"});
  const auto text = table.text(80);
  CHECK(contains(text, "a\\x1b[31m.yaml"));
  CHECK_FALSE(contains(text, "\033"));
}

TEST_CASE("tables: gaps come first, what was not evaluated is named, passes are counted") {
  using compliance::Status;
  Compliance compliance;
  compliance.profiles = {"br-cmn-4893"};
  compliance.findings = {finding("S-BK-01", Status::pass), finding("D-NT-01", Status::not_evaluated),
                         finding("S-RT-01", Status::warn), finding("D-RC-01", Status::fail),
                         finding("S-DP-01", Status::pass)};
  const std::string text = compliance_text(compliance);
  CHECK(text.find("D-RC-01") < text.find("S-RT-01"));
  CHECK(contains(text, "message of D-RC-01"));
  CHECK(contains(text, "NOT_EVALUATED 1:\n    D-NT-01: message of D-NT-01\n"));
  CHECK(contains(text, "PASS 2"));
  CHECK_FALSE(contains(text, "S-BK-01"));
}

TEST_CASE("tables: a broken balance is spelled out") {
  RunResult result;
  result.balances = {{"flows.intake uploads", 10, 8, 1, 1}};
  CHECK(conservation_text(result) == "  1 of 1 hold\n");
  result.balances.push_back({"flows.intake downloads", 10, 8, 1, 2});
  CHECK(conservation_text(result) ==
        "  BROKEN flows.intake downloads: 10 started, 8 finished + 1 failed + 2 open\n");
}

TEST_CASE("tables: a whole result has its sections in order and keeps to the terminal's width") {
  RunResult result;
  result.scenario = {"Central financeira, gp3", "central.yaml", "",   "sa-east-1", "2026-03-02T00:00:00",
                     "America/Sao_Paulo",       604800,         3600, 42,          1};
  result.workload = {{"intake", "uploads", 1728000, 1.0, 1.02, 60}};
  result.metrics = {{"ebs.documents.burst_balance.min", 0.125, "share", 1, {}},
                    {"flows.intake.upload.acknowledged", 12096000, "1", 1, {}},
                    {"flows.intake.upload.latency.mean", 0.0123, "s", 1, {}},
                    {"flows.intake.upload.latency.p50", 0.0111, "s", 1, {}},
                    {"flows.intake.upload.latency.p95", 0.0511, "s", 1, {}},
                    {"flows.intake.upload.latency.p99", 0.811, "s", 1, {}},
                    {"flows.intake.upload.latency.max", 130, "s", 1, {}},
                    {"flows.intake.upload.started", 12096100, "1", 1, {}}};
  result.backups = {backup(7200, 600)};
  result.bottlenecks = {{"intake",
                         "upload",
                         "ec2.app.cpu",
                         0.9,
                         5,
                         2,
                         {{"ec2.app.cpu", 4.5, 2, 0.9}, {"ebs.documents.iops", 0.5, 0, 0.1}}}};
  result.cost.lines = {cost_line(true)};
  result.compliance.findings = {finding("D-RC-01", compliance::Status::fail)};
  for (int i = 0; i < 30; ++i)
    result.assumptions.push_back({"s3", "put.figure." + std::to_string(i), "1 ms", "P", "", ""});
  result.balances = {{"flows.intake uploads", 1, 1, 0, 0}};
  const std::string text = result_text(result);
  CHECK(contains(text, "index of dispersion 1.02 per 60 s"));
  std::size_t position = 0;
  for (const auto* title : {"Central financeira", "Throughput and latency", "intake upload", "Backups",
                            "Bottlenecks", "Cost", "Compliance", "Assumptions", "Balances"}) {
    const auto found = text.find(title, position);
    REQUIRE_MESSAGE(found != std::string::npos, title);
    position = found;
  }
  CHECK(contains(text, "12,096,000"));
  CHECK(contains(text, "12.3 ms"));
  CHECK(contains(text, "12.5 %"));
  CHECK(contains(text, "  ebs.documents.iops   10 %   500 ms       0 s\n"));
  CHECK(contains(text, "from 2026-03-02 00:00 for 7 d, warm-up 1 h\n"));
  CHECK(contains(text, ", seed 42"));
  CHECK(widest_line(text) <= 100);
}

}  // namespace report_table_test
