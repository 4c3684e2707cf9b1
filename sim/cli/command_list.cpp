#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "models/catalog/instance_type.hpp"
#include "models/compliance/control.hpp"
#include "models/compliance/profile.hpp"
#include "models/lambda/init_duration.hpp"
#include "models/pricing/price_book.hpp"
#include "sim/cli/cli.hpp"
#include "sim/cli/figures_text.hpp"
#include "sim/cli/lesson_files.hpp"
#include "sim/cli/streams.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/core/reason.hpp"
#include "sim/render/metric_names.hpp"
#include "sim/render/text_wrap.hpp"
#include "sim/results/metric_table.hpp"

namespace garoa::cli {
namespace {

std::string lines(const std::vector<std::string>& names) {
  std::string text;
  for (const auto& name : names) text += name + '\n';
  return text;
}

std::string controls_text(Catalogue& catalogue) {
  std::string text;
  const auto controls = compliance::load_controls(catalogue);
  for (const auto& control : controls->rows) {
    text += paragraph(fmt::format("{:<8} {:<8} {:<8} ", control.id, tr(name_of(control.kind)),
                                  tr(name_of(control.severity))),
                      tr(control.title), list_width());
  }
  return text;
}

std::string profiles_text(Catalogue& catalogue) {
  std::string text;
  for (const auto& name : compliance::profile_names(catalogue.files())) {
    const auto profile = compliance::load_profile(catalogue, name);
    text +=
        fmt::format("{:<17} {}{}\n", name, tr(profile.title), profile.edited ? " " + tr("(replaced)") : "");
  }
  return text;
}

std::string of_service(Catalogue& catalogue, const std::string& service) {
  const auto services = services_with_figures(catalogue.files());
  if (!service.empty() && std::find(services.begin(), services.end(), service) == services.end())
    throw UsageError{fmt::format("'{}' is no service with figures{}; one of {}", service,
                                 did_you_mean(service, {services.begin(), services.end()}),
                                 fmt::join(services, ", "))};
  return figures_text(catalogue, service);
}

std::string reasons_text() {
  std::string text;
  for (const auto& row : reason_table)
    text += paragraph(fmt::format("{:<20} ", row.name), tr(row.meaning), list_width());
  return text;
}

/// `narrower` is what follows the topic on the command line; empty if nothing does.
struct Topic {
  std::string_view name;
  std::string (*text)(Catalogue&, const std::string& narrower);
  bool may_be_narrowed = false;
};

constexpr std::array topics{
    Topic{"metrics", [](Catalogue&, const std::string&) { return metric_list_text(list_width()); }},
    Topic{"controls", [](Catalogue& c, const std::string&) { return controls_text(c); }},
    Topic{"profiles", [](Catalogue& c, const std::string&) { return profiles_text(c); }},
    Topic{"figures", of_service, true},
    Topic{"reasons", [](Catalogue&, const std::string&) { return reasons_text(); }},
    Topic{"regions", [](Catalogue& c, const std::string&) { return lines(priced_regions(c.files())); }},
    Topic{"instance-types", [](Catalogue& c, const std::string&) { return lines(instance_type_names(c)); }},
    Topic{"runtimes", [](Catalogue& c, const std::string&) { return lines(lambda_runtimes(c.files())); }},
    Topic{"lessons", [](Catalogue&, const std::string&) { return lines(lesson_names(lessons_folder())); }},
};

const Topic& topic_named(const std::string& wanted) {
  std::vector<std::string_view> known;
  std::string names;
  for (const auto& topic : topics) {
    if (topic.name == wanted) return topic;
    known.push_back(topic.name);
    names += fmt::format("{}{}", names.empty() ? "" : ", ", topic.name);
  }
  throw UsageError{fmt::format("cannot list '{}'{}; one of {}", wanted, did_you_mean(wanted, known), names)};
}

}  // namespace

int list_command(const Arguments& arguments) {
  CommandLine line{
      "garoa list TOPIC [SERVICE]",
      tr("Lists metrics, controls, profiles, figures [SERVICE], reasons, regions, instance-types, runtimes "
         "or lessons."),
      "garoa list figures ebs"};
  std::vector<std::string> names;
  for (const auto& topic : topics) names.emplace_back(topic.name);
  line.positional("TOPIC", 1, names);
  line.optional_positional("SERVICE");
  line.add_models_option();
  line.parse(arguments);
  const auto& topic = topic_named(line.get<std::string>("TOPIC"));
  const auto narrower = line.given("SERVICE") ? line.get<std::string>("SERVICE") : std::string{};
  if (!narrower.empty() && !topic.may_be_narrowed)
    throw UsageError{
        fmt::format("'garoa list {}' takes nothing more, but '{}' follows", topic.name, narrower)};
  Diagnostics diagnostics;
  const ModelFiles files{line.given("models") ? line.get<std::string>("models") : "", diagnostics};
  Catalogue catalogue{files, diagnostics};
  const auto text = topic.text(catalogue, narrower);
  if (diagnostics.has_errors()) {
    tell("{}", diagnostics.text());
    return exit_usage;
  }
  say("{}", safe_lines(text));
  return exit_done;
}

}  // namespace garoa::cli
