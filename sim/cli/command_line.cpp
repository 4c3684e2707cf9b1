#include <fmt/format.h>

#include <cstdlib>
#include <regex>
#include <sstream>

#include "sim/cli/cli.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/render/csv_form.hpp"

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
  result.argument = {.name = name.substr(0, given), .choices = choices_in(result.purpose), .of_option = true};
  if (given != std::string::npos) result.default_value = name.substr(given + 3, name.size() - given - 4);
  return result;
}

void check_language(const std::string& tag) {
  const auto language = language_named(tag);
  if (!language) throw UsageError{fmt::format("--lang: '{}' is not a language; one of en, pt-BR", tag)};
  if (!has_texts_in(*language))
    throw UsageError{fmt::format(
        "--lang: this program has no texts in {}: GNU gettext was not there when it was built", tag)};
}

/// By the variables that decide a program's messages, the first that is given.
Language language_of_environment() {
  for (const char* const name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* const value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    const auto language = language_named(value).value_or(Language::english);
    return has_texts_in(language) ? language : Language::english;
  }
  return Language::english;
}

}  // namespace

Language language_of(const Arguments& arguments) {
  constexpr std::string_view option = "--lang";
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string_view word = arguments[i];
    std::string_view tag;
    if (word == option && i + 1 < arguments.size()) {
      tag = arguments[i + 1];
    } else if (word.starts_with("--lang=")) {
      tag = word.substr(option.size() + 1);
    } else {
      continue;
    }
    const auto language = language_named(tag).value_or(Language::english);
    return has_texts_in(language) ? language : Language::english;
  }
  return language_of_environment();
}

CommandLine::CommandLine(std::string usage, std::string purpose, std::string example)
    : usage_{std::move(usage)},
      purpose_{std::move(purpose)},
      example_{std::move(example)},
      options_{tr("options"), static_cast<unsigned>(output_width())} {
  add()("help,h", tr("this help"));
  add()("lang", po::value<std::string>()->value_name("LANG"),
        tr("language of texts and numbers, instead of the one of the variable LANG: en, pt-BR"));
}

void CommandLine::positional(const char* name, int count, std::vector<std::string> choices) {
  hidden_.add_options()(name, po::value<std::string>());
  positional_.add(name, count);
  wanted_.emplace_back(name);
  positional_descriptions_.push_back({name, std::move(choices), false});
}

void CommandLine::positionals(const char* name) {
  hidden_.add_options()(name, po::value<std::vector<std::string>>());
  positional_.add(name, -1);
  wanted_.emplace_back(name);
  positional_descriptions_.push_back({name, {}, true});
}

void CommandLine::optional_positional(const char* name, std::vector<std::string> choices) {
  hidden_.add_options()(name, po::value<std::string>());
  positional_.add(name, 1);
  positional_descriptions_.push_back({name, std::move(choices), false});
}

void CommandLine::add_models_option() {
  add()("models", po::value<std::string>()->value_name("DIR"),
        tr("folder with model figures that replace the built-in ones"));
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
        tr("override a value of the scenario, such as ebs.documents.iops=6000; may be repeated"))(
      "seed", po::value<std::string>()->value_name("N"), tr("seed of all random numbers"))(
      "assume", po::value<std::vector<std::string>>()->value_name("EDGE")->composing(),
      tr("low or high edge of all figures that have a range, or of one, such as ebs.snapshot.load.rate=low; "
         "may "
         "be "
         "repeated"));
}

void CommandLine::add_csv_option() {
  add()("decimal-comma",
        tr("csv with ';' between fields and ',' before decimals, as spreadsheets in Portuguese read it"));
}

std::string CommandLine::csv(std::string text) const {
  return given("decimal-comma") ? with_decimal_commas(text) : std::move(text);
}

void CommandLine::add_profile_option() {
  add()("profile", po::value<std::string>()->value_name("PROFILE,..."),
        tr("compliance profiles, instead of the scenario's"));
}

void CommandLine::add_gap_options(const std::string& default_severity) {
  add_profile_option();
  add()("fail-on", po::value<std::string>()->value_name("SEVERITY")->default_value(default_severity),
        tr("exit with 3 on failed controls of this severity or above: info, low, medium, high, critical, "
           "never"))("strict", tr("exit with 4 if a control could not be evaluated"));
}

void CommandLine::add_gap_and_objective_options() {
  add_profile_option();
  add()("fail-on", po::value<std::string>()->value_name("LIST")->default_value("never"),
        tr("exit with 3 on failed controls of this severity or above, on a missed objective, or on both, "
           "such as "
           "high,objective: info, low, medium, high, critical, objective, never"))(
      "strict", tr("exit with 4 if a control or an objective could not be evaluated"));
}

void CommandLine::parse(const Arguments& arguments) {
  po::options_description all;
  all.add(options_).add(hidden_);
  try {
    po::store(po::command_line_parser{arguments}.options(all).positional(positional_).run(), values_);
    po::notify(values_);
  } catch (const po::too_many_positional_options_error&) {
    throw UsageError{fmt::format("too many words; usage: {}", usage_)};
  } catch (const po::error& error) {
    throw UsageError{fmt::format("{}; try '{} --help'", error.what(),
                                 usage_.substr(0, usage_.find(' ', usage_.find(' ') + 1)))};
  }
  if (given("lang")) check_language(get<std::string>("lang"));
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
