#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <iostream>

#include "sim/cli/cli.hpp"
#include "sim/cli/lesson_files.hpp"
#include "sim/cli/progress.hpp"
#include "sim/cli/run_plan.hpp"
#include "sim/cli/streams.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/core/figures.hpp"
#include "sim/core/input_file.hpp"
#include "sim/core/language.hpp"
#include "sim/render/html/lesson_page.hpp"
#include "sim/render/lesson_text.hpp"
#include "sim/render/markdown_text.hpp"
#include "sim/render/whole_file.hpp"
#include "sim/run/run_lesson.hpp"
#include "sim/scenario/read_lesson.hpp"

namespace garoa::cli {
namespace {

namespace po = boost::program_options;

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
std::optional<std::size_t> asked_guess(const Lesson& lesson, const CommandLine& line) {
  if (line.given("answer") || isatty(STDIN_FILENO) == 0 || isatty(STDOUT_FILENO) == 0) return std::nullopt;
  say("\n{}", guess_prompt(lesson));
  std::fflush(stdout);
  std::string guess;
  std::getline(std::cin, guess);
  const auto choice = guess_in(guess, lesson);
  if (!choice && guess.find_first_not_of(" \t") != std::string::npos)
    say("{}\n", tr("That is none of the choices; on without a guess."));
  return choice;
}

LessonRuns runs_of(const Lesson& lesson, const ModelFiles& files, const CommandLine& line) {
  ProgressReport progress{line.given("quiet")};
  return run_lesson(
      {.lesson = lesson, .files = files, .at_once = jobs_of(line), .keep_going = [&](std::size_t done) {
         return progress.keep_going(done, lesson.points(), "runs");
       }});
}

/// To the file that --out names, or to the standard output.
int give_page(const Lesson& lesson, const ModelFiles& files, const CommandLine& line) {
  const auto out = line.given("out") ? line.get<std::string>("out") : "";
  if (!out.empty()) {
    if (const auto obstacle = obstacle_to_file(out); !obstacle.empty()) throw UsageError{obstacle};
  }
  // A page is read elsewhere: it says how whoever has garoa calls it, not how its maker did.
  const auto name = std::filesystem::path{lesson.folder}.filename().string();
  const auto page = lesson_page(lesson, runs_of(lesson, files, line),
                                calls_of(lesson, "garoa", "scenarios/lessons/" + name));
  if (out.empty()) {
    say("{}", page);
  } else if (const auto fault = write_whole_file(out, page); !fault.empty()) {
    throw UsageError{fault};
  }
  return exit_done;
}

int teach(const Lesson& lesson, const ModelFiles& files, const CommandLine& line) {
  say("{}", for_terminal("\n" + safe_lines(lesson_question_text(lesson, output_width()))));
  const auto guess = asked_guess(lesson, line);
  const auto values = runs_of(lesson, files, line).values;
  say("{}", for_terminal(safe_lines(lesson_answer_text(
                lesson, values, guess, calls_of(lesson, called_as(), lesson.folder), output_width()))));
  for (const auto& fault : lesson_faults(lesson, values)) tell("garoa: {}\n", fault);
  return exit_done;
}

int list_lessons(const std::string& folder, const Sources& sources) {
  const auto lessons = all_lessons(folder, sources);
  if (!lessons) return exit_usage;
  say("{}", safe_lines(lesson_list_text(*lessons, called_as(), output_width())));
  return exit_done;
}

/// The plan of a lesson in class, which lies beside the lessons: laid out on a terminal, elsewhere as it is.
int give_plan(const std::string& folder) {
  const bool english = spoken_language() == Language::english;
  const auto file = std::filesystem::path{folder} / (english ? "TEACHERS.md" : "TEACHERS.pt-BR.md");
  const auto input = read_input(file.string());
  if (!input.fault.empty()) throw InputFault{file.string(), "cannot be read: " + input.fault};
  say("{}", is_for_people() ? for_terminal(markdown_text(input.text, output_width())) : input.text);
  return exit_done;
}

bool wants_page(const CommandLine& line) {
  const auto& format = line.get<std::string>("format");
  if (format != "text" && format != "html")
    throw UsageError{fmt::format("--format: '{}' is not a format{}; one of text, html", format,
                                 did_you_mean(format, {"text", "html"}))};
  if (format == "html") demand_pages();
  if (line.given("out") && format == "text") throw UsageError{"--out: for a page; give --format html too"};
  return format == "html";
}

void add_lesson_options(CommandLine& line) {
  line.optional_positional("LESSON");
  line.add()("answer", tr("do not ask for a guess"))(
      "format", po::value<std::string>()->value_name("FORMAT")->default_value("text"),
      tr("text for the terminal or a page with sliders for class: text, html"))(
      "out", po::value<std::string>()->value_name("FILE"),
      tr("where the page goes, instead of the standard output"))(
      "teacher", tr("print a plan for fifty minutes in class"))(
      "jobs", po::value<std::string>()->value_name("N"), tr("so many runs at once (default: one a core)"))(
      "quiet,q", tr("no progress"));
}

}  // namespace

int lesson_command(const Arguments& arguments) {
  CommandLine line{
      "garoa lesson [LESSON] [options]",
      tr("Lists the lessons, or guides through one: a question, your guess, the runs, the answer, why, "
         "and what to try next. At a terminal it waits for the guess."),
      "garoa lesson gp2-burst --answer"};
  add_lesson_options(line);
  line.parse(arguments);
  const auto folder = lessons_folder();
  if (line.given("teacher")) return give_plan(folder);
  const bool page = wants_page(line);
  Diagnostics diagnostics;
  const ModelFiles files{"", diagnostics};
  Catalogue catalogue{files, diagnostics};
  if (!line.given("LESSON")) return list_lessons(folder, catalogue.sources());
  const auto lesson = lesson_named(line.get<std::string>("LESSON"), folder, catalogue.sources());
  if (!lesson) return exit_usage;
  try {
    return page ? give_page(*lesson, files, line) : teach(*lesson, files, line);
  } catch (const LessonNotRun& fault) {
    tell("{}", safe_lines(fault.what()));
    return exit_usage;
  }
}

}  // namespace garoa::cli
