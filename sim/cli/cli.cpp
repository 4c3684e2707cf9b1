#include "sim/cli/cli.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <sstream>
#include <system_error>

#include "models/compliance/profile.hpp"
#include "sim/cli/streams.hpp"
#include "sim/engine/simulator.hpp"
#include "sim/render/html/page.hpp"
#include "sim/render/text_table.hpp"
#include "sim/run/run.hpp"

namespace garoa::cli {
namespace {

void print_help() {
  say("garoa {}: {}\n\n", GAROA_VERSION, about);
  say("usage: garoa COMMAND [options]      garoa help COMMAND\n\n");
  for (const auto& command : commands()) say("  {:<11} {}\n", command.name, command.purpose);
  std::string codes;
  for (const auto& exit : exit_codes)
    codes += fmt::format("{}{} {}", codes.empty() ? "" : ", ", exit.code, exit.meaning);
  say("\n{}", paragraph("exit codes: ", codes));
}

void print_help_of(const CommandDescription& command) {
  say("usage: {}\n\n{}\n\n{}", command.usage, command.purpose, command.options_text);
  if (!command.example.empty()) say("\nexample: {}\n", command.example);
}

int dispatch(const Arguments& arguments) {
  if (arguments.empty()) throw UsageError{"a command is missing; try 'garoa --help'"};
  const auto& name = arguments.front();
  if (name == "help" && arguments.size() > 1) return dispatch({arguments[1], "--help"});
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

/// The command's exit code. What it could not do is said here.
int code_of(const Arguments& arguments) {
  try {
    return dispatch(arguments);
  } catch (const HelpWanted& help) {
    print_help_of(help.description);
    return exit_done;
  } catch (const UsageError& error) {
    tell("garoa: {}\n", error.what());
    return exit_usage;
  } catch (const Interrupted&) {
    tell("garoa: interrupted; nothing was written\n");
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
      {"run", "simulate a scenario and report latency, backups, cost and gaps", run_command},
      {"check", "validate a scenario and apply the static controls, without simulation", check_command},
      {"compare", "run scenarios side by side and tell what differs", compare_command},
      {"sweep", "run a scenario at many values of its settings, find the cheapest that will do",
       sweep_command},
      {"merge", "join the shards of a sweep", merge_command},
      {"capacity", "tell what breaks first as load grows or time passes", capacity_command},
      {"diagram", "draw a scenario as SVG or Mermaid", diagram_command},
      {"show", "print a scenario with every default, and where each value comes from", show_command},
      {"schema", "print the JSON Schema of scenario files or sweep plans", schema_command},
      {"list", "list metrics, controls, profiles, figures, regions, instance-types, runtimes", list_command},
      {"explain", "explain a control, a profile, a metric or a figure", explain_command},
      {"prices", "list and explain prices, import AWS's price lists", prices_command},
      {"reconcile", "lay what AWS billed beside the bill of a run", reconcile_command},
      {"report", "print a stored result again", report_command},
      {"completions", "print the completions of a shell: bash, zsh, fish", completions_command},
      {"man", "print the manual page", man_command},
      {"version", "print the version", version_command},
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

int main(int argc, const char* const* argv) {
  prepare_streams();
  return code_after_streams(code_of({argv + 1, argv + std::max(argc, 1)}));
}

namespace {

void check_profiles(const std::vector<std::string>& named, const ModelFiles& files) {
  const auto known = compliance::profile_names(files);
  for (const auto& name : named) {
    if (compliance::is_profile_file(name)) continue;
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

int exit_code_of(const std::vector<compliance::Finding>& findings, const CommandLine& line) {
  const auto& wanted = line.get<std::string>("fail-on");
  const auto threshold = compliance::severity_named(wanted);
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
    fails = fails || (wanted == "objective" && has_objective(result, ObjectiveState::missed));
  }
  if (fails) return exit_gaps;
  const bool open =
      lacks_evidence(result.compliance.findings) || has_objective(result, ObjectiveState::not_evaluated);
  return line.given("strict") && open ? exit_not_evaluated : exit_done;
}

}  // namespace garoa::cli
