// What a terminal gets beside what a file gets: colours and lines of series. util-linux's script gives the program a terminal.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "sim/render/text_wrap.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/source_folder.hpp"

namespace terminal_test {

using namespace garoa::test;

namespace {

const std::string instance = (source_folder() / "tests" / "cli" / "scenarios" / "instance.yaml").string();

bool has_script() {
  const TemporaryFolder folder;
  return run_program("/bin/sh", {"-c", "command -v script"}, folder.path()).exit_code == 0;
}

/// What a call says on a terminal, with these variables set.
std::string on_terminal(const std::string& variables,
                        const std::string& words = "run '" + instance + "' --quiet --format table") {
  const TemporaryFolder folder;
  const auto run = "'" + std::string{GAROA_PROGRAM} + "' " + words;
  return run_program("/bin/sh",
                     {"-c", "export " + variables + "; script -qec \"" + run + "\" /dev/null < /dev/null"},
                     folder.path())
      .output;
}

}  // namespace

TEST_CASE("terminal: colours and lines of series are for a terminal that takes them") {
  if (!has_script()) return;
  const std::string common = "TERM=xterm COLUMNS=100 LC_ALL=C.UTF-8 ";
  const auto all = on_terminal(common + "NO_COLOR=");
  CHECK(contains(all, "\033[1mCompliance\033[0m"));
  CHECK(contains(all, "\033[31mFAIL\033[0m"));
  CHECK(contains(all, "\u2588"));
  const auto plain = on_terminal(common + "NO_COLOR=1");
  CHECK_FALSE(contains(plain, "\033["));
  CHECK(contains(plain, "Over time"));
  CHECK_FALSE(contains(on_terminal("TERM=dumb LC_ALL=C.UTF-8"), "\033["));
  CHECK_FALSE(contains(on_terminal("TERM=xterm LC_ALL=C"), "\u2588"));
}

TEST_CASE("terminal: the name of a folder that results are in reaches none raw") {
  const TemporaryFolder folder;
  for (const std::string command : {"run", "check"}) {
    const auto end =
        run_program(GAROA_PROGRAM, {command, instance, "--format", "json", "--out", "red\033[31m-" + command},
                    folder.path());
    CHECK(contains(end.errors, "garoa: results are in red\\x1b[31m-" + command + "\n"));
  }
}

TEST_CASE("terminal: titles are bold, and paragraphs are not") {
  if (!has_script()) return;
  const auto lesson = on_terminal("TERM=xterm COLUMNS=100 LC_ALL=C.UTF-8 NO_COLOR=",
                                  "lesson cold-starts --answer --quiet --lang en");
  CHECK(contains(lesson, "\033[1mCold starts: four calls an hour\033[0m"));
  CHECK(contains(lesson, "\033[1mThe runs\033[0m"));
  CHECK(contains(lesson, "A function is called four times an hour"));
  CHECK_FALSE(contains(lesson, "\033[1mA function"));
}

TEST_CASE("terminal: helps and lists are no wider than it, and a program reads a line for each name") {
  const TemporaryFolder folder;
  const auto widest = [&](const std::string& words) {
    const auto call = "'" + std::string{GAROA_PROGRAM} + "' " + words;
    const auto end = run_program("/bin/sh",
                                 {"-c", "export COLUMNS=60 TERM=dumb LC_ALL=C.UTF-8; script -qec \"" + call +
                                            "\" /dev/null < /dev/null"},
                                 folder.path());
    std::size_t columns = 0;
    for (auto line : lines_of(end.output)) {
      if (line.ends_with('\r')) line.pop_back();
      columns = std::max(columns, garoa::display_width(line));
    }
    return columns;
  };
  if (has_script()) {
    for (const auto& words : std::vector<std::string>{"explain flows.intake.upload.latency.p99",
                                                      "explain ebs.gp3.iops.max",
                                                      "explain ebs.gp3.iops.max --lang pt-BR",
                                                      "help run",
                                                      "help prices",
                                                      "help diagram",
                                                      "--help",
                                                      "list controls",
                                                      "list metrics",
                                                      "list reasons",
                                                      "list profiles",
                                                      "list runtimes",
                                                      "list instance-types",
                                                      "list lessons",
                                                      "lesson",
                                                      "explain br-cmn-4893",
                                                      "explain D-RC-01",
                                                      "prices explain s3_put_requests --region sa-east-1",
                                                      "prices list sa-east-1",
                                                      "explain cost " + instance + " --lang pt-BR"})
      CHECK_MESSAGE(widest(words) <= 60, words);
    // Commands to copy are whole.
    CHECK(widest("lesson --teacher") <= 72);
    CHECK(widest("lesson --teacher --lang pt-BR") <= 84);
  }
  const auto in_pipe = [&](const std::string& words) {
    const auto script = "COLUMNS=60 '" + std::string{GAROA_PROGRAM} + "' " + words;
    std::size_t columns = 0;
    for (const auto& line : lines_of(run_program("/bin/sh", {"-c", script}, folder.path()).output))
      columns = std::max(columns, garoa::display_width(line));
    return columns;
  };
  for (const std::string words : {"list controls", "list metrics", "list reasons"})
    CHECK_MESSAGE(in_pipe(words) <= 60, words);
  CHECK(in_pipe("lesson --teacher") <= 72);
  const auto metrics = lines_of(run_program(GAROA_PROGRAM, {"list", "metrics"}, folder.path()).output);
  for (const auto& line : metrics) CHECK_FALSE(line.starts_with(' '));
}

TEST_CASE("terminal: a file and a pipe get neither") {
  const TemporaryFolder folder;
  const auto end =
      run_program(GAROA_PROGRAM, {"run", instance, "--quiet", "--format", "table"}, folder.path());
  CHECK(contains(end.output, "Compliance"));
  CHECK_FALSE(contains(end.output, "\033["));
  CHECK_FALSE(contains(end.output, "Over time"));
}

}  // namespace terminal_test
