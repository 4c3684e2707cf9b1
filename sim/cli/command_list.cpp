#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "models/catalog/instance_type.hpp"
#include "models/compliance/control.hpp"
#include "models/lambda/init_duration.hpp"
#include "models/pricing/price_book.hpp"
#include "sim/cli/cli.hpp"
#include "sim/report/metric_table.hpp"
#include "sim/report/text_table.hpp"

namespace garoa::cli {
namespace {

std::string lines(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += name + '\n';
  return text;
}

std::string controls_text(Catalogue& catalogue) {
  std::string text;
  for (const auto& control : compliance::load_controls(catalogue)->rows) {
    text += fmt::format("{:<8} {:<8} {:<8} {}\n", control.id, name_of(control.kind),
                        name_of(control.severity), control.title);
  }
  return text;
}

std::string profiles_text(Catalogue& catalogue) {
  std::string text;
  for (const auto& name : compliance::profile_names(catalogue))
    text += fmt::format("{:<17} {}\n", name, compliance::load_profile(catalogue, name).title);
  return text;
}

/// `text` with its long lines broken, each as far in as it began.
std::string broken_into_lines(std::string_view text) {
  std::string broken;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const auto indent = std::min(line.find_first_not_of(' '), line.size());
    broken += display_width(line) <= terminal_width
                  ? std::string{line} + '\n'
                  : paragraph(std::string{line.substr(0, indent)}, line.substr(indent));
  }
  return broken;
}

struct Topic {
  std::string_view name;
  std::string (*text)(Catalogue&);
};

constexpr std::array topics{
    Topic{"metrics", [](Catalogue&) { return metric_list_text(); }},
    Topic{"controls", controls_text},
    Topic{"profiles", profiles_text},
    Topic{"regions", [](Catalogue& c) { return lines(priced_regions(c)); }},
    Topic{"instance-types", [](Catalogue& c) { return lines(instance_type_names(c)); }},
    Topic{"runtimes", [](Catalogue& c) { return lines(lambda_runtimes(c)); }},
};

}  // namespace

int list_command(const Arguments& arguments) {
  CommandLine line{"garoa list TOPIC",
                   "Lists metrics, controls, profiles, regions, instance-types or runtimes."};
  line.positional("TOPIC", 1);
  if (!line.parse(arguments)) return exit_done;
  const auto& wanted = line.get<std::string>("TOPIC");
  Diagnostics diagnostics;
  Catalogue catalogue{"", diagnostics};
  std::vector<std::string_view> known;
  std::string names;
  for (const auto& topic : topics) {
    if (topic.name == wanted) {
      fmt::print("{}", topic.text(catalogue));
      return exit_done;
    }
    known.push_back(topic.name);
    names += fmt::format("{}{}", names.empty() ? "" : ", ", topic.name);
  }
  throw UsageError{fmt::format("cannot list '{}'{}; one of {}", wanted, did_you_mean(wanted, known), names)};
}

int explain_command(const Arguments& arguments) {
  CommandLine line{"garoa explain NAME",
                   "Explains a control (D-RC-01) or a metric (ebs.documents.burst_balance.min)."};
  line.positional("NAME", 1);
  if (!line.parse(arguments)) return exit_done;
  const auto& wanted = line.get<std::string>("NAME");
  Diagnostics diagnostics;
  Catalogue catalogue{"", diagnostics};
  const auto controls = compliance::load_controls(catalogue);
  if (const auto* const control = controls->find(wanted)) {
    fmt::print("{}", broken_into_lines(compliance::explain(*control, catalogue.sources())));
    return exit_done;
  }
  if (const auto* const row = find_metric_row(wanted)) {
    fmt::print("{}\n  unit     {}\n  meaning  {}\n", row->pattern, row->unit, row->meaning);
    return exit_done;
  }
  std::vector<std::string_view> known;
  for (const auto& control : controls->rows) known.push_back(control.id);
  for (const auto& row : metric_table()) known.push_back(row.pattern);
  throw UsageError{
      fmt::format("there is no control or metric '{}'{}; see 'garoa list controls' and 'garoa list metrics'",
                  wanted, did_you_mean(wanted, known))};
}

}  // namespace garoa::cli
