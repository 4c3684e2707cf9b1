#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "sim/cli/cli.hpp"
#include "sim/cli/lesson_files.hpp"
#include "sim/cli/progress.hpp"
#include "sim/cli/run_plan.hpp"
#include "sim/cli/streams.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/core/figures.hpp"
#include "sim/render/lesson_text.hpp"
#include "sim/run/run_lesson.hpp"
#include "sim/scenario/read_lesson.hpp"

namespace garoa::cli {
namespace {

namespace po = boost::program_options;

/// Of --lang, or of the variables that decide a program's messages.
Language language_of(const CommandLine& line) {
  if (line.given("lang")) {
    const auto& wanted = line.get<std::string>("lang");
    if (wanted == "en") return Language::english;
    if (wanted == "pt-BR") return Language::portuguese;
    throw UsageError{fmt::format("--lang: '{}' is not a language; one of en, pt-BR", wanted)};
  }
  for (const char* const name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* const value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    return std::string_view{value}.starts_with("pt") ? Language::portuguese : Language::english;
  }
  return Language::english;
}

std::optional<Lesson> lesson_named(const std::string& name, const std::string& folder,
                                   const Sources& sources) {
  const auto names = lesson_names(folder);
  if (std::find(names.begin(), names.end(), name) == names.end())
    throw UsageError{fmt::format("there is no lesson '{}'{}; 'garoa lesson' lists all", name,
                                 did_you_mean(name, {names.begin(), names.end()}))};
  Diagnostics diagnostics;
  auto lesson = read_lesson((std::filesystem::path{folder} / name).string(), sources, diagnostics);
  if (!lesson) tell("{}", diagnostics.text());
  return lesson;
}

/// Asks whoever sits at the terminal; nothing if nobody does, or if the answer is none of the choices.
std::optional<std::size_t> asked_guess(const Lesson& lesson, const CommandLine& line, Language language) {
  if (line.given("answer") || isatty(STDIN_FILENO) == 0 || isatty(STDOUT_FILENO) == 0) return std::nullopt;
  say("\n{}", guess_prompt(lesson, language));
  std::fflush(stdout);
  std::string guess;
  std::getline(std::cin, guess);
  return guess_in(guess, lesson);
}

LessonValues values_from_runs(const Lesson& lesson, const ModelFiles& files, const CommandLine& line) {
  ProgressReport progress{line.given("quiet")};
  return run_lesson(
      {.lesson = lesson, .files = files, .at_once = jobs_of(line), .keep_going = [&](std::size_t done) {
         return progress.keep_going(done, lesson.points(), "runs");
       }});
}

int teach(const Lesson& lesson, const ModelFiles& files, const CommandLine& line) {
  const auto language = language_of(line);
  say("{}", for_terminal("\n" + safe_lines(lesson_question_text(lesson, language, output_width()))));
  const auto guess = asked_guess(lesson, line, language);
  const auto values = values_from_runs(lesson, files, line);
  say("{}", for_terminal(safe_lines(lesson_answer_text(lesson, values, guess, calls_of(lesson, called_as()),
                                                       language, output_width()))));
  for (const auto& fault : lesson_faults(lesson, values)) tell("garoa: {}\n", fault);
  return exit_done;
}

}  // namespace

int lesson_command(const Arguments& arguments) {
  CommandLine line{
      "garoa lesson [NAME] [options]",
      "Lists the lessons, or guides through one: a question, your guess, the runs, the answer, why, "
      "and what to try next. At a terminal it waits for the guess.",
      "garoa lesson gp2-burst --answer"};
  line.optional_positional("NAME");
  line.add()("answer", "do not ask for a guess")(
      "lang", po::value<std::string>()->value_name("LANGUAGE"),
      "language, instead of the one of LC_ALL, LC_MESSAGES or LANG: en, pt-BR")(
      "jobs", po::value<std::string>()->value_name("N"), "so many runs at once (default: one a core)")(
      "quiet,q", "no progress");
  line.parse(arguments);
  const auto folder = lessons_folder();
  Diagnostics diagnostics;
  const ModelFiles files{"", diagnostics};
  Catalogue catalogue{files, diagnostics};
  if (!line.given("NAME")) {
    const auto lessons = all_lessons(folder, catalogue.sources());
    if (!lessons) return exit_usage;
    say("{}", safe_lines(lesson_list_text(*lessons, called_as(), language_of(line), output_width())));
    return exit_done;
  }
  const auto lesson = lesson_named(line.get<std::string>("NAME"), folder, catalogue.sources());
  if (!lesson) return exit_usage;
  try {
    return teach(*lesson, files, line);
  } catch (const LessonNotRun& fault) {
    tell("{}", safe_lines(fault.what()));
    return exit_usage;
  }
}

}  // namespace garoa::cli
