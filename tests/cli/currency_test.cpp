// Every text tells money in the currency that the scenario's bill is shown in.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <regex>

#include "tests/support/run_program.hpp"
#include "tests/support/source_folder.hpp"

namespace currency_test {

using namespace garoa::test;
using Words = std::vector<std::string>;

const std::string base = (source_folder() / "scenarios/central-financeira/base.yaml").string();
const std::string reais = "billing.currency={ name: BRL, per_usd: 5.4 }";
const std::string wanted = "policy.objectives=[\"cost.per_month < 900 USD\"]";

Words operator+(Words words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

Words with_reais(const Words& command) {
  return command + Words{"--set", "duration=2 h", "--set", "warmup=0 s", "--set", wanted, "--set", reais};
}

/// What is left to say in dollars: what one is worth, in what files are, and what was asked for.
std::string but_what_is_of_dollars(const std::string& text) {
  const std::regex of_dollars{R"(\s+)"};
  const std::regex allowed{R"(1 USD is 5\.400 BRL; files and what objectives ask for are in USD|< 900 USD)"};
  return std::regex_replace(std::regex_replace(text, of_dollars, " "), allowed, "");
}

void check_in_reais(const ProgramEnd& end) {
  INFO("stdout: " << end.output << "\nstderr: " << end.errors);
  CHECK(end.exit_code == 0);
  CHECK(end.output.find("BRL") != std::string::npos);
  CHECK(end.output.find("1 USD is 5.400 BRL") != std::string::npos);
  CHECK(but_what_is_of_dollars(end.output).find("USD") == std::string::npos);
}

TEST_CASE("currency: run, explain cost, compare and capacity tell all money in the bill's currency") {
  const TemporaryFolder folder;
  const auto run = [&](const Words& command) { return run_program(GAROA_PROGRAM, command, folder.path()); };
  const auto one = run(with_reais({"run", base, "--quiet", "--format", "table"}));
  check_in_reais(one);
  CHECK(one.output.find("cost.per_month < 900 USD (BRL 4,860.00)") != std::string::npos);
  const auto compared =
      with_reais({"compare", base, "--quiet", "--replications", "3", "--vary", "ebs.documents.iops=6000"});
  check_in_reais(run(compared));
  const auto markdown = run(compared + Words{"--format", "markdown"});
  check_in_reais(markdown);
  CHECK(markdown.output.find("| BRL a month, as if nothing grew |") != std::string::npos);
  check_in_reais(run(with_reais({"capacity", base, "--quiet", "--most", "4", "--precision", "30%"})));
  check_in_reais(run(with_reais({"explain", "cost", base})));
}

TEST_CASE("currency: a sweep's goal, front and points are in it, also when they are reported again") {
  const TemporaryFolder folder;
  write_file(folder.path() / "plan.yaml",
             fmt::format("garoa: 1\nscenario: {}\naxes:\n  - {{ path: ebs.documents.iops, list: [3000, 6000] "
                         "}}\ngoal: [cost.per_month < 900 USD]\n",
                         base));
  const auto run = [&](const Words& command) { return run_program(GAROA_PROGRAM, command, folder.path()); };
  check_in_reais(run(with_reais({"sweep", "plan.yaml", "--quiet", "--out", "out"})));
  check_in_reais(run({"report", "out"}));
  const auto points = nlohmann::json::parse(read_file(folder.path() / "out/points.json"));
  CHECK(points["shown_in"]["currency"] == "BRL");
}

TEST_CASE("currency: scenarios whose bills are in different ones are compared in dollars, which is said") {
  const TemporaryFolder folder;
  const auto end = run_program(GAROA_PROGRAM,
                               {"compare", base, "--quiet", "--replications", "1", "--set", "duration=1 h",
                                "--set", "warmup=0 s", "--vary", reais},
                               folder.path());
  INFO("stdout: " << end.output << "\nstderr: " << end.errors);
  CHECK(end.exit_code == 0);
  CHECK(end.output.find("are shown in different currencies: here all is in USD") != std::string::npos);
  CHECK(end.output.find("BRL 1") == std::string::npos);
}

}  // namespace currency_test
