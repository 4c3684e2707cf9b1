// `--assume` and `--edges`: which value of a figure is in use, and which of them decide.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "tests/support/run_program.hpp"
#include "tests/support/source_folder.hpp"

namespace assumptions_test {

using namespace garoa::test;

namespace {

using Words = std::vector<std::string>;

/// With two figures that have a range: how slow a volume is in its slow stretches, and how often.
const Words delivered{(source_folder() / "tests/cli/scenarios/instance.yaml").string(), "--set",
                      "ebs.documents.delivered={}"};

Words operator+(Words words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

/// What a run with these arguments wrote.
nlohmann::json result_of(const Words& arguments) {
  const TemporaryFolder folder;
  const auto end = run_program(
      GAROA_PROGRAM, Words{"run"} + delivered + arguments + Words{"--format", "json", "--out", "out"},
      folder.path());
  INFO("stderr: " << end.errors);
  REQUIRE(end.exit_code == 0);
  return nlohmann::json::parse(read_file(folder.path() / "out/result.json"));
}

nlohmann::json figure_in(const nlohmann::json& result, const std::string& name) {
  for (const auto& figure : result["assumptions"]) {
    if (figure["name"] == name) return figure;
  }
  return {};
}

}  // namespace

TEST_CASE("assume: an edge that is assumed is in use, and part of what decided the result") {
  const auto typical = figure_in(result_of({}), "delivered.slow");
  CHECK(typical["value"] == "0.5");
  CHECK(typical["low"] == "0.01");
  CHECK(typical["high"] == "0.89");
  CHECK(typical["assumed"] == "typical");
  const auto result = result_of({"--assume", "ebs.delivered.slow=low"});
  CHECK(figure_in(result, "delivered.slow")["value"] == "0.01");
  CHECK(figure_in(result, "delivered.slow")["assumed"] == "low");
  CHECK(result["provenance"]["assumed"] == nlohmann::json{"ebs.delivered.slow=low"});
  CHECK_FALSE(result_of({})["provenance"].contains("assumed"));
}

TEST_CASE("assume: show and the tables say what is assumed, and show has the value") {
  const TemporaryFolder folder;
  const auto shown =
      run_program(GAROA_PROGRAM, Words{"show"} + delivered + Words{"--assume", "low"}, folder.path());
  CHECK(shown.output.starts_with("# with --assume low\n"));
  CHECK(contains(shown.output, "# slow: 0.01 "));
  const auto run = run_program(
      GAROA_PROGRAM, Words{"run"} + delivered + Words{"--assume", "low", "--format", "table"}, folder.path());
  CHECK(contains(run.output, "assumed low\n"));
}

TEST_CASE("assume: unknown figures and figures without a range are errors, all at once") {
  const TemporaryFolder folder;
  const auto end =
      run_program(GAROA_PROGRAM,
                  Words{"check"} + delivered +
                      Words{"--assume", "ebs.delivered.slwo=low", "--assume", "ebs.gp3.iops.max=low"},
                  folder.path());
  CHECK(end.exit_code == 1);
  CHECK(end.errors ==
        "--assume ebs.delivered.slwo=low: error: there is no figure 'ebs.delivered.slwo' (did you mean "
        "'ebs.delivered.slow'?)\n"
        "--assume ebs.gp3.iops.max=low: error: the figure 'ebs.gp3.iops.max' has no range\n");
}

TEST_CASE(
    "edges: each edge that is not in use is run once, and the result is the same without them and the bill's "
    "bands") {
  auto with = result_of({"--edges", "--jobs", "2"});
  REQUIRE(with["edges"].size() == 26);  // and those of S3, of its clients, of the volume and of fsync
  CHECK(with["edges"][0]["assumption"] == "ebs.fsync.ios");
  CHECK(with["edges"][2]["assumption"] == "ebs.delivered.period");
  CHECK(with["edges"][2]["edge"] == "high");
  CHECK(with["edges"][3]["edge"] == "low");
  CHECK(with["edges"][4]["value"] == "0.89");
  with.erase("edges");
  with["cost"].erase("bands");
  for (auto& line : with["cost"]["lines"]) {
    line.erase("low");
    line.erase("high");
  }
  CHECK((with == result_of({})));
  CHECK(result_of({"--edges", "--assume", "ebs.delivered.slow=low"})["edges"].size() == 25);
}

TEST_CASE(
    "ranges: replications run at the edges of the scenario's own ranges too, and their bill has a band") {
  const Words sizes{"--set", "ebs.documents.size={low: 100 GiB, typical: 200 GiB, high: 400 GiB}"};
  const auto replicated = result_of(sizes + Words{"--replications", "3"});
  CHECK(replicated["replications"]["n"] == 3);
  REQUIRE(replicated["edges"].size() == 2);
  CHECK(replicated["edges"][0]["assumption"] == "scenario.ebs.documents.size");
  const auto band = replicated["cost"]["bands"][0];
  // The band of one run is the same: a volume costs no other by another seed.
  const auto once = result_of(sizes)["cost"]["bands"][0];
  const double down = replicated["cost"]["per_month"].get<double>() - band["low"].get<double>();
  const double up = band["high"].get<double>() - replicated["cost"]["per_month"].get<double>();
  CHECK(down > 0);
  CHECK(up > 1.9 * down);
  CHECK(up < 2.1 * down);
  CHECK(once["high"].get<double>() - once["low"].get<double>() > 0.99 * (up + down));
}

TEST_CASE("edges: --jobs is a number, and of several runs") {
  const TemporaryFolder folder;
  const auto errors_of = [&](const Words& more) {
    const auto end = run_program(GAROA_PROGRAM, Words{"run"} + delivered + more, folder.path());
    CHECK(end.exit_code == 1);
    return end.errors;
  };
  CHECK(errors_of({"--edges", "--jobs", "0"}) == "garoa: --jobs: '0' is not a number of processes\n");
  CHECK(errors_of({"--edges", "--jobs", "-1"}) == "garoa: --jobs: '-1' is not a number of processes\n");
  CHECK(errors_of({"--jobs", "2"}) ==
        "garoa: --jobs says how many runs are at work at once; --edges, --replications or --until-ci is "
        "missing\n");
}

}  // namespace assumptions_test
