// Commands beside `garoa run` that are interrupted or killed: what they leave.
#include <doctest/doctest.h>

#include <cmath>
#include <filesystem>

#include "sim/render/html/page.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/source_folder.hpp"

namespace killed_test {

using namespace garoa::test;
namespace fs = std::filesystem;

namespace {

const std::string functions = (source_folder() / "tests/cli/scenarios/functions.yaml").string();

}  // namespace

TEST_CASE(
    "killed: a search for settings that close gaps is interrupted between its runs, and leaves nothing") {
  const TemporaryFolder folder;
  const auto end = run_and_interrupt(
      GAROA_PROGRAM, {"run", functions, "--suggest", "--format", "json", "--out", "out"}, folder.path());
  CHECK(end.exit_code == 130);
  CHECK(end.errors == "garoa: interrupted; nothing was written\n");
  CHECK(folder.content().empty());
}

TEST_CASE("killed: a diagram leaves nothing in the folder of temporary files") {
  const TemporaryFolder folder;
  fs::create_directories(folder.path() / "bin");
  fs::create_directories(folder.path() / "tmp");
  const auto dot = folder.path() / "bin/dot";
  write_file(dot, "#!/bin/sh\ncat \"$2\" >\"$TMPDIR/../read\"\nkill -9 $PPID\n");
  fs::permissions(dot, fs::perms::owner_all);
  const auto end =
      run_program("/usr/bin/env",
                  {"PATH=" + (folder.path() / "bin").string() + ":/usr/bin:/bin",
                   "TMPDIR=" + (folder.path() / "tmp").string(), GAROA_PROGRAM, "diagram", functions},
                  folder.path());
  CHECK(end.exit_code == -9);
  CHECK(contains(read_file(folder.path() / "read"), "digraph"));
  CHECK(fs::is_empty(folder.path() / "tmp"));
}

TEST_CASE("killed: a run that is interrupted while its page is made writes nothing") {
  if (!garoa::why_no_page().empty()) return;
  const TemporaryFolder folder;
  fs::create_directories(folder.path() / "bin");
  const auto dot = folder.path() / "bin/dot";
  write_file(dot, "#!/bin/sh\nkill -INT $PPID\necho '<svg xmlns=\"http://www.w3.org/2000/svg\"/>'\n");
  fs::permissions(dot, fs::perms::owner_all);
  const auto end = run_program("/usr/bin/env",
                               {"PATH=" + (folder.path() / "bin").string() + ":/usr/bin:/bin", GAROA_PROGRAM,
                                "run", functions, "--format", "html", "--out", "out"},
                               folder.path());
  CHECK(end.exit_code == 130);
  CHECK(contains(end.errors, "garoa: interrupted; nothing was written\n"));
  CHECK_FALSE(fs::exists(folder.path() / "out"));
  CHECK(folder.content().size() == 2);  // the program that draws, and its folder
}

TEST_CASE("killed: a page is not drawn into a result that another run replaced meanwhile") {
  if (!garoa::why_no_page().empty()) return;
  const TemporaryFolder folder;
  const std::vector<std::string> run{"run", functions, "--format", "json,csv", "--out",
                                     "out", "--quiet", "--seed",   "7"};
  REQUIRE(run_program(GAROA_PROGRAM, run, folder.path()).exit_code == 0);
  fs::create_directories(folder.path() / "bin");
  const auto dot = folder.path() / "bin/dot";
  write_file(dot, "#!/bin/sh\n" + std::string{GAROA_PROGRAM} + " run " + functions +
                      " --seed 8 --format json,csv --out out --quiet >&2\n"
                      "echo '<svg xmlns=\"http://www.w3.org/2000/svg\"/>'\n");
  fs::permissions(dot, fs::perms::owner_all);
  const auto end = run_program("/usr/bin/env",
                               {"PATH=" + (folder.path() / "bin").string() + ":/usr/bin:/bin", GAROA_PROGRAM,
                                "report", "out", "--format", "html"},
                               folder.path());
  CHECK(end.exit_code == 1);
  CHECK(contains(end.errors, "garoa: 'out/result.json' was replaced while its page was drawn\n"));
  CHECK(contains(read_file(folder.path() / "out/result.json"), "\"seed\": 8"));
  CHECK_FALSE(fs::exists(folder.path() / "out/report.html"));
}

TEST_CASE("killed: a page that is made of a result is there whole or not at all, at whatever instant") {
  if (!garoa::why_no_page().empty()) return;
  const TemporaryFolder folder;
  const std::vector<std::string> report{"report", "out", "--format", "html"};
  const std::vector<std::string> run{"run", functions, "--format", "json,csv", "--out", "out", "--quiet"};
  REQUIRE(run_program(GAROA_PROGRAM, run, folder.path()).exit_code == 0);
  const auto before = folder.content();
  REQUIRE(run_program(GAROA_PROGRAM, report, folder.path()).exit_code == 0);
  const auto page = folder.path() / "out/report.html";
  const auto whole = read_file(page);
  constexpr int kills = 40;
  constexpr double longest = 0.2;  // seconds
  int killed = 0;
  for (int i = 0; i < kills; ++i) {
    fs::remove(page);
    const double share = std::fmod(i * 0.6180339887498949, 1);
    if (run_and_kill(GAROA_PROGRAM, report, folder.path(), share * longest).exit_code < 0) ++killed;
    if (fs::exists(page)) CHECK(read_file(page) == whole);
  }
  CHECK(killed > 0);
  CHECK(run_program(GAROA_PROGRAM, run, folder.path()).exit_code == 0);
  CHECK(folder.content() == before);
}

TEST_CASE("killed: where a lesson's page cannot be written is told before its runs") {
  if (!garoa::why_no_page().empty()) return;
  const TemporaryFolder folder;
  fs::create_directories(folder.path() / "there");
  for (const std::string out : {"there", "nowhere/page.html", "/dev/null"}) {
    const auto end =
        run_program(GAROA_PROGRAM, {"lesson", "cold-starts", "--format", "html", "--out", out, "--jobs", "1"},
                    folder.path());
    CHECK(end.exit_code == 1);
    CHECK(contains(end.errors, "garoa: cannot write " + out + ": "));
    CHECK(end.output.empty());
  }
  CHECK(folder.content() == std::vector<std::string>{"there"});
}

}  // namespace killed_test
