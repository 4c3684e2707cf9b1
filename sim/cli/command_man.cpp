#include <fmt/format.h>

#include "sim/cli/cli.hpp"
#include "sim/cli/streams.hpp"
#include "sim/core/language.hpp"

namespace garoa::cli {
namespace {

/// Text as troff prints it: no sign of it is a command, and a hyphen can be copied.
std::string troff(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '\\') {
      result += "\\e";
    } else if (c == '-') {
      result += "\\-";
    } else if ((c == '.' || c == '\'') && (result.empty() || result.back() == '\n')) {
      result += fmt::format("\\&{}", c);
    } else {
      result += c;
    }
  }
  return result;
}

constexpr std::string_view ending = R"(.SH FILES
.TP
.I results/runs/SCENARIO\-SEED/
What \fBgaroa run\fR writes unless \fB\-\-out\fR or \fB\-\-format\fR say otherwise.
.TP
.I results/sweeps/PLAN/
What \fBgaroa sweep\fR writes: a folder a point, and tables of all of them.
.TP
.I PREFIX/share/garoa/scenarios/
The shipped scenarios.
.TP
.I PREFIX/share/garoa/schema.json
The JSON Schema of scenario files, for editors.
)";

std::string option_entry(const OptionDescription& option) {
  auto names = option.short_name.empty() ? "" : fmt::format("\\fB{}\\fR, ", troff(option.short_name));
  names += fmt::format("\\fB{}\\fR", troff(option.long_name));
  if (!option.argument.name.empty()) names += fmt::format(" \\fI{}\\fR", troff(option.argument.name));
  const auto given = option.default_value.empty() ? "" : fmt::format(" (default: {})", option.default_value);
  return fmt::format(".TP\n{}\n{}{}\n", names, troff(option.purpose), troff(given));
}

std::string command_section(const Command& command) {
  const auto description = describe(command);
  auto text = fmt::format(".SS {}\n.B {}\n.PP\n{}\n", command.name, troff(description.usage),
                          troff(description.purpose));
  for (const auto& option : description.options) text += option_entry(option);
  if (!description.example.empty()) text += fmt::format(".PP\nExample: {}\n", troff(description.example));
  return text;
}

std::string manual_page() {
  std::string text = fmt::format(
      ".\\\" Made by 'garoa man'.\n.TH GAROA 1 \"\" \"garoa {}\" \"User Commands\"\n", GAROA_VERSION);
  text += fmt::format(".SH NAME\ngaroa \\- {}\n", troff(about));
  text += ".SH SYNOPSIS\n.B garoa\n.I COMMAND\n.RI [ options ]\n.SH DESCRIPTION\n";
  text += troff(
      "From one scenario file garoa reports latency and throughput and the resource that binds them, how "
      "long backups "
      "take, what it costs per month and per thousand documents, and which compliance gaps remain. Every "
      "figure of "
      "AWS carries its source; every one that nobody can vouch for is named in the output.\n");
  text += ".SH COMMANDS\n";
  for (const auto& command : commands()) text += command_section(command);
  text += ".SH EXIT STATUS\n";
  for (const auto& exit : exit_codes) text += fmt::format(".TP\n{}\n{}\n", exit.code, troff(exit.meaning));
  return text + std::string{ending};
}

}  // namespace

/// The page is English, as its sections are, whatever the reader's language.
int man_command(const Arguments& arguments) {
  const Speaking english{Language::english};
  CommandLine line{"garoa man",
                   tr("Prints the manual page: what an installed garoa has already as garoa(1)."),
                   "garoa man > garoa.1"};
  line.parse(arguments);
  say("{}", manual_page());
  return exit_done;
}

}  // namespace garoa::cli
