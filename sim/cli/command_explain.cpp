#include <fmt/format.h>

#include <algorithm>

#include "models/compliance/control.hpp"
#include "models/compliance/profile.hpp"
#include "sim/cli/cli.hpp"
#include "sim/cli/cost_levers.hpp"
#include "sim/cli/figures_text.hpp"
#include "sim/cli/streams.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/core/reason.hpp"
#include "sim/render/text_wrap.hpp"
#include "sim/results/metric_table.hpp"

namespace garoa::cli {
namespace {

constexpr std::string_view reason_place = ".<reason>";  // at the end of a metric's pattern

/// `text` with its long lines broken, each as far in as it began.
std::string broken_into_lines(std::string_view text) {
  const auto width = output_width();
  std::string broken;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const auto indent = std::min(line.find_first_not_of(' '), line.size());
    broken += display_width(line) <= width
                  ? std::string{line} + '\n'
                  : paragraph(std::string{line.substr(0, indent)}, line.substr(indent), width);
  }
  return broken;
}

std::string meaning_line(std::string_view meaning) {
  return paragraph("  " + label(msgid("meaning")), tr(meaning), output_width());
}

std::string explain_metric(const std::string& wanted) {
  const auto* const row = find_metric_row(wanted);
  if (row == nullptr) return "";
  auto text = fmt::format("{}\n", row->pattern) +
              paragraph("  " + label(msgid("unit")), tr(row->unit), output_width()) +
              meaning_line(row->meaning);
  const auto reason = reason_named(wanted.substr(wanted.rfind('.') + 1));
  if (reason && row->pattern.ends_with(reason_place))
    text += paragraph(fmt::format("  {}: ", name_of(*reason)), tr(meaning_of(*reason)), output_width());
  return text;
}

std::string explained(const std::string& wanted, Catalogue& catalogue) {
  const auto controls = compliance::load_controls(catalogue);
  if (const auto* const control = controls->find(wanted))
    return broken_into_lines(compliance::explain(*control, catalogue.sources()));
  const auto profiles = compliance::profile_names(catalogue.files());
  const auto meant = compliance::profile_meant(wanted, catalogue.files());
  const bool is_profile = compliance::is_profile_file(wanted) ||
                          std::find(profiles.begin(), profiles.end(), meant) != profiles.end();
  if (is_profile)
    return broken_into_lines(explain(compliance::load_profile(catalogue, wanted), catalogue.sources()));
  if (auto text = explain_figure(catalogue, wanted); !text.empty()) return text;
  if (const auto reason = reason_named(wanted))
    return fmt::format("{}\n", name_of(*reason)) + meaning_line(meaning_of(*reason));
  return explain_metric(wanted);
}

std::string suggestion(const std::string& wanted, Catalogue& catalogue) {
  const auto figures = figure_names(catalogue);
  std::vector<std::string_view> known{figures.begin(), figures.end()};
  const auto controls = compliance::load_controls(catalogue);
  for (const auto& control : controls->rows) known.push_back(control.id);
  const auto profiles = compliance::profile_names(catalogue.files());
  known.insert(known.end(), profiles.begin(), profiles.end());
  for (const auto& row : metric_table()) known.push_back(row.pattern);
  for (const auto& row : reason_table) known.push_back(row.name);
  return did_you_mean(wanted, known);
}

/// What is asked of a scenario.
int explain_file(const std::string& wanted, const CommandLine& line) {
  if (wanted != "cost") throw UsageError{fmt::format("'{}' is not explained of a FILE; 'cost' is", wanted)};
  auto options = line.overrides();
  options.file = line.get<std::string>("FILE");
  const auto text = cost_levers(options);
  if (!text) return exit_usage;
  say("{}", safe_lines(*text));
  return exit_done;
}

}  // namespace

int explain_command(const Arguments& arguments) {
  CommandLine line{"garoa explain NAME",
                   tr("Explains a control (D-RC-01), a profile (eu-dora, or a file of your own), a metric "
                      "(ebs.documents.burst_balance.min), a figure of the models (ebs.gp3.iops.max) or a "
                      "reason why something failed "
                      "(disk_full). Of a scenario, 'cost FILE': the changes that would save most, by running "
                      "it with each of them."),
                   "garoa explain ebs.gp3.iops.max"};
  line.positional("NAME", 1);
  line.optional_positional("FILE");
  line.add_override_options();
  line.parse(arguments);
  const auto& wanted = line.get<std::string>("NAME");
  if (line.given("FILE")) return explain_file(wanted, line);
  Diagnostics diagnostics;
  const ModelFiles files{line.given("models") ? line.get<std::string>("models") : "", diagnostics};
  Catalogue catalogue{files, diagnostics};
  const auto text = explained(wanted, catalogue);
  if (diagnostics.has_errors()) {
    tell("{}", diagnostics.text());
    return exit_usage;
  }
  if (text.empty())
    throw UsageError{fmt::format(
        "there is no control, profile, metric, figure or reason '{}'{}; see 'garoa list controls', 'garoa "
        "list profiles', 'garoa list metrics', 'garoa list figures' and 'garoa list reasons'",
        wanted, suggestion(wanted, catalogue))};
  say("{}", safe_lines(text));
  return exit_done;
}

}  // namespace garoa::cli
