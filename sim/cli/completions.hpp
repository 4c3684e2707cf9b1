// Completions of commands, options, words to choose from, files and names, as scripts of shells. A script asks the installed
// `garoa list` for names; everything else of it comes from the descriptions of the commands.
#pragma once

#include <string>
#include <vector>

#include "sim/cli/cli.hpp"

namespace garoa::cli {

/// What is offered where an argument stands.
struct Offer {
  enum class Kind { nothing, scenarios, files, folders, words, listed };
  Kind kind = Kind::nothing;
  std::string words;   // to choose from, or topics of `garoa list`; with blanks between
  bool list = false;   // several, with commas between
  bool files = false;  // or the name of a file
};

[[nodiscard]] Offer offer_for(const ArgumentDescription& argument);
/// Names of all commands, with blanks between: what `garoa help` takes.
[[nodiscard]] std::string names_of_commands();
/// Options that take a value, with blanks between: where the next word stands for no positional argument.
[[nodiscard]] std::string valued_options(const CommandDescription& description);

/// Text in single quotes for a shell, whatever is in it.
[[nodiscard]] std::string shell_quoted(std::string_view text);

[[nodiscard]] std::string bash_completions();
[[nodiscard]] std::string zsh_completions();
[[nodiscard]] std::string fish_completions();

}  // namespace garoa::cli
