// The folder of a result: made before the run, whole or not at all, and the same however its scenario was called.
#include <doctest/doctest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "sim/render/html/page.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/source_folder.hpp"

namespace result_folder_test {

using namespace garoa::test;
namespace fs = std::filesystem;

namespace {

const std::string functions = (source_folder() / "tests/cli/scenarios/functions.yaml").string();

ProgramEnd ran(const fs::path& folder, std::vector<std::string> words) {
  words.insert(words.begin(), "run");
  return run_program(GAROA_PROGRAM, words, folder);
}

}  // namespace

TEST_CASE(
    "result folder: a file above the limit of the shell ends the run with 1 and leaves nothing behind") {
  const TemporaryFolder folder;
  const auto end = run_program(
      "/bin/sh", {"-c", "ulimit -f 4; exec \"$0\" run \"$1\" --quiet --out out", GAROA_PROGRAM, functions},
      folder.path());
  CHECK(end.exit_code == 1);
  CHECK(contains(end.errors, "cannot write"));
  CHECK(folder.content().empty());
}

TEST_CASE("result folder: one that cannot be made is told before anything is simulated") {
  const TemporaryFolder folder;
  fs::create_symlink("/nowhere/at/all", folder.path() / "dangling");
  for (const auto& name : {std::string{"dangling"}, std::string(250, 'n'), std::string{}}) {
    CAPTURE(name);
    const auto end = ran(folder.path(), {functions, "--out", name, "--verbose"});
    CHECK(end.exit_code == 1);
    CHECK(contains(end.errors, "cannot "));
    CHECK_FALSE(contains(end.errors, "simulated"));
  }
}

TEST_CASE("result folder: a page has its result beside it, and can be made again") {
  if (!garoa::why_no_page().empty()) return;
  const TemporaryFolder folder;
  REQUIRE(ran(folder.path(), {functions, "--format", "html", "--out", "out"}).exit_code == 0);
  const auto page = read_file(folder.path() / "out/report.html");
  REQUIRE(run_program(GAROA_PROGRAM, {"report", "out", "--format", "html"}, folder.path()).exit_code == 0);
  CHECK((read_file(folder.path() / "out/report.html") == page));
}

TEST_CASE("result folder: its scenario does not tell how its file was called") {
  const TemporaryFolder folder;
  fs::create_directory(folder.path() / "deep");
  fs::copy(functions, folder.path() / "deep/it.yaml");
  REQUIRE(ran(folder.path(), {"deep/it.yaml", "--out", "one"}).exit_code == 0);
  REQUIRE(ran(folder.path(), {(folder.path() / "deep/it.yaml").string(), "--out", "two"}).exit_code == 0);
  const auto one = read_file(folder.path() / "one/scenario.yaml");
  CHECK(contains(one, "  # it.yaml:"));
  CHECK_FALSE(contains(one, "deep/"));
  CHECK((one == read_file(folder.path() / "two/scenario.yaml")));
}

TEST_CASE("result folder: its scenario says which files it needs beside it") {
  const TemporaryFolder folder;
  write_file(folder.path() / "times.csv", "time_s,size_bytes\n1,1000\n2,1000\n");
  write_file(folder.path() / "it.yaml",
             "garoa: 1\nextends: " + functions +
                 "\nflows: { automation: { uploads: { arrivals: { trace: times.csv } } } }\n");
  const auto end = ran(folder.path(), {"it.yaml", "--out", "out"});
  REQUIRE_MESSAGE(end.exit_code == 0, end.errors);
  const auto shown = read_file(folder.path() / "out/scenario.yaml");
  CHECK(contains(shown, "# Runs with times.csv beside it (sha256 "));
  fs::copy(folder.path() / "times.csv", folder.path() / "out/times.csv");
  CHECK(run_program(GAROA_PROGRAM, {"check", "out/scenario.yaml", "--fail-on", "never"}, folder.path())
            .exit_code == 0);
}

TEST_CASE("result folder: of a value that is set twice only the one that decides is told") {
  const TemporaryFolder folder;
  const auto in = [&](const std::string& out, std::vector<std::string> durations) {
    std::vector<std::string> words{functions, "--set", "seed=1", "--out", out};
    for (const auto& duration : durations) words.insert(words.end(), {"--set", "duration=" + duration});
    REQUIRE(ran(folder.path(), words).exit_code == 0);
  };
  in("twice", {"30 min", "20 min"});
  in("once", {"20 min"});
  CHECK((read_file(folder.path() / "twice/result.json") == read_file(folder.path() / "once/result.json")));
}

}  // namespace result_folder_test
