#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "models/compliance/static_checks.hpp"
#include "sim/cli/cli.hpp"
#include "sim/cli/findings_choice.hpp"
#include "sim/cli/findings_output.hpp"
#include "sim/cli/fix_trials.hpp"
#include "sim/cli/streams.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/render/html/findings_page.hpp"
#include "sim/render/text_wrap.hpp"
#include "sim/render/writer.hpp"

namespace garoa::cli {
namespace {

namespace po = boost::program_options;

struct FindingsFormat {
  std::string_view name;
  std::string_view file;
  std::string (*text)(const ToldFindings&);
};

constexpr std::array findings_formats{FindingsFormat{"json", "findings.json", findings_json},
                                      FindingsFormat{"csv", "findings.csv", findings_csv},
                                      FindingsFormat{"junit", "findings.junit.xml", findings_junit},
                                      FindingsFormat{"sarif", "findings.sarif", findings_sarif},
                                      FindingsFormat{"ocsf", "findings.ocsf.json", findings_ocsf},
                                      FindingsFormat{"asff", "findings.asff.json", findings_asff},
                                      FindingsFormat{"html", "findings.html", findings_page}};
constexpr std::string_view table_format = "table";

/// Several formats need a folder, and a folder needs a format that goes there.
std::vector<std::string> formats_of_check(const CommandLine& line) {
  std::vector<std::string_view> known{table_format};
  for (const auto& format : findings_formats) known.push_back(format.name);
  auto formats = formats_of(line, known);
  if (line.given("out") && std::all_of(formats.begin(), formats.end(),
                                       [](const std::string& name) { return name == table_format; }))
    throw UsageError{"--out: the format 'table' goes to stdout; name one that is a file, such as sarif"};
  if (!line.given("out") && formats.size() > 1)
    throw UsageError{"--format: several formats need a folder; add --out DIR"};
  return formats;
}

std::string text_of(const FindingsFormat& format, const ToldFindings& told, const CommandLine& line) {
  const auto text = format.text(told);
  return format.name == "csv" ? line.csv(text) : text;
}

void write_findings(const std::string& folder, const std::vector<std::string>& formats,
                    const ToldFindings& told, const CommandLine& line) {
  ResultWriter writer{folder};
  for (const auto& format : findings_formats) {
    if (std::find(formats.begin(), formats.end(), format.name) != formats.end())
      writer.add(format.file, text_of(format, told, line));
  }
  if (!writer.commit()) throw UsageError{writer.error()};
}

void say_findings(const std::vector<std::string>& formats, const ToldFindings& told,
                  const FindingsChoice& choice, bool to_files, const CommandLine& line) {
  if (std::find(formats.begin(), formats.end(), table_format) != formats.end()) {
    say("{}\n{}\n{}", tr("{}: valid", safe_text(told.scenario)),
        paragraph("  ", in_words(told.origin), output_width()),
        for_terminal(chosen_text(told, choice, output_width())));
  }
  if (to_files) return;
  for (const auto& format : findings_formats) {
    if (format.name == formats.front()) say("{}", text_of(format, told, line));
  }
}

}  // namespace

int check_command(const Arguments& arguments) {
  CommandLine line{"garoa check FILE [options]",
                   tr("Validates a scenario and applies the static controls, without simulation."),
                   "garoa check scenarios/central-financeira/base.yaml --profile pci-dss-4 --fail-on never"};
  line.add_scenario_options();
  line.add_gap_options("high");
  line.add()("format", po::value<std::string>()->value_name("LIST")->default_value("table"),
             tr("what to give, one to stdout, several with --out: table, json, csv, junit, sarif, ocsf, "
                "asff, html"))("out", po::value<std::string>()->value_name("DIR"),
                               tr("folder for all formats but the table, replaced whole"));
  add_choice_options(line);
  line.add_csv_option();
  line.parse(arguments);
  const auto formats = formats_of_check(line);
  const bool to_files = line.given("out");
  if (line.given("decimal-comma") && std::find(formats.begin(), formats.end(), "csv") == formats.end())
    throw UsageError{"--decimal-comma: the format csv is missing"};
  if (std::find(formats.begin(), formats.end(), "html") != formats.end()) demand_pages();
  (void)exit_code_of(std::vector<compliance::Finding>{}, line);
  if (to_files) {
    if (const auto obstacle = ResultWriter::obstacle(line.get<std::string>("out")); !obstacle.empty())
      throw UsageError{obstacle};
  }
  const auto choice = choice_of(line);
  if (!choice) return exit_usage;
  const auto options = line.scenario();
  const auto scenario = load_or_explain(options);
  if (!scenario) return exit_usage;
  demand_judged(*choice, scenario->profiles, /*by_a_run=*/false);
  Compliance compliance;
  for (const auto& profile : scenario->profiles) compliance.profiles.push_back(profile.name);
  compliance.replaced_profiles = scenario->replaced_profiles();
  compliance.findings = compliance::check_static(architecture_of(*scenario), scenario->profiles);
  compliance.sought_fixes = line.given("suggest");
  if (compliance.sought_fixes)
    find_fixes(*scenario, compliance.findings, {}, {with_setting(options)}, fixable(*choice));
  auto told = told_findings(*scenario, options.file, std::move(compliance));
  choose(told, *choice);
  if (to_files) {
    write_findings(line.get<std::string>("out"), formats, told, line);
    tell("garoa: {}\n", tr("results are in {}", line.get<std::string>("out")));
  }
  say_findings(formats, told, *choice, to_files, line);
  return exit_code_of(counted(std::move(told)), line);
}

}  // namespace garoa::cli
