#include <fmt/format.h>

#include "sim/cli/cli.hpp"
#include "sim/cli/streams.hpp"
#include "sim/core/language.hpp"
#include "sim/core/language_context.hpp"

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

std::string heading(std::string_view title) {
  return fmt::format(".SH {}\n", troff(title));
}

std::string file_entry(std::string_view file, const std::string& meaning) {
  return fmt::format(".TP\n.I {}\n{}\n", troff(file), troff(meaning));
}

std::string files() {
  return heading(tr("FILES")) +
         file_entry("results/runs/SCENARIO-SEED/",
                    tr("What 'garoa run' writes unless --out or --format say otherwise.")) +
         file_entry("results/sweeps/PLAN/",
                    tr("What 'garoa sweep' writes: a folder a point, and tables of all of them.")) +
         file_entry("PREFIX/share/garoa/scenarios/", tr("The shipped scenarios.")) +
         file_entry("PREFIX/share/garoa/schema.json", tr("The JSON Schema of scenario files, for editors."));
}

std::string option_entry(const OptionDescription& option) {
  auto names = option.short_name.empty() ? "" : fmt::format("\\fB{}\\fR, ", troff(option.short_name));
  names += fmt::format("\\fB{}\\fR", troff(option.long_name));
  if (!option.argument.name.empty()) names += fmt::format(" \\fI{}\\fR", troff(option.argument.name));
  const auto given = option.default_value.empty() ? "" : " " + tr("(default: {})", option.default_value);
  return fmt::format(".TP\n{}\n{}{}\n", names, troff(option.purpose), troff(given));
}

std::string command_section(const Command& command) {
  const auto description = describe(command);
  auto text = fmt::format(".SS {}\n.B {}\n.PP\n{}\n", command.name, troff(description.usage),
                          troff(description.purpose));
  for (const auto& option : description.options) text += option_entry(option);
  if (!description.example.empty())
    text += fmt::format(".PP\n{}\n", troff(tr("Example: {}", description.example)));
  return text;
}

std::string manual_page() {
  std::string text = fmt::format(".\\\" {}\n.TH GAROA 1 \"\" \"garoa {}\" \"{}\"\n",
                                 tr("Made by 'garoa man'."), GAROA_VERSION, tr("User Commands"));
  text += heading(tr("NAME")) + fmt::format("garoa \\- {}\n", troff(tr(about)));
  text += heading(tr("SYNOPSIS")) + fmt::format(".B garoa\n.I COMMAND\n.RI {}\n", troff(tr("[options]")));
  text += heading(tr("DESCRIPTION"));
  text += troff(tr("From one scenario file garoa reports latency and throughput and the resource that binds "
                   "them, how long backups take, what it costs per month and per thousand documents, and "
                   "which compliance gaps remain. Every figure of AWS carries its source; every one that "
                   "nobody can vouch for is named in the output.")) +
          "\n";
  text += heading(tr("COMMANDS"));
  for (const auto& command : commands()) text += command_section(command);
  text += heading(tr("EXIT STATUS"));
  for (const auto& exit : exit_codes)
    text += fmt::format(".TP\n{}\n{}\n", exit.code, troff(tr_in("exit code", exit.meaning)));
  return text + files();
}

}  // namespace

int man_command(const Arguments& arguments) {
  CommandLine line{"garoa man",
                   tr("Prints the manual page: what an installed garoa has already as garoa(1)."),
                   "garoa man > garoa.1"};
  line.parse(arguments);
  say("{}", manual_page());
  return exit_done;
}

}  // namespace garoa::cli
