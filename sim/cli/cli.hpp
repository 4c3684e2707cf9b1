// The command line. One file a command; this header has what they share.
//
// Exit codes: 0 done; 1 usage, scenario or profile error; 2 fault of the simulator; 3 gaps at or above
// --fail-on; 4 with --strict something was not evaluated; 130 interrupted.
#pragma once

#include <boost/program_options.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/safe_text.hpp"
#include "sim/results/finding.hpp"
#include "sim/scenario/load.hpp"

namespace garoa::cli {

constexpr int exit_done = 0;
constexpr int exit_usage = 1;
constexpr int exit_fault = 2;
constexpr int exit_gaps = 3;
constexpr int exit_not_evaluated = 4;
constexpr int exit_interrupted = 130;

/// A wrong call: the message goes to stderr, exit code 1.
struct UsageError : std::runtime_error {
  explicit UsageError(std::string_view message) : std::runtime_error{safe_text(message, longest)} {}
  static constexpr std::size_t longest = 1200;  // bytes
};

using Arguments = std::vector<std::string>;

/// Runs the program.
int main(int argc, const char* const* argv);

// One function a command; `arguments` come after the command's name.
int run_command(const Arguments& arguments);
int check_command(const Arguments& arguments);
int show_command(const Arguments& arguments);
int schema_command(const Arguments& arguments);
int list_command(const Arguments& arguments);
int explain_command(const Arguments& arguments);
int report_command(const Arguments& arguments);
int version_command(const Arguments& arguments);

/// Options of commands that read a scenario: FILE, --seed, --set, --models, --profile, --help.
struct ScenarioOptions {
  std::string file;
  Overrides overrides;
  std::string models;
};

/// The options of a command and what they were set to. Knows --help.
class CommandLine {
 public:
  /// `usage` is the first line of the help: "garoa run FILE [options]".
  CommandLine(std::string usage, std::string purpose);

  boost::program_options::options_description_easy_init add() { return options_.add_options(); }
  /// Names the positional arguments, "file" for one; all of them are required.
  void positional(const char* name, int count);
  /// One that may be missing, after the required ones.
  void optional_positional(const char* name);
  void add_models_option();
  void add_scenario_options();
  void add_gap_options(const std::string& default_severity);

  /// False when the help was asked for and printed. Throws UsageError.
  [[nodiscard]] bool parse(const Arguments& arguments);
  [[nodiscard]] bool given(const std::string& name) const { return values_.count(name) > 0; }
  template <class T>
  [[nodiscard]] const T& get(const std::string& name) const {
    return values_[name].as<T>();
  }
  [[nodiscard]] std::vector<std::string> list(const std::string& name) const;
  [[nodiscard]] ScenarioOptions scenario() const;

 private:
  std::string usage_;
  std::string purpose_;
  boost::program_options::options_description options_;
  boost::program_options::options_description hidden_;
  boost::program_options::positional_options_description positional_;
  boost::program_options::variables_map values_;
  std::vector<std::string> wanted_;
};

/// Items of a comma-separated list.
[[nodiscard]] std::vector<std::string> split_list(const std::string& text);

/// The scenario, complete, or an error text on stderr and nothing. UsageError for unknown profiles.
[[nodiscard]] std::optional<Scenario> load_or_explain(const ScenarioOptions& options);

/// The exit code that the findings call for, by --fail-on and --strict.
[[nodiscard]] int exit_code_of(const std::vector<compliance::Finding>& findings, const CommandLine& line);

}  // namespace garoa::cli
