// What a command says of itself: the one place from which its help, the manual page and the completions of shells are made.
#pragma once

#include <string>
#include <vector>

namespace garoa::cli {

/// What may stand for an option's value or a positional argument.
struct ArgumentDescription {
  std::string name;                  // "FILE"; empty for an option without a value
  std::vector<std::string> choices;  // all there are; empty if they are not words to choose from
  bool repeats = false;              // a positional: one or more
  bool of_option = false;
  /// Several with commas between them.
  [[nodiscard]] bool is_list() const { return name == "LIST" || name.ends_with(",..."); }
};

struct OptionDescription {
  std::string long_name;   // "--quiet"
  std::string short_name;  // "-q", or empty
  std::string purpose;
  std::string default_value;  // empty without one
  ArgumentDescription argument;
};

struct CommandDescription {
  std::string usage;    // "garoa run FILE [options]"
  std::string purpose;  // sentences
  std::string example;  // a call; empty without one
  std::string options_text;
  std::vector<OptionDescription> options;
  std::vector<ArgumentDescription> positionals;
};

/// Thrown where a command line asks for help, and nothing of the command has happened yet.
struct HelpWanted {
  CommandDescription description;
};

}  // namespace garoa::cli
