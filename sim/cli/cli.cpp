#include "sim/cli/cli.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <set>
#include <sstream>
#include <system_error>

#include "models/compliance/profile.hpp"
#include "sim/cli/streams.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/core/build.hpp"
#include "sim/core/input_file.hpp"
#include "sim/core/language_context.hpp"
#include "sim/core/safe_text.hpp"
#include "sim/engine/simulator.hpp"
#include "sim/render/html/page.hpp"
#include "sim/render/text_table.hpp"
#include "sim/run/run.hpp"

namespace garoa::cli {
namespace {

/// Set once, before anything else.
std::string& name_of_program() {
  static std::string name = "garoa";
  return name;
}

/// Words in capitals are names, "[options]" is none.
std::string told_usage(std::string usage) {
  constexpr std::string_view options = msgid("[options]");
  const auto at = usage.find(options);
  return at == std::string::npos ? usage : usage.replace(at, options.size(), tr(options));
}

void print_help() {
  say("{}\n", paragraph("", fmt::format("garoa {}: {}", GAROA_VERSION, tr(about)), output_width()));
  say("{}      garoa help COMMAND\n\n", tr("usage: {}", told_usage("garoa COMMAND [options]")));
  for (const auto& command : commands())
    say("{}", paragraph(fmt::format("  {:<11} ", command.name), tr(command.purpose), output_width()));
  std::string codes;
  for (const auto& exit : exit_codes)
    codes += fmt::format("{}{} {}", codes.empty() ? "" : ", ", exit.code, tr_in("exit code", exit.meaning));
  say("\n{}", paragraph(tr("exit codes") + ": ", codes, output_width()));
  say("{}", paragraph("", tr("Messages about faults are English, whatever the language."), output_width()));
}

void print_help_of(const CommandDescription& command) {
  const auto width = output_width();
  say("{}\n{}\n{}", paragraph("", tr("usage: {}", told_usage(command.usage)), width),
      paragraph("", command.purpose, width), command.options_text);
  if (command.example.empty()) return;
  say("\n{}", paragraph("", tr("example: {}", command.example), list_width()));
  std::error_code fault;
  if (command.example.find(" scenarios/") != std::string::npos &&
      !std::filesystem::is_directory("scenarios", fault))
    say("{}", paragraph("",
                        tr("The folder scenarios is at the top of garoa's sources, and in share/garoa where "
                           "it is installed."),
                        width));
}

int dispatch(const Arguments& arguments) {
  if (arguments.empty()) throw UsageError{"a command is missing; try 'garoa --help'"};
  const auto& name = arguments.front();
  if (name == "help" && arguments.size() > 1 && !arguments[1].starts_with('-'))
    return dispatch({arguments[1], "--help"});
  if (name == "--help" || name == "-h" || name == "help") {
    print_help();
    return exit_done;
  }
  if (name == "--version") return version_command({});
  std::vector<std::string_view> known;
  for (const auto& command : commands()) {
    if (command.name == name) return command.run({arguments.begin() + 1, arguments.end()});
    known.push_back(command.name);
  }
  throw UsageError{
      fmt::format("there is no command '{}'{}; try 'garoa --help'", name, did_you_mean(name, known))};
}

/// A language that is named before the command, behind it: each command knows the option.
Arguments with_language_last(Arguments arguments) {
  const std::string_view first = arguments.empty() ? std::string_view{} : arguments.front();
  const std::size_t words = first.starts_with("--lang=") ? 1 : (first == "--lang" ? 2 : 0);
  if (words < arguments.size())
    std::rotate(arguments.begin(), arguments.begin() + static_cast<std::ptrdiff_t>(words), arguments.end());
  return arguments;
}

/// The command's exit code. What it could not do is said here.
int code_of(const Arguments& arguments) {
  const Speaking speaking{language_of(arguments)};
  try {
    return dispatch(with_language_last(arguments));
  } catch (const HelpWanted& help) {
    print_help_of(help.description);
    return exit_done;
  } catch (const UsageError& error) {
    tell("garoa: {}\n", error.what());
    return exit_usage;
  } catch (const InputFault& fault) {
    tell(std::string_view{fault.what()});
    return exit_usage;
  } catch (const ScenarioChanged& error) {
    tell("garoa: {}\n", safe_lines(error.what()));
    return exit_usage;
  } catch (const Interrupted&) {
    tell("garoa: {}\n", tr("interrupted; nothing was written"));
    return exit_interrupted;
  } catch (const std::bad_alloc& error) {
    const auto* const grown = dynamic_cast<const OutOfMemory*>(&error);
    tell("garoa: {}\n", grown == nullptr ? "out of memory" : grown->what());
    return exit_usage;
  } catch (const std::system_error& error) {
    tell("garoa: {}\n", safe_lines(error.what()));
    return exit_usage;
  } catch (const std::exception& error) {
    tell("garoa: fault of the simulator: {}\n", safe_lines(error.what()));
    return exit_fault;
  }
}

}  // namespace

const std::vector<Command>& commands() {
  static const std::vector<Command> table{
      {"run", msgid("simulate a scenario and report latency, backups, cost and gaps"), run_command},
      {"check", msgid("validate a scenario and apply the static controls, without simulation"),
       check_command},
      {"compare", msgid("run scenarios side by side and tell what differs"), compare_command},
      {"sweep", msgid("run a scenario at many values of its settings, find the cheapest that will do"),
       sweep_command},
      {"merge", msgid("join the shards of a sweep"), merge_command},
      {"capacity", msgid("tell what breaks first as load grows or time passes"), capacity_command},
      {"diagram", msgid("draw a scenario as SVG or Mermaid"), diagram_command},
      {"show", msgid("print a scenario with every default, and where each value comes from"), show_command},
      {"schema", msgid("print the JSON Schema of scenario files, sweep plans or waivers"), schema_command},
      {"list",
       msgid(
           "list metrics, controls, profiles, figures, reasons, regions, instance-types, runtimes, lessons"),
       list_command},
      {"explain", msgid("explain a control, a profile, a metric, a figure or a reason"), explain_command},
      {"prices", msgid("list and explain prices, import AWS's price lists"), prices_command},
      {"reconcile", msgid("lay what AWS billed beside the bill of a run"), reconcile_command},
      {"report", msgid("print a stored result again"), report_command},
      {"lesson", msgid("teach by runs: a question, your guess, the answer"), lesson_command},
      {"completions", msgid("print the completions of a shell: bash, zsh, fish"), completions_command},
      {"man", msgid("print the manual page"), man_command},
      {"version", msgid("print the version"), version_command},
  };
  return table;
}

CommandDescription describe(const Command& command) {
  try {
    command.run({"--help"});
  } catch (const HelpWanted& help) {
    return help.description;
  }
  throw std::logic_error{fmt::format("'garoa {}' knows no --help", command.name)};
}

const std::string& called_as() {
  return name_of_program();
}

int main(int argc, const char* const* argv) {
  if (argc > 0) name_of_program() = argv[0];
  prepare_streams();
  return code_after_streams(code_of({argv + 1, argv + std::max(argc, 1)}));
}

namespace {

void check_profiles(const std::vector<std::string>& named, const ModelFiles& files) {
  const auto known = compliance::profile_names(files);
  std::set<std::string> seen;
  for (const auto& asked : named) {
    const auto name = compliance::profile_meant(asked, files);
    if (!seen.insert(name).second) throw UsageError{fmt::format("--profile: '{}' is named twice", name)};
    if (compliance::is_profile_file(name)) {
      if (const auto input = read_input(name); !input.fault.empty())
        throw InputFault{name, "cannot be read: " + input.fault};
      continue;
    }
    if (name == "default" || std::find(known.begin(), known.end(), name) != known.end()) continue;
    throw UsageError{fmt::format("--profile: '{}' is not a compliance profile{}", name,
                                 did_you_mean(name, {known.begin(), known.end()}))};
  }
}

bool has_gap(const std::vector<compliance::Finding>& findings, compliance::Severity from) {
  return std::any_of(findings.begin(), findings.end(), [&](const compliance::Finding& finding) {
    return finding.status == compliance::Status::fail && finding.severity >= from;
  });
}

bool lacks_evidence(const std::vector<compliance::Finding>& findings) {
  return std::any_of(findings.begin(), findings.end(), [](const compliance::Finding& finding) {
    return finding.status == compliance::Status::not_evaluated;
  });
}

bool has_objective(const RunResult& result, ObjectiveState state) {
  return std::any_of(result.objectives.begin(), result.objectives.end(),
                     [&](const Objective& objective) { return objective.state == state; });
}

}  // namespace

void demand_pages() {
  if (const auto why = why_no_page(); !why.empty()) throw UsageError{"--format html: " + why};
}

std::optional<Scenario> load_or_explain(const ScenarioOptions& options) {
  Diagnostics diagnostics;
  const ModelFiles files{options.models, diagnostics};
  check_profiles(options.overrides.profiles, files);
  auto scenario = load_scenario(options.file, options.overrides, files, diagnostics);
  if (const auto text = diagnostics.text(); !text.empty()) tell("{}", text);
  return diagnostics.has_errors() ? std::nullopt : std::move(scenario);
}

std::vector<std::string> fail_on_of(const CommandLine& line, const std::vector<std::string_view>& known) {
  auto words = line.list("fail-on");
  for (const auto& word : words) {
    if (std::find(known.begin(), known.end(), word) == known.end())
      throw UsageError{
          fmt::format("--fail-on: '{}' is none of {}", word, fmt::join(known.begin(), known.end(), ", "))};
  }
  return words;
}

void add_fail_on_objective(CommandLine& line, const std::string& when) {
  line.add()("fail-on",
             boost::program_options::value<std::string>()->value_name("LIST")->default_value("never"),
             when.c_str());
}

bool fails_on_objective(const CommandLine& line) {
  const auto words = fail_on_of(line, {"objective", "never"});
  return std::find(words.begin(), words.end(), "objective") != words.end();
}

bool misses_one(const std::vector<Objective>& objectives) {
  return std::any_of(objectives.begin(), objectives.end(),
                     [](const Objective& objective) { return objective.state == ObjectiveState::missed; });
}

void warn_of_program(const std::string& version, const std::string& build, const std::string& file) {
  if (version == GAROA_VERSION && build == build_hash()) return;
  tell(
      "garoa: warning: {} is of garoa {}, {}, whose figures and rules may be others than those of {}, build "
      "{}\n",
      safe_text(file), safe_text(version), build.empty() ? "no build told" : "build " + safe_text(build),
      GAROA_VERSION, build_hash());
}

int exit_code_of(const std::vector<compliance::Finding>& findings, const CommandLine& line) {
  const auto& wanted = line.get<std::string>("fail-on");
  const auto threshold = compliance::severity_named(wanted);
  if (wanted == "objective")
    throw UsageError{"--fail-on: an objective is judged by a run: 'garoa run FILE --fail-on objective'"};
  if (!threshold && wanted != "never")
    throw UsageError{fmt::format(
        "--fail-on: '{}' is not a severity; one of info, low, medium, high, critical, never", wanted)};
  if (threshold && has_gap(findings, *threshold)) return exit_gaps;
  return line.given("strict") && lacks_evidence(findings) ? exit_not_evaluated : exit_done;
}

int exit_code_of(const RunResult& result, const CommandLine& line) {
  bool fails = false;
  for (const auto& wanted : line.list("fail-on")) {
    const auto threshold = compliance::severity_named(wanted);
    if (!threshold && wanted != "never" && wanted != "objective")
      throw UsageError{fmt::format(
          "--fail-on: '{}' is neither a severity nor 'objective'; of info, low, medium, high, critical, "
          "objective, never",
          wanted)};
    fails = fails || (threshold && has_gap(result.compliance.findings, *threshold));
    fails = fails || (wanted == "objective" && misses_one(result.objectives));
  }
  if (fails) return exit_gaps;
  const bool open =
      lacks_evidence(result.compliance.findings) || has_objective(result, ObjectiveState::not_evaluated);
  return line.given("strict") && open ? exit_not_evaluated : exit_done;
}

}  // namespace garoa::cli
