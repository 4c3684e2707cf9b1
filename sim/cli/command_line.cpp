#include <fmt/format.h>

#include <regex>
#include <sstream>

#include "sim/cli/cli.hpp"

namespace garoa::cli {
namespace {

namespace po = boost::program_options;

/// The words at the end of "what to give: table, json, csv".
std::vector<std::string> choices_in(const std::string& purpose) {
  static const std::regex form{R"re(: ([\w-]+(, [\w-]+)+)$)re"};
  std::smatch found;
  if (!std::regex_search(purpose, found, form)) return {};
  auto words = split_list(found[1]);
  for (auto& word : words) word.erase(0, word.find_first_not_of(' '));
  return words;
}

OptionDescription described(const po::option_description& option) {
  OptionDescription result{.long_name = "--" + option.long_name(),
                           .short_name = {},
                           .purpose = option.description(),
                           .default_value = {},
                           .argument = {}};
  const auto short_name = option.canonical_display_name(po::command_line_style::allow_dash_for_short);
  if (short_name.starts_with('-')) result.short_name = short_name;
  if (option.semantic()->max_tokens() == 0) return result;
  // "LIST (=table)"
  const auto name = option.semantic()->name();
  const auto given = name.find(" (=");
  result.argument = {name.substr(0, given), choices_in(result.purpose)};
  if (given != std::string::npos) result.default_value = name.substr(given + 3, name.size() - given - 4);
  return result;
}

}  // namespace

CommandLine::CommandLine(std::string usage, std::string purpose, std::string example)
    : usage_{std::move(usage)},
      purpose_{std::move(purpose)},
      example_{std::move(example)},
      options_{"options", 100} {
  add()("help,h", "this help");
}

void CommandLine::positional(const char* name, int count, std::vector<std::string> choices) {
  hidden_.add_options()(name, po::value<std::string>());
  positional_.add(name, count);
  wanted_.emplace_back(name);
  positional_descriptions_.push_back({name, std::move(choices)});
}

void CommandLine::positionals(const char* name) {
  hidden_.add_options()(name, po::value<std::vector<std::string>>());
  positional_.add(name, -1);
  wanted_.emplace_back(name);
  positional_descriptions_.push_back({name, {}});
}

void CommandLine::optional_positional(const char* name) {
  hidden_.add_options()(name, po::value<std::string>());
  positional_.add(name, 1);
  positional_descriptions_.push_back({name, {}});
}

void CommandLine::add_models_option() {
  add()("models", po::value<std::string>()->value_name("DIR"),
        "folder with model figures that replace the built-in ones");
}

void CommandLine::add_scenario_options() {
  positional("FILE", 1);
  add_override_options();
}

void CommandLine::add_scenarios_options() {
  positionals("FILE");
  add_override_options();
}

void CommandLine::add_override_options() {
  add_models_option();
  add()("set", po::value<std::vector<std::string>>()->value_name("PATH=VALUE")->composing(),
        "override a value of the scenario, such as ebs.documents.iops=6000; may be repeated")(
      "seed", po::value<std::string>()->value_name("N"), "seed of all random numbers")(
      "assume", po::value<std::vector<std::string>>()->value_name("EDGE")->composing(),
      "low or high edge of all figures that have a range, or of one, such as ebs.snapshot.load.rate=low; may "
      "be "
      "repeated");
}

void CommandLine::add_profile_option() {
  add()("profile", po::value<std::string>()->value_name("PROFILE,..."),
        "compliance profiles, instead of the scenario's");
}

void CommandLine::add_gap_options(const std::string& default_severity) {
  add_profile_option();
  add()("fail-on", po::value<std::string>()->value_name("SEVERITY")->default_value(default_severity),
        "exit with 3 on failed controls of this severity or above: info, low, medium, high, critical, never")(
      "strict", "exit with 4 if a control could not be evaluated");
}

void CommandLine::add_gap_and_objective_options() {
  add_profile_option();
  add()(
      "fail-on", po::value<std::string>()->value_name("LIST")->default_value("never"),
      "exit with 3 on failed controls of this severity or above, on a missed objective, or on both, such as "
      "high,objective: info, low, medium, high, critical, objective, never")(
      "strict", "exit with 4 if a control or an objective could not be evaluated");
}

void CommandLine::parse(const Arguments& arguments) {
  po::options_description all;
  all.add(options_).add(hidden_);
  try {
    po::store(po::command_line_parser{arguments}.options(all).positional(positional_).run(), values_);
    po::notify(values_);
  } catch (const po::error& error) {
    throw UsageError{fmt::format("{}; try '{} --help'", error.what(),
                                 usage_.substr(0, usage_.find(' ', usage_.find(' ') + 1)))};
  }
  if (given("help")) throw HelpWanted{description()};
  for (const auto& name : wanted_) {
    if (!given(name)) throw UsageError{fmt::format("{} is missing; usage: {}", name, usage_)};
  }
}

CommandDescription CommandLine::description() const {
  std::ostringstream text;
  text << options_;
  CommandDescription description{.usage = usage_,
                                 .purpose = purpose_,
                                 .example = example_,
                                 .options_text = std::regex_replace(text.str(), std::regex{" +\n"}, "\n"),
                                 .options = {},
                                 .positionals = positional_descriptions_};
  for (const auto& option : options_.options()) description.options.push_back(described(*option));
  return description;
}

std::vector<std::string> CommandLine::list(const std::string& name) const {
  return given(name) ? split_list(get<std::string>(name)) : std::vector<std::string>{};
}

ScenarioOptions CommandLine::scenario() const {
  auto options = overrides();
  options.file = get<std::string>("FILE");
  return options;
}

std::vector<ScenarioOptions> CommandLine::scenarios() const {
  std::vector<ScenarioOptions> all;
  for (const auto& file : get<std::vector<std::string>>("FILE")) {
    all.push_back(overrides());
    all.back().file = file;
  }
  return all;
}

ScenarioOptions CommandLine::overrides() const {
  ScenarioOptions options;
  if (given("set")) options.overrides.sets = get<std::vector<std::string>>("set");
  if (given("assume")) options.overrides.assumed = get<std::vector<std::string>>("assume");
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

}  // namespace garoa::cli
