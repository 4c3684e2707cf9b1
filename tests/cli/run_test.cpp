// `garoa run`, `check` and `show`: exit codes, files, streams, seeds, interruption.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "sim/render/text_wrap.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/source_folder.hpp"

namespace run_test {

using namespace garoa::test;
namespace fs = std::filesystem;

namespace {

const fs::path source = garoa::test::source_folder();
const std::string functions = (source / "tests/cli/scenarios/functions.yaml").string();
const std::string instance = (source / "tests/cli/scenarios/instance.yaml").string();
const std::string everything = (source / "tests/cli/scenarios/everything.yaml").string();

using Words = std::vector<std::string>;

Words operator+(Words words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

/// What a run with these arguments wrote; of tables the values, without what made them, so that runs of unlike scenarios compare.
struct Files {
  int exit_code = 0;
  std::string result, metrics, series;
};

std::string values_of(const std::string& csv) {
  constexpr int origin_columns = 6;
  std::string values;
  for (const auto& line : lines_of(csv)) {
    auto end = line.size();
    for (int i = 0; i < origin_columns; ++i) end = line.rfind(',', end - 1);
    values += line.substr(0, end) + '\n';
  }
  return values;
}

Files run_into_folder(const Words& arguments) {
  const TemporaryFolder folder;
  const auto end = run_program(
      GAROA_PROGRAM, Words{"run"} + arguments + Words{"--format", "json,csv", "--out", "out"}, folder.path());
  INFO("stderr: " << end.errors);
  CHECK(end.output == "");
  const auto out = folder.path() / "out";
  return {end.exit_code, read_file(out / "result.json"), values_of(read_file(out / "metrics.csv")),
          values_of(read_file(out / "series.csv"))};
}

int exit_code_of(const Words& arguments) {
  const TemporaryFolder folder;
  return run_program(GAROA_PROGRAM, arguments, folder.path()).exit_code;
}

}  // namespace

TEST_CASE("run: writes exactly the files of a result") {
  const TemporaryFolder folder;
  const auto end = run_program(GAROA_PROGRAM, {"run", functions, "--out", "a/b"}, folder.path());
  CHECK(end.exit_code == 0);
  CHECK(folder.content() == Words{"a", "a/b", "a/b/cost.csv", "a/b/distributions.json", "a/b/findings.csv",
                                  "a/b/metrics.csv", "a/b/performance.json", "a/b/result.json",
                                  "a/b/scenario.yaml", "a/b/series.csv"});
  const auto result = nlohmann::json::parse(read_file(folder.path() / "a/b/result.json"), nullptr, false);
  REQUIRE(result.is_object());
  CHECK(result["schema"] == "garoa.result/1");
  CHECK(result["scenario"]["seed"] == 7);
  CHECK(nlohmann::json::accept(read_file(folder.path() / "a/b/performance.json")));
}

TEST_CASE("run: without --out the folder is named after the scenario and its seed") {
  const TemporaryFolder folder;
  CHECK(run_program(GAROA_PROGRAM, {"run", functions, "--format", "json", "--seed", "8"}, folder.path())
            .exit_code == 0);
  CHECK(folder.content() == Words{"results", "results/runs", "results/runs/scenarios-functions-8",
                                  "results/runs/scenarios-functions-8/distributions.json",
                                  "results/runs/scenarios-functions-8/performance.json",
                                  "results/runs/scenarios-functions-8/result.json",
                                  "results/runs/scenarios-functions-8/scenario.yaml"});
}

TEST_CASE("run: what was overridden is in the folder's name, so that variants lie side by side") {
  const TemporaryFolder folder;
  const auto run = [&](const Words& more) {
    const auto end =
        run_program(GAROA_PROGRAM, Words{"run", functions, "--format", "json"} + more, folder.path());
    CHECK(end.exit_code == 0);
    return end.errors;
  };
  const std::string begin = "garoa: results are in results/runs/scenarios-functions";
  CHECK(run({}) == begin + "-7\n");
  CHECK(run({"--set", "duration=10min"}) == begin + "-duration=10min-7\n");
  CHECK(run({"--set", "seed=8", "--set", "duration=10min"}) == begin + "-duration=10min-8\n");
  // A name cannot hold every text: the hash tells those apart that look alike.
  const auto spaced = run({"--set", "duration=10 min"});
  CHECK(spaced.starts_with(begin + "-duration=10_min-"));
  CHECK(spaced != run({"--set", "title=a", "--set", "duration=10 min"}));
  CHECK(run({"--profile", "pci-dss-4"}) == begin + "-profile=pci-dss-4-7\n");
  CHECK(run({"--assume", "low"}) == begin + "-assume=low-7\n");
}

TEST_CASE("run: tables are as wide as COLUMNS says") {
  const TemporaryFolder folder;
  const auto widest = [&](const std::string& columns) {
    const auto end = run_program(
        "/usr/bin/env", {columns, GAROA_PROGRAM, "run", functions, "--format", "table"}, folder.path());
    CHECK(end.exit_code == 0);
    std::istringstream lines{end.output};
    std::size_t widest_line = 0;
    for (std::string line; std::getline(lines, line);)
      widest_line = std::max(widest_line, garoa::display_width(line));
    return widest_line;
  };
  CHECK(widest("COLUMNS=60") <= 60);
  CHECK(widest("COLUMNS=1") <= 60);
  CHECK(widest("COLUMNS=160") > 100);
  CHECK(widest("COLUMNS=wide") <= 100);
}

TEST_CASE("run: tables go to stdout, messages to stderr, and with tables alone nothing is written") {
  const TemporaryFolder folder;
  const auto table = run_program(GAROA_PROGRAM, {"run", functions, "--format", "table"}, folder.path());
  CHECK(table.exit_code == 0);
  const auto first_line = table.output.substr(0, table.output.find('\n'));
  CHECK(contains(first_line, " FAIL"));
  CHECK(contains(table.output, "\nFunctions\n"));
  CHECK(contains(table.output, "\nThroughput and latency\n"));
  CHECK_FALSE(contains(table.output, "garoa: "));
  CHECK(table.errors == "");
  CHECK(folder.content().empty());

  const auto files =
      run_program(GAROA_PROGRAM, {"run", functions, "--format", "csv", "--out", "out"}, folder.path());
  CHECK(files.output == "");
  CHECK(files.errors == "garoa: results are in out\n");
  CHECK(run_program(GAROA_PROGRAM, {"run", functions, "--format", "csv", "--out", "out", "--quiet"},
                    folder.path())
            .errors == "");
}

TEST_CASE("run: equal scenario and seed give equal bytes, another seed another result") {
  for (const auto& scenario : {functions, instance, everything}) {
    CAPTURE(scenario);
    const auto first = run_into_folder({scenario});
    const auto second = run_into_folder({scenario});
    const auto other = run_into_folder({scenario, "--seed", "8"});
    REQUIRE(first.exit_code == 0);
    REQUIRE_FALSE(first.result.empty());
    CHECK(first.result == second.result);
    CHECK(first.metrics == second.metrics);
    CHECK(first.series == second.series);
    CHECK(first.metrics != other.metrics);
    CHECK(first.series != other.series);
    CHECK(run_into_folder({scenario, "--set", "seed=8"}).metrics == other.metrics);
  }
}

TEST_CASE("run: --set changes what it names, and the last of several wins") {
  const auto plain = run_into_folder({instance});
  const auto slow = run_into_folder({instance, "--set", "flows.intake.clients.uplink=1 Mbit/s"});
  CHECK(slow.metrics != plain.metrics);
  const auto twice = run_into_folder({instance, "--set", "flows.intake.clients.uplink=9 Mbit/s", "--set",
                                      "flows.intake.clients={uplink: 1 Mbit/s}"});
  CHECK(twice.metrics == slow.metrics);
  const auto reset = run_into_folder({instance, "--set", "flows.intake.clients.uplink=1 Mbit/s", "--set",
                                      "flows.intake.clients.uplink=null"});
  CHECK(reset.metrics == plain.metrics);
}

TEST_CASE("run: a folder that cannot be used is an error and keeps what is there") {
  const TemporaryFolder folder;
  write_file(folder.path() / "file", "precious");
  for (const std::string out : {"file", "file/below"}) {
    CAPTURE(out);
    const auto end =
        run_program(GAROA_PROGRAM, {"run", functions, "--format", "json", "--out", out}, folder.path());
    CHECK(end.exit_code == 1);
    CHECK(contains(end.errors, "file"));
    CHECK(folder.content() == Words{"file"});
    CHECK(read_file(folder.path() / "file") == "precious");
  }
}

TEST_CASE(
    "run: an interrupt, a hang-up or a request to end ends with 130 and leaves neither file nor folder") {
  struct Way {
    std::string scenario;
    int signal;
  };
  for (const auto& way :
       {Way{functions, SIGINT}, Way{instance, SIGINT}, Way{functions, SIGTERM}, Way{functions, SIGHUP}}) {
    CAPTURE(way.scenario);
    CAPTURE(way.signal);
    const TemporaryFolder folder;
    const auto end = run_and_interrupt(
        GAROA_PROGRAM, {"run", way.scenario, "--set", "duration=3660 d", "--out", "new/folder"},
        folder.path(), way.signal);
    CHECK(end.exit_code == 130);
    CHECK(end.output == "");
    CHECK(end.errors == "garoa: interrupted; nothing was written\n");
    CHECK(folder.content().empty());
  }
}

TEST_CASE(
    "run and check: gaps end with 3 at or above --fail-on, and --strict with 4 where something was not "
    "evaluated") {
  CHECK(exit_code_of({"check", functions}) == 3);
  CHECK(exit_code_of({"check", functions, "--fail-on", "never"}) == 0);
  CHECK(exit_code_of({"check", functions, "--fail-on", "critical"}) == 3);
  CHECK(exit_code_of({"check", instance, "--fail-on", "critical"}) == 0);
  CHECK(exit_code_of({"run", functions, "--format", "table"}) == 0);
  CHECK(exit_code_of({"run", functions, "--format", "table", "--fail-on", "high"}) == 3);
  CHECK(exit_code_of({"run", functions, "--format", "table", "--strict"}) == 4);
  CHECK(exit_code_of({"run", functions, "--format", "table", "--strict", "--fail-on", "high"}) == 3);
}

TEST_CASE("run: --verbose tells on stderr what was read, simulated and written") {
  const TemporaryFolder folder;
  const auto end = run_program(GAROA_PROGRAM,
                               {"run", functions, "--out", "out", "--quiet", "--verbose", "--format", "json"},
                               folder.path());
  CHECK(end.exit_code == 0);
  CHECK(end.output == "");
  const auto lines = lines_of(end.errors);
  REQUIRE(lines.size() == 3);
  CHECK(lines[0].starts_with("garoa: read " + functions + ", and "));
  CHECK(lines[1].starts_with("garoa: simulated "));
  CHECK(lines[1].find(" events, ") != std::string::npos);
  CHECK(lines[2].starts_with("garoa: wrote the files, in "));
}

TEST_CASE("run: what is asked for chooses findings, not the verdict") {
  const TemporaryFolder folder;
  const auto said = [&](const Words& more) {
    return run_program(GAROA_PROGRAM, Words{"run", instance, "--quiet", "--format", "table"} + more,
                       folder.path())
        .output;
  };
  const auto first_line = [](const std::string& text) { return text.substr(0, text.find(';')); };
  const auto all = said({});
  REQUIRE(all.find(" FAIL (worst: ") != std::string::npos);
  for (const Words& choice :
       {Words{"--status", "pass"}, Words{"--severity", "critical"}, Words{"--control", "S-RT-01"}}) {
    const auto chosen = said(choice);
    CHECK(first_line(chosen) == first_line(all));
    CHECK(chosen.find("no gap in what was evaluated") == std::string::npos);
    CHECK(chosen.find(" findings were asked for; gaps among the others: ") != std::string::npos);
  }
  CHECK(all.find("asked for") == std::string::npos);
}

TEST_CASE("run: gaps do not keep the results from being written") {
  const TemporaryFolder folder;
  CHECK(run_program(GAROA_PROGRAM, {"run", functions, "--fail-on", "info", "--out", "out"}, folder.path())
            .exit_code == 3);
  CHECK(fs::exists(folder.path() / "out" / "result.json"));
}

TEST_CASE("check: says that the scenario is valid and which controls fail, and writes nothing") {
  const TemporaryFolder folder;
  const auto end = run_program(GAROA_PROGRAM, {"check", functions}, folder.path());
  CHECK(end.output.starts_with(functions + ": valid\n"));
  CHECK(contains(end.output, "S-BK-01"));
  CHECK(end.errors == "");
  CHECK(folder.content().empty());
  const auto other =
      run_program(GAROA_PROGRAM, {"check", functions, "--profile", "pci-dss-4,sec-17a-4"}, folder.path());
  CHECK(contains(other.output, "profiles: pci-dss-4, sec-17a-4"));
}

TEST_CASE("check: own profiles of one file name in two folders are told apart") {
  const TemporaryFolder folder;
  for (const auto* const place : {"a", "b"}) {
    fs::create_directories(folder.path() / place);
    std::ofstream{folder.path() / place / "ours.yaml"} << "extends: eu-dora\ntitle: Ours\n";
  }
  const auto end =
      run_program(GAROA_PROGRAM, {"check", functions, "--profile", "a/ours.yaml,b/ours.yaml"}, folder.path());
  CHECK(contains(end.output, "profiles: ours, b/ours"));
}

TEST_CASE("check: against itself as a baseline a scenario has no new gap, and says how many it has") {
  const TemporaryFolder folder;
  const auto before = run_program(GAROA_PROGRAM, {"check", functions, "--format", "json"}, folder.path());
  std::ofstream{folder.path() / "old.json"} << before.output;
  const auto end = run_program(GAROA_PROGRAM, {"check", functions, "--baseline", "old.json"}, folder.path());
  CHECK(end.exit_code == 0);
  CHECK(contains(end.output, "no gap that is new or worse; gaps that were there before: "));
}

TEST_CASE("show: names the source of every value") {
  const TemporaryFolder folder;
  const auto end = run_program(
      GAROA_PROGRAM, {"show", everything, "--set", "ec2.app.workers=9", "--seed", "5"}, folder.path());
  CHECK(end.exit_code == 0);
  CHECK(end.errors == "");
  CHECK(contains(end.output, "workers: 9"));
  CHECK(contains(end.output, "# --set ec2.app.workers=9\n"));
  CHECK(contains(end.output, "# --set seed=5\n"));
  CHECK(contains(end.output, "# " + everything + ":4\n"));
  CHECK(contains(end.output, "# default\n"));
  CHECK(contains(end.output, "# iops: 150"));
  for (const auto& line : lines_of(end.output))
    CHECK_MESSAGE((line.ends_with(":") || contains(line, "  # ")), line);
}

TEST_CASE("show: what it prints is a scenario with the same results, and is shown as itself") {
  std::vector<fs::path> files{functions, instance, everything};
  for (const auto& item : fs::recursive_directory_iterator{source / "scenarios"}) {
    const bool is_other =
        item.path().parent_path().filename() == "sweeps" || item.path().filename() == "lesson.yaml";
    if (item.path().extension() == ".yaml" && !is_other) files.push_back(item.path());
  }
  const Words hours{"--set", "start=2026-03-02T00:00:00", "--set", "duration=3 h", "--set", "warmup=10 min"};
  for (const auto& file : files) {
    INFO("scenario: " << file.string());
    // The copy lies beside traces and whatever else the scenario names.
    const TemporaryFolder folder;
    fs::copy(file.parent_path(), folder.path(), fs::copy_options::recursive);
    const auto shown = run_program(GAROA_PROGRAM, {"show", file.string()}, folder.path());
    REQUIRE(shown.exit_code == 0);
    const auto copy = folder.path() / "shown-by-garoa.yaml";
    write_file(copy, shown.output);
    const auto before = run_into_folder(Words{file.string()} + hours);
    const auto after = run_into_folder(Words{copy.string()} + hours);
    REQUIRE(before.exit_code == 0);
    CHECK(after.exit_code == 0);
    CHECK(after.metrics == before.metrics);
    CHECK(after.series == before.series);

    const auto without_origins = [](const std::string& text) {
      std::string values;
      for (const auto& line : lines_of(text)) values += line.substr(0, line.find("  # ")) + '\n';
      return values;
    };
    const auto again = run_program(GAROA_PROGRAM, {"show", copy.string()}, folder.path());
    CHECK(without_origins(again.output) == without_origins(shown.output));
  }
}

}  // namespace run_test
