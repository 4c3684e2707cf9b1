// Output that cannot be written, and runs that are killed: what is lost is said, what is written is whole.
#include <doctest/doctest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "tests/support/run_program.hpp"
#include "tests/support/source_folder.hpp"

namespace streams_test {

using namespace garoa::test;
namespace fs = std::filesystem;

namespace {

const std::string functions = (source_folder() / "tests/cli/scenarios/functions.yaml").string();

/// In a shell: "$0" is the program, "$1" the scenario.
ProgramEnd in_shell(const std::string& script, const fs::path& folder) {
  return run_program("/bin/sh", {"-c", script, GAROA_PROGRAM, functions}, folder);
}

/// What a run of the seed writes.
struct Expected {
  std::string result;
  std::string metrics;
};

Expected expected_of(const std::string& seed) {
  const TemporaryFolder folder;
  const auto end =
      run_program(GAROA_PROGRAM, {"run", functions, "--seed", seed, "--format", "json,csv", "--out", "out"},
                  folder.path());
  REQUIRE(end.exit_code == 0);
  return {read_file(folder.path() / "out/result.json"), read_file(folder.path() / "out/metrics.csv")};
}

}  // namespace

TEST_CASE(
    "streams: an error stream that cannot be written ends a run with 1 and keeps its files and tables") {
  for (const std::string redirection : {"2>&-", "2>/dev/full"}) {
    CAPTURE(redirection);
    const TemporaryFolder folder;
    const auto end = in_shell("\"$0\" run \"$1\" --out out " + redirection, folder.path());
    CHECK(end.exit_code == 1);
    CHECK(fs::exists(folder.path() / "out/result.json"));
    CHECK(contains(end.output, "\nThroughput and latency\n"));
    const auto quiet = in_shell("\"$0\" run \"$1\" --quiet --out out " + redirection, folder.path());
    CHECK(quiet.exit_code == 0);
  }
}

TEST_CASE("streams: bad input ends with 1, and without an abort, where nobody can be told") {
  for (const std::string redirection : {"2>&-", "2>/dev/full", ">&- 2>&- <&-"}) {
    CAPTURE(redirection);
    const TemporaryFolder folder;
    CHECK(in_shell("\"$0\" run nowhere.yaml " + redirection, folder.path()).exit_code == 1);
    CHECK(in_shell("\"$0\" no-such-command " + redirection, folder.path()).exit_code == 1);
  }
}

TEST_CASE("streams: tables that cannot be written end a run with 1 after its files are there") {
  for (const std::string redirection : {">&-", ">/dev/full"}) {
    CAPTURE(redirection);
    const TemporaryFolder folder;
    const auto end = in_shell("\"$0\" run \"$1\" --out out " + redirection, folder.path());
    CHECK(end.exit_code == 1);
    CHECK(contains(end.errors, "garoa: cannot write to the standard output: "));
    CHECK(fs::exists(folder.path() / "out/series.csv"));
    CHECK(in_shell("\"$0\" run \"$1\" --format json --out out " + redirection, folder.path()).exit_code == 0);
  }
}

TEST_CASE("streams: a reader that goes away early costs neither the files nor an abort") {
  const TemporaryFolder folder;
  const auto end = in_shell("{ \"$0\" run \"$1\" --out out; echo $? >code; } | true", folder.path());
  CHECK(read_file(folder.path() / "code") == "1\n");
  CHECK(end.errors == "garoa: results are in out\n");
  CHECK(fs::exists(folder.path() / "out/series.csv"));
}

TEST_CASE("streams: a folder that cannot be written is told before anything is simulated") {
  const TemporaryFolder folder;
  write_file(folder.path() / "notes.txt", "precious");
  // Ten years take far longer than the test may.
  for (const std::string out : {".", "/proc/garoa", "notes.txt/out"}) {
    CAPTURE(out);
    const auto end =
        in_shell("timeout 20 \"$0\" run \"$1\" --set 'duration=3660 d' --out " + out, folder.path());
    CHECK(end.exit_code == 1);
    CHECK(contains(end.errors, "cannot write into " + out));
  }
  CHECK(folder.content() == std::vector<std::string>{"notes.txt"});
}

TEST_CASE("streams: a run that is killed at any instant leaves the earlier result or its own, whole") {
  const auto seven = expected_of("7");
  const auto eight = expected_of("8");
  REQUIRE(seven.metrics != eight.metrics);
  const TemporaryFolder folder;
  const auto run = [&](const std::string& seed) -> std::vector<std::string> {
    return {"run", functions, "--seed", seed, "--format", "json,csv", "--out", "out"};
  };
  REQUIRE(run_program(GAROA_PROGRAM, run("7"), folder.path()).exit_code == 0);
  constexpr int kills = 100;
  constexpr double longest = 0.15;  // seconds
  int killed = 0;
  for (int i = 0; i < kills; ++i) {
    // The golden ratio spreads the instants evenly.
    const double share = i * 0.6180339887498949 - static_cast<int>(i * 0.6180339887498949);
    const auto end = run_and_kill(GAROA_PROGRAM, run(i % 2 == 0 ? "8" : "7"), folder.path(), share * longest);
    if (end.exit_code < 0) ++killed;
    const auto result = read_file(folder.path() / "out/result.json");
    const auto& whole = result == seven.result ? seven : eight;
    CAPTURE(i);
    CHECK(result == whole.result);
    CHECK(read_file(folder.path() / "out/metrics.csv") == whole.metrics);
  }
  CHECK(killed > 0);
  REQUIRE(run_program(GAROA_PROGRAM, run("7"), folder.path()).exit_code == 0);
  CHECK(folder.content() == std::vector<std::string>{"out", "out/cost.csv", "out/distributions.json",
                                                     "out/findings.csv", "out/metrics.csv",
                                                     "out/performance.json", "out/result.json",
                                                     "out/scenario.yaml", "out/series.csv"});
}

TEST_CASE("streams: two runs into one folder at a time leave one of the two results, whole") {
  const auto seven = expected_of("7");
  const auto eight = expected_of("8");
  const TemporaryFolder folder;
  const std::string both =
      "for i in 1 2 3 4 5 6 7 8; do \"$0\" run \"$1\" --seed 7 --format json,csv --out out & one=$!; "
      "\"$0\" run \"$1\" --seed 8 --format json --out out & wait $! && wait $one || exit 1; done";
  CHECK(in_shell(both, folder.path()).exit_code == 0);
  const auto result = read_file(folder.path() / "out/result.json");
  CHECK((result == seven.result || result == eight.result));
  CHECK(read_file(folder.path() / "out/metrics.csv") == (result == seven.result ? seven.metrics : ""));
  CHECK(folder.content().front() == "out");
}

#ifndef __SANITIZE_ADDRESS__
TEST_CASE("streams: a run for which memory does not suffice says what grew and what bounds it") {
  const TemporaryFolder folder;
  const auto end = in_shell(
      "ulimit -v 250000; \"$0\" run \"$1\" --set 'flows.automation.uploads.arrivals={poisson: 3000/s}' --set "
      "lambda.extract.reserved_concurrency=1 --set 'duration=30 d' --format table",
      folder.path());
  CHECK(end.exit_code == 1);
  CHECK(contains(end.errors, "garoa: out of memory after "));
  CHECK(contains(end.errors, "uploads and"));
  CHECK(contains(end.errors, "event_age"));
}
#endif

}  // namespace streams_test
