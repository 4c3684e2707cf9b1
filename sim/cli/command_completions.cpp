#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "sim/cli/cli.hpp"
#include "sim/cli/completions.hpp"
#include "sim/cli/streams.hpp"

namespace garoa::cli {
namespace {

struct Shell {
  std::string_view name;
  std::string (*script)();
};

constexpr std::array shells{Shell{"bash", bash_completions}, Shell{"zsh", zsh_completions},
                            Shell{"fish", fish_completions}};

std::string words_of(const std::vector<std::string>& words) {
  return fmt::format("{}", fmt::join(words, " "));
}

}  // namespace

Offer offer_for(const ArgumentDescription& argument) {
  if (!argument.choices.empty())
    return {.kind = Offer::Kind::words, .words = words_of(argument.choices), .list = argument.is_list()};
  // Scenarios are what commands are about; their options ask for findings, exports, pages.
  if (argument.name == "RESULT" || (argument.name == "FILE" && argument.of_option))
    return {.kind = Offer::Kind::files, .words = {}};
  if (argument.name == "FILE" || argument.name == "PLAN")
    return {.kind = Offer::Kind::scenarios, .words = {}};
  if (argument.name == "DIR") return {.kind = Offer::Kind::folders, .words = {}};
  if (argument.name == "PROFILE,...")
    return {.kind = Offer::Kind::listed, .words = "profiles", .list = argument.is_list()};
  if (argument.name == "ID,...") return {.kind = Offer::Kind::listed, .words = "controls", .list = true};
  if (argument.name == "WHAT") return {.kind = Offer::Kind::listed, .words = "regions", .files = true};
  if (argument.name == "LESSON") return {.kind = Offer::Kind::listed, .words = "lessons"};
  if (argument.name == "NAME")
    return {.kind = Offer::Kind::listed, .words = "controls profiles figures reasons"};
  if (argument.name == "EDGE") return {.kind = Offer::Kind::words, .words = "low high"};
  return {};
}

std::string names_of_commands() {
  std::vector<std::string> names;
  for (const auto& command : commands()) names.emplace_back(command.name);
  return words_of(names);
}

std::string valued_options(const CommandDescription& description) {
  std::vector<std::string> names;
  for (const auto& option : description.options) {
    if (!option.argument.name.empty()) names.push_back(option.long_name);
  }
  return words_of(names);
}

std::string shell_quoted(std::string_view text) {
  std::string result = "'";
  for (const char c : text) result += c == '\'' ? std::string{"'\\''"} : std::string{c};
  return result + "'";
}

int completions_command(const Arguments& arguments) {
  std::vector<std::string> names;
  for (const auto& shell : shells) names.emplace_back(shell.name);
  CommandLine line{
      "garoa completions SHELL",
      tr("Prints the completions of a shell, bash, zsh or fish: what an installed garoa has already."),
      "garoa completions bash > garoa.bash"};
  line.positional("SHELL", 1, names);
  line.parse(arguments);
  const auto& wanted = line.get<std::string>("SHELL");
  const auto* const shell =
      std::find_if(shells.begin(), shells.end(), [&](const Shell& s) { return s.name == wanted; });
  if (shell == shells.end())
    throw UsageError{fmt::format("there are no completions for '{}'{}; one of {}", wanted,
                                 did_you_mean(wanted, {names.begin(), names.end()}), fmt::join(names, ", "))};
  say("{}", shell->script());
  return exit_done;
}

}  // namespace garoa::cli
