#include "sim/cli/cli.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <sstream>
#include <system_error>

#include "models/compliance/profile.hpp"
#include "sim/engine/simulator.hpp"
#include "sim/run/run.hpp"

namespace garoa::cli {
namespace {

namespace po = boost::program_options;

struct Command {
  std::string_view name;
  std::string_view purpose;
  int (*run)(const Arguments&);
};

constexpr std::array commands{
    Command{"run", "simulate a scenario and report latency, backups, cost and gaps", run_command},
    Command{"check", "validate a scenario and apply the static controls, without simulation", check_command},
    Command{"show", "print a scenario with every default, and where each value comes from", show_command},
    Command{"schema", "print the JSON Schema of scenario files", schema_command},
    Command{"list", "list metrics, controls, profiles, figures, regions, instance-types, runtimes",
            list_command},
    Command{"explain", "explain a control, a metric or a figure", explain_command},
    Command{"report", "print a stored result again", report_command},
    Command{"version", "print the version", version_command},
};

void print_help() {
  fmt::print("garoa {}: simulates EC2 + EBS + S3 and S3 + Lambda architectures\n\n", GAROA_VERSION);
  fmt::print("usage: garoa COMMAND [options]      garoa COMMAND --help\n\n");
  for (const auto& command : commands) fmt::print("  {:<9} {}\n", command.name, command.purpose);
  fmt::print(
      "\nexit codes: 0 done, 1 usage or scenario error, 2 fault of the simulator, 3 gaps at or above "
      "--fail-on,\n"
      "            4 with --strict something was not evaluated, 130 interrupted\n");
}

int dispatch(const Arguments& arguments) {
  if (arguments.empty()) throw UsageError{"a command is missing; try 'garoa --help'"};
  const auto& name = arguments.front();
  if (name == "--help" || name == "-h" || name == "help") {
    print_help();
    return exit_done;
  }
  if (name == "--version") return version_command({});
  std::vector<std::string_view> known;
  for (const auto& command : commands) {
    if (command.name == name) return command.run({arguments.begin() + 1, arguments.end()});
    known.push_back(command.name);
  }
  throw UsageError{
      fmt::format("there is no command '{}'{}; try 'garoa --help'", name, did_you_mean(name, known))};
}

}  // namespace

int main(int argc, const char* const* argv) {
  try {
    const int code = dispatch({argv + 1, argv + std::max(argc, 1)});
    if (std::fflush(stdout) != 0) throw UsageError{"cannot write to the standard output"};
    return code;
  } catch (const UsageError& error) {
    fmt::print(stderr, "garoa: {}\n", error.what());
    return exit_usage;
  } catch (const Interrupted&) {
    fmt::print(stderr, "garoa: interrupted; nothing was written\n");
    return exit_interrupted;
  } catch (const std::system_error& error) {
    fmt::print(stderr, "garoa: {}\n", error.what());
    return exit_usage;
  } catch (const std::exception& error) {
    fmt::print(stderr, "garoa: fault of the simulator: {}\n", error.what());
    return exit_fault;
  }
}

CommandLine::CommandLine(std::string usage, std::string purpose)
    : usage_{std::move(usage)}, purpose_{std::move(purpose)}, options_{"options", 100} {
  add()("help,h", "this help");
}

void CommandLine::positional(const char* name, int count) {
  hidden_.add_options()(name, po::value<std::string>());
  positional_.add(name, count);
  wanted_.emplace_back(name);
}

void CommandLine::optional_positional(const char* name) {
  hidden_.add_options()(name, po::value<std::string>());
  positional_.add(name, 1);
}

void CommandLine::add_models_option() {
  add()("models", po::value<std::string>()->value_name("DIR"),
        "folder with model figures that replace the built-in ones");
}

void CommandLine::add_scenario_options() {
  positional("FILE", 1);
  add_models_option();
  add()("set", po::value<std::vector<std::string>>()->value_name("PATH=VALUE")->composing(),
        "override a value of the scenario, such as ebs.documents.iops=6000; may be repeated")(
      "seed", po::value<std::string>()->value_name("N"), "seed of all random numbers");
}

void CommandLine::add_gap_options(const std::string& default_severity) {
  add()("profile", po::value<std::string>()->value_name("NAME,..."),
        "compliance profiles, instead of the scenario's")(
      "fail-on", po::value<std::string>()->value_name("SEVERITY")->default_value(default_severity),
      "exit with 3 on failed controls of this severity or above: info, low, medium, high, critical, never")(
      "strict", "exit with 4 if a control could not be evaluated");
}

bool CommandLine::parse(const Arguments& arguments) {
  po::options_description all;
  all.add(options_).add(hidden_);
  try {
    po::store(po::command_line_parser{arguments}.options(all).positional(positional_).run(), values_);
    po::notify(values_);
  } catch (const po::error& error) {
    throw UsageError{fmt::format("{}; try '{} --help'", error.what(),
                                 usage_.substr(0, usage_.find(' ', usage_.find(' ') + 1)))};
  }
  if (given("help")) {
    std::ostringstream text;
    text << options_;
    fmt::print("usage: {}\n\n{}\n\n{}", usage_, purpose_, text.str());
    return false;
  }
  for (const auto& name : wanted_) {
    if (!given(name)) throw UsageError{fmt::format("{} is missing; usage: {}", name, usage_)};
  }
  return true;
}

std::vector<std::string> CommandLine::list(const std::string& name) const {
  return given(name) ? split_list(get<std::string>(name)) : std::vector<std::string>{};
}

ScenarioOptions CommandLine::scenario() const {
  ScenarioOptions options;
  options.file = get<std::string>("FILE");
  if (given("set")) options.overrides.sets = get<std::vector<std::string>>("set");
  if (given("seed")) {
    // Read by the scenario's rules: the option parser would take -1 for the largest number.
    std::string why;
    options.overrides.seed = Scalar<std::uint64_t>::parse(get<std::string>("seed"), false, why);
    if (!options.overrides.seed)
      throw UsageError{fmt::format("--seed: '{}' {}", get<std::string>("seed"), why)};
  }
  if (given("models")) options.models = get<std::string>("models");
  options.overrides.profiles = list("profile");
  return options;
}

std::vector<std::string> split_list(const std::string& text) {
  std::vector<std::string> items;
  std::istringstream stream{text};
  for (std::string item; std::getline(stream, item, ',');) items.push_back(item);
  return items;
}

namespace {

void check_profiles(const std::vector<std::string>& named, const ModelFiles& files) {
  const auto known = compliance::profile_names(files);
  for (const auto& name : named) {
    if (name == "default" || std::find(known.begin(), known.end(), name) != known.end()) continue;
    throw UsageError{fmt::format("--profile: '{}' is not a compliance profile{}", name,
                                 did_you_mean(name, {known.begin(), known.end()}))};
  }
}

}  // namespace

std::optional<Scenario> load_or_explain(const ScenarioOptions& options) {
  Diagnostics diagnostics;
  const ModelFiles files{options.models, diagnostics};
  check_profiles(options.overrides.profiles, files);
  auto scenario = load_scenario(options.file, options.overrides, files, diagnostics);
  fmt::print(stderr, "{}", diagnostics.text());
  return diagnostics.has_errors() ? std::nullopt : std::move(scenario);
}

int exit_code_of(const std::vector<compliance::Finding>& findings, const CommandLine& line) {
  const auto& wanted = line.get<std::string>("fail-on");
  const auto threshold = compliance::severity_named(wanted);
  if (!threshold && wanted != "never")
    throw UsageError{fmt::format(
        "--fail-on: '{}' is not a severity; one of info, low, medium, high, critical, never", wanted)};
  bool not_evaluated = false;
  for (const auto& finding : findings) {
    if (threshold && finding.status == compliance::Status::fail && finding.severity >= *threshold)
      return exit_gaps;
    not_evaluated = not_evaluated || finding.status == compliance::Status::not_evaluated;
  }
  return line.given("strict") && not_evaluated ? exit_not_evaluated : exit_done;
}

}  // namespace garoa::cli
