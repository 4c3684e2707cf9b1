#include "sim/cli/figures_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/cli/terminal.hpp"
#include "sim/render/text_table.hpp"

namespace garoa::cli {
namespace {

constexpr std::string_view meaning_of(Basis basis) {
  switch (basis) {
    case Basis::verified:
      return "read in the named source";
    case Basis::derived:
      return "derived from such figures";
    case Basis::memory:
      return "from memory: nobody has read it in a source";
    case Basis::project:
      return "a default chosen by this project";
  }
  return "";
}

bool in_force(const Figure& figure) {
  return figure.until == RulesDate{};
}

std::string described(const FigureValue& figure, const Sources& sources) {
  std::string text = fmt::format("  value    {}\n  basis    {} ({})\n", figure.value, name_of(figure.basis),
                                 meaning_of(figure.basis));
  for (const auto& source : sources.told(figure.source))
    text += paragraph("  source   ", source, output_width());
  if (!figure.date.empty()) text += fmt::format("  date     {}\n", figure.date);
  if (!figure.note.empty()) text += paragraph("  note     ", figure.note, output_width());
  return text;
}

std::string range_text(const std::string& service, const Figure& figure, const Sources& sources) {
  std::string text;
  if (figure.low) text += "  low, the least that was reported:\n" + described(*figure.low, sources);
  if (figure.high) text += "  high, the most that was reported:\n" + described(*figure.high, sources);
  if (text.empty()) return "";
  return text + fmt::format("  to assume an edge of it: --assume {}.{}={}\n", service, figure.name,
                            name_of(figure.low ? Edge::low : Edge::high));
}

std::string how_to_replace(const std::string& service, const Figure& figure) {
  return fmt::format(
      "  to replace it, give --models DIR with DIR/{0}/{0}.yaml that says\n"
      "    {1}: {{ value: {2}, basis: D, source: \"your own measurement\" }}\n",
      service, figure.name, figure.typical.value);
}

}  // namespace

std::string figures_text(Catalogue& catalogue, std::string_view service) {
  TextTable table{{{"figure"}, {"value"}, {"basis"}, {"low"}, {"high"}}};
  for (const auto& name : services_with_figures(catalogue.files())) {
    if (!service.empty() && name != service) continue;
    for (const auto& figure : catalogue.figures(name).all()) {
      if (in_force(figure))
        table.add({fmt::format("{}.{}", name, figure.name), figure.typical.value,
                   std::string{name_of(figure.typical.basis)}, figure.low ? figure.low->value : "",
                   figure.high ? figure.high->value : ""});
    }
  }
  return table.text(output_width());
}

std::vector<std::string> figure_names(Catalogue& catalogue) {
  std::vector<std::string> names;
  for (const auto& service : services_with_figures(catalogue.files())) {
    for (const auto& figure : catalogue.figures(service).all()) {
      if (in_force(figure)) names.push_back(fmt::format("{}.{}", service, figure.name));
    }
  }
  return names;
}

std::string explain_figure(Catalogue& catalogue, std::string_view name) {
  const std::string service{name.substr(0, name.find('.'))};
  const auto services = services_with_figures(catalogue.files());
  if (name.find('.') == std::string_view::npos ||
      std::find(services.begin(), services.end(), service) == services.end())
    return "";
  const auto wanted = name.substr(service.size() + 1);
  const auto& sources = catalogue.sources();
  std::string earlier;
  for (const auto& figure : catalogue.figures(service).all()) {
    if (figure.name != wanted) continue;
    if (in_force(figure))
      return fmt::format("{}\n{}{}{}{}", name, described(figure.typical, sources),
                         range_text(service, figure, sources), earlier, how_to_replace(service, figure));
    earlier += fmt::format("  until {}:\n{}", Scalar<RulesDate>::format(figure.until),
                           described(figure.typical, sources));
  }
  return "";
}

}  // namespace garoa::cli
