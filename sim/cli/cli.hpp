// The command line. One file a command; this header has what they share. Help, the manual page and the completions of shells are
// made from what the commands declare (sim/cli/description.hpp).
#pragma once

#include <fmt/format.h>

#include <array>
#include <boost/program_options.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "sim/cli/description.hpp"
#include "sim/core/language.hpp"
#include "sim/core/safe_text.hpp"
#include "sim/results/finding.hpp"
#include "sim/results/result.hpp"
#include "sim/scenario/load.hpp"

namespace garoa::cli {

constexpr int exit_done = 0;
constexpr int exit_usage = 1;
constexpr int exit_fault = 2;
constexpr int exit_gaps = 3;
constexpr int exit_not_evaluated = 4;
constexpr int exit_interrupted = 130;

struct ExitCode {
  int code;
  std::string_view meaning;
};
inline constexpr std::array exit_codes{
    ExitCode{exit_done, msgid("done")},
    ExitCode{exit_usage, msgid("usage or scenario error, output that cannot be written, too little memory")},
    ExitCode{exit_fault, msgid("fault of the simulator")},
    ExitCode{exit_gaps, msgid("gaps at or above --fail-on, or an objective missed")},
    ExitCode{exit_not_evaluated, msgid("with --strict something was not evaluated")},
    ExitCode{exit_interrupted, msgid("interrupted")},
};

inline constexpr auto about = msgid("simulates EC2 + EBS + S3 and S3 + Lambda architectures");

/// A wrong call: the message goes to stderr, exit code 1.
struct UsageError : std::runtime_error {
  explicit UsageError(std::string_view message) : std::runtime_error{safe_text(message, longest)} {}
  static constexpr std::size_t longest = 1200;  // bytes
};

/// An input that is of no use; what() is what goes to stderr, exit code 1.
struct InputFault : std::runtime_error {
  /// Each in a line of its own.
  explicit InputFault(const Diagnostics& faults) : std::runtime_error{faults.text()} {}
  /// A file of the command line: "FILE: error: WHY".
  InputFault(std::string_view file, std::string_view why)
      : std::runtime_error{safe_text(fmt::format("{}: error: {}", file, why), UsageError::longest) + "\n"} {}
};

using Arguments = std::vector<std::string>;

/// How the program was called, such as "garoa" or "build/release/garoa": for commands that it tells to type.
[[nodiscard]] const std::string& called_as();

/// Runs the program.
int main(int argc, const char* const* argv);

// One function a command; `arguments` come after the command's name.
int run_command(const Arguments& arguments);
int check_command(const Arguments& arguments);
int compare_command(const Arguments& arguments);
int sweep_command(const Arguments& arguments);
int merge_command(const Arguments& arguments);
int capacity_command(const Arguments& arguments);
int diagram_command(const Arguments& arguments);
int show_command(const Arguments& arguments);
int schema_command(const Arguments& arguments);
int list_command(const Arguments& arguments);
int explain_command(const Arguments& arguments);
int prices_command(const Arguments& arguments);
int reconcile_command(const Arguments& arguments);
int report_command(const Arguments& arguments);
int lesson_command(const Arguments& arguments);
int version_command(const Arguments& arguments);
int completions_command(const Arguments& arguments);
int man_command(const Arguments& arguments);

struct Command {
  std::string_view name;
  std::string_view purpose;
  int (*run)(const Arguments&);
};

/// All of them, in the order of the help.
[[nodiscard]] const std::vector<Command>& commands();
[[nodiscard]] CommandDescription describe(const Command& command);

/// Options of commands that read a scenario: FILE, --seed, --set, --assume, --models, --profile, --help.
struct ScenarioOptions {
  std::string file;
  Overrides overrides;
  std::string models;
};

/// Adds options one after the other, as Boost's own does: a name, what kind of value, and the description in the reader's language.
class OptionAdder {
 public:
  explicit OptionAdder(boost::program_options::options_description_easy_init add) : add_{add} {}
  OptionAdder& operator()(const char* name, const std::string& description) {
    add_(name, description.c_str());
    return *this;
  }
  OptionAdder& operator()(const char* name, const boost::program_options::value_semantic* value,
                          const std::string& description) {
    add_(name, value, description.c_str());
    return *this;
  }

 private:
  boost::program_options::options_description_easy_init add_;
};

/// The options of a command and what they were set to. Knows --help.
class CommandLine {
 public:
  /// `usage` is the first line of the help: "garoa run FILE [options]"; `example` a call as a shell takes it.
  CommandLine(std::string usage, std::string purpose, std::string example = {});

  /// A description that ends in ": this, that, other" says which words the value can be: completions offer them.
  OptionAdder add() { return OptionAdder{options_.add_options()}; }
  /// Names the positional arguments, "file" for one; all of them are required. `choices`: the words that it can be.
  void positional(const char* name, int count, std::vector<std::string> choices = {});
  /// As many as there are, at least one.
  void positionals(const char* name);
  /// One that may be missing, after the required ones.
  void optional_positional(const char* name, std::vector<std::string> choices = {});
  void add_models_option();
  /// Of one FILE.
  void add_scenario_options();
  /// Of one and more.
  void add_scenarios_options();
  /// What changes a scenario: --models, --set, --seed, --assume.
  void add_override_options();
  /// --decimal-comma, which csv() follows.
  void add_csv_option();
  void add_gap_options(const std::string& default_severity);
  /// The same of a command that simulates: objectives too.
  void add_gap_and_objective_options();

  /// Throws UsageError; HelpWanted when the help was asked for.
  void parse(const Arguments& arguments);
  [[nodiscard]] bool given(const std::string& name) const { return values_.count(name) > 0; }
  /// Is it there by its default alone?
  [[nodiscard]] bool is_default(const std::string& name) const { return values_[name].defaulted(); }
  template <class T>
  [[nodiscard]] const T& get(const std::string& name) const {
    return values_[name].as<T>();
  }
  [[nodiscard]] std::vector<std::string> list(const std::string& name) const;
  /// A file of comma-separated values in the form that is wanted.
  [[nodiscard]] std::string csv(std::string text) const;
  [[nodiscard]] ScenarioOptions scenario() const;
  /// One for each FILE.
  [[nodiscard]] std::vector<ScenarioOptions> scenarios() const;
  /// What changes a scenario, without its file.
  [[nodiscard]] ScenarioOptions overrides() const;

 private:
  [[nodiscard]] CommandDescription description() const;
  void add_profile_option();

  std::string usage_;
  std::string purpose_;
  std::string example_;
  boost::program_options::options_description options_;
  boost::program_options::options_description hidden_;
  boost::program_options::positional_options_description positional_;
  boost::program_options::variables_map values_;
  std::vector<std::string> wanted_;
  std::vector<ArgumentDescription> positional_descriptions_;
};

/// What the reader reads: `--lang` wherever it stands, else the variables LC_ALL, LC_MESSAGES and LANG, the first that is given;
/// English for languages without texts. An unknown `--lang` is told when the options are read.
[[nodiscard]] Language language_of(const Arguments& arguments);

/// UsageError with the reason where this program makes no HTML pages.
void demand_pages();

/// Items of a comma-separated list.
[[nodiscard]] std::vector<std::string> split_list(const std::string& text);

/// The scenario, complete, or an error text on stderr and nothing. UsageError for unknown profiles.
[[nodiscard]] std::optional<Scenario> load_or_explain(const ScenarioOptions& options);

/// The words of --fail-on. Errors: UsageError for one that is none of `known`.
[[nodiscard]] std::vector<std::string> fail_on_of(const CommandLine& line,
                                                  const std::vector<std::string_view>& known);
/// --fail-on of commands that fail for objectives alone; `when` is its help.
void add_fail_on_objective(CommandLine& line, const std::string& when);
[[nodiscard]] bool fails_on_objective(const CommandLine& line);
[[nodiscard]] bool misses_one(const std::vector<Objective>& objectives);

/// A warning where what is in `file` was found out by another version or build, which may not be what this one would.
void warn_of_program(const std::string& version, const std::string& build, const std::string& file);

/// The exit code that the findings call for, by --fail-on and --strict.
[[nodiscard]] int exit_code_of(const std::vector<compliance::Finding>& findings, const CommandLine& line);
/// The same of a run: its objectives count too, where --fail-on names them.
[[nodiscard]] int exit_code_of(const RunResult& result, const CommandLine& line);

}  // namespace garoa::cli
