// `garoa lesson`, as whoever learns or teaches calls it.
#include <doctest/doctest.h>

#include <filesystem>
#include <regex>
#include <string>

#include "sim/core/figures.hpp"
#include "sim/core/language.hpp"
#include "sim/scenario/read_lesson.hpp"
#include "tests/cli/sweeps.hpp"

namespace lesson_command_test {

using namespace garoa::test;
namespace fs = std::filesystem;

namespace {

ProgramEnd taught(const Words& words, const std::string& language = "C") {
  return run_program("/usr/bin/env",
                     Words{"LC_ALL=", "LC_MESSAGES=", "LANG=" + language, GAROA_PROGRAM, "lesson"} + words,
                     source_folder());
}

/// Was the program built with translations?
bool speaks_portuguese() {
  return garoa::has_texts_in(garoa::Language::brazilian_portuguese);
}

/// Types the commands that every `parts`-th lesson says to try next.
void check_commands(unsigned part) {
  constexpr unsigned parts = 4;
  garoa::Diagnostics diagnostics;
  const garoa::ModelFiles files{"", diagnostics};
  garoa::Catalogue catalogue{files, diagnostics};
  const TemporaryFolder folder;
  for (const auto& item : fs::directory_iterator{source_folder() / "scenarios/lessons"}) {
    const auto lesson = garoa::read_lesson(item.path().string(), catalogue.sources(), diagnostics);
    if (!lesson || lesson->number % parts != part) continue;
    for (const auto& next : lesson->next) {
      auto command = std::string{GAROA_PROGRAM} + " " + next.command;
      for (auto at = command.find("{folder}"); at != std::string::npos; at = command.find("{folder}"))
        command.replace(at, 8, lesson->folder);
      CAPTURE(command);
      const auto end = run_program("/bin/sh", {"-c", command}, folder.path());
      CHECK_MESSAGE(end.exit_code == 0, end.errors);
    }
  }
}

}  // namespace

TEST_CASE("lesson command: what lessons 4, 8, 12 and so on say to try next can be typed") {
  check_commands(0);
}
TEST_CASE("lesson command: what lessons 1, 5, 9 and so on say to try next can be typed") {
  check_commands(1);
}
TEST_CASE("lesson command: what lessons 2, 6, 10 and so on say to try next can be typed") {
  check_commands(2);
}
TEST_CASE("lesson command: what lessons 3, 7, 11 and so on say to try next can be typed") {
  check_commands(3);
}

TEST_CASE("lesson command: without a name it lists all of them, in the language of the reader") {
  const auto english = taught({});
  CHECK(english.exit_code == 0);
  CHECK(contains(english.output, "gp2-burst"));
  CHECK(contains(english.output, "The night the clocks change"));
  CHECK(contains(taught({"--lang", "en"}, "pt_BR.UTF-8").output, "The night the clocks change"));
  if (!speaks_portuguese()) return;
  CHECK(contains(taught({}, "pt_BR.UTF-8").output, "A noite do horário de verão"));
  CHECK(contains(taught({"--lang", "pt-BR"}).output, "A noite do horário de verão"));
}

TEST_CASE("lesson command: away from a terminal it tells all without waiting, the same every time") {
  const auto once = taught({"cold-starts", "--quiet"});
  CHECK(once.exit_code == 0);
  CHECK(once.errors == "");
  for (const auto* const part : {"  a) ", "The runs\n", "Answer\n  c) ", "Why\n", "Try next\n", "Sources\n"})
    CHECK_MESSAGE(contains(once.output, part), part);
  CHECK(contains(once.output,
                 std::string{GAROA_PROGRAM} + " compare scenarios/lessons/cold-starts/base.yaml --vary"));
  CHECK(taught({"cold-starts", "--quiet", "--jobs", "1"}).output == once.output);
  if (speaks_portuguese())
    CHECK(contains(taught({"cold-starts", "--quiet"}, "pt_BR.UTF-8").output, "Experimente\n"));
}

TEST_CASE("lesson command: from anywhere it tells commands that work there") {
  const TemporaryFolder folder;
  const auto end = run_program(GAROA_PROGRAM, {"lesson", "cold-starts", "--quiet"}, folder.path());
  CHECK(end.exit_code == 0);
  CHECK(contains(end.output,
                 " compare " + (source_folder() / "scenarios/lessons/cold-starts/base.yaml").string()));
}

TEST_CASE("lesson command: at a terminal it asks for the guess first, and says whether it is right") {
  const auto guessed = [](const std::string& guess) {
    return run_program("/bin/sh",
                       {"-c", "export LC_ALL=C TERM=dumb; echo " + guess + " | script -qec \"'" +
                                  GAROA_PROGRAM + "' lesson cold-starts --quiet\" /dev/null"},
                       source_folder());
  };
  if (run_program("/bin/sh", {"-c", "command -v script"}, source_folder()).exit_code != 0) return;
  const auto right = guessed("c");
  const auto prompt = right.output.find("Your guess (a to c): ");
  REQUIRE(prompt != std::string::npos);
  CHECK(prompt < right.output.find("The runs"));
  CHECK(contains(right.output, "Your guess is right."));
  CHECK(contains(guessed("a").output, "You guessed a."));
}

TEST_CASE("lesson command: the plan for teachers names lessons that there are, in both languages") {
  const auto lessons = taught({}).output;
  for (const auto* const language : {"en", "pt-BR"}) {
    if (!speaks_portuguese() && std::string_view{language} != "en") continue;
    const auto plan = taught({"--teacher", "--lang", language});
    CHECK(plan.exit_code == 0);
    CHECK(contains(plan.output, std::string_view{language} == "en" ? "## The plan" : "## O plano"));
    std::size_t named = 0;
    for (const auto& line : lines_of(plan.output)) {
      if (!line.starts_with("|")) continue;
      static const std::regex name{"`([a-z0-9-]+)`"};
      for (std::sregex_iterator found{line.begin(), line.end(), name}, end; found != end; ++found, ++named)
        CHECK_MESSAGE(contains(lessons, " " + found->str(1) + " "), found->str(1));
    }
    CHECK(named > 0);
  }
}

TEST_CASE("lesson command: a page goes to a file or to the standard output, the same bytes") {
  const TemporaryFolder folder;
  const auto file = (folder.path() / "page.html").string();
  const auto written = taught({"cold-starts", "--format", "html", "--out", file, "--quiet"});
  if (contains(written.errors, "makes no pages")) return;
  CHECK(written.exit_code == 0);
  CHECK(written.output == "");
  const auto page = read_file(file);
  CHECK(page == taught({"cold-starts", "--format", "html", "--quiet"}).output);
  // It goes to a class: nothing of its maker's machine is in it.
  CHECK(contains(page, "garoa compare scenarios/lessons/cold-starts/base.yaml"));
  CHECK_FALSE(contains(page, source_folder().string() + "/"));
  // Its reader is told where such commands run.
  CHECK(contains(page, "share/garoa where it is installed"));
  CHECK(contains(page, "those that garoa lesson cold-starts prints."));
  const auto nowhere = taught({"cold-starts", "--format", "html", "--out", file + "/page.html", "--quiet"});
  CHECK(nowhere.exit_code == 1);
  CHECK(contains(nowhere.errors, "cannot write"));
}

TEST_CASE("lesson command: wrong calls are refused with what was meant") {
  const auto name = taught({"cold-start"});
  CHECK(name.exit_code == 1);
  CHECK(contains(name.errors, "there is no lesson 'cold-start' (did you mean 'cold-starts'?)"));
  CHECK(contains(taught({"cold-starts", "--format", "htm"}).errors,
                 "'htm' is not a format (did you mean 'html'?)"));
  CHECK(contains(taught({"cold-starts", "--out", "page.html"}).errors, "--out: for a page"));
}

}  // namespace lesson_command_test
