// `garoa run --replay`: what it takes, and what it writes.
#include <doctest/doctest.h>

#include <filesystem>

#include "sim/results/replay.hpp"
#include "tests/cli/sweeps.hpp"

namespace replay_command_test {

using namespace garoa::test;

namespace {

ProgramEnd replayed(const TemporaryFolder& folder, const std::string& window, const Words& more = {}) {
  return run_program(
      GAROA_PROGRAM,
      Words{"run", functions, "--quiet", "--out", "out", "--format", "json", "--replay", window} + more,
      folder.path());
}

}  // namespace

TEST_CASE("run: a replay is of the window that was asked for, by local time or time since the start") {
  for (const std::string window : {"from 1 min, 30 s", "from 2026-03-02T09:01,30s"}) {
    const TemporaryFolder folder;
    const auto end = replayed(folder, window);
    INFO("stderr: " << end.errors);
    REQUIRE(end.exit_code == 0);
    const auto replay = garoa::read_replay(read_file(folder.path() / "out/replay.json"));
    REQUIRE(replay.value);
    CHECK(replay.value->window.from == 60);
    CHECK(replay.value->window.length == 30);
    CHECK(replay.value->began > 0);
  }
}

TEST_CASE("run: a replay without a window of the run is refused, with what is wrong") {
  const TemporaryFolder folder;
  const auto check = [&](const std::string& window, const std::string& why, const Words& more = {}) {
    const auto end = replayed(folder, window, more);
    CAPTURE(window);
    CHECK(end.exit_code == 1);
    INFO("stderr: " << end.errors);
    CHECK(contains(end.errors, why));
    CHECK_FALSE(std::filesystem::exists(folder.path() / "out"));
  };
  check("1 min, 30 s", "--replay: '1 min, 30 s' is not a window, such as \"from 2026-03-03T02:00, 20 min\"");
  check("from 1 min", "is not a window");
  check("from noon, 30 s", "begins at 'noon', which ");
  check("from 2026-13-02T00:01, 30 s", "begins at '2026-13-02T00:01', which is not a local time");
  check("from 1 min, soon", "lasts 'soon', which ");
  check("from 1 min, 0 s", "lasts no time");
  check("from 2026-02-28T00:00, 30 s", "is not within the run, which is from 2026-03-02 09:00 to ");
  check("from 1 min, 300 d", "is not within the run");
  check("from 1 min, 30 s", "records a single run", {"--replications", "2"});
  check("from 1 min, 30 s", "records a single run", {"--edges"});
  const auto end = run_program(
      GAROA_PROGRAM, {"run", functions, "--format", "table", "--replay", "from 1 min, 30 s"}, folder.path());
  CHECK(end.exit_code == 1);
  CHECK(contains(end.errors, "--replay: there is no folder for it"));
}

}  // namespace replay_command_test
