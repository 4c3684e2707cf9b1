#include "sim/cli/figures_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/cli/terminal.hpp"
#include "sim/core/language.hpp"
#include "sim/render/text_table.hpp"
#include "sim/render/told.hpp"

namespace garoa::cli {
namespace {

constexpr std::string_view meaning_of(Basis basis) {
  switch (basis) {
    case Basis::verified:
      return msgid("read in the named source");
    case Basis::derived:
      return msgid("derived from such figures");
    case Basis::memory:
      return msgid("from memory: nobody has read it in a source");
    case Basis::project:
      return msgid("a default chosen by this project");
  }
  return "";
}

bool in_force(const Figure& figure) {
  return figure.until == RulesDate{};
}

std::string described(const FigureValue& figure, const Sources& sources) {
  std::string text = fmt::format("  {}{}\n  {}{} ({})\n", label(msgid("value")), told(figure.value),
                                 label(msgid("basis")), name_of(figure.basis), tr(meaning_of(figure.basis)));
  for (const auto& source : sources.told(figure.source))
    text += paragraph("  " + label(msgid("source")), source, output_width());
  if (!figure.date.empty()) text += fmt::format("  {}{}\n", label(msgid("date")), figure.date);
  if (!figure.note.empty()) text += paragraph("  " + label(msgid("note")), tr(figure.note), output_width());
  return text;
}

std::string range_text(const std::string& service, const Figure& figure, const Sources& sources) {
  std::string text;
  if (figure.low)
    text += "  " + tr("low, the least that was reported:") + "\n" + described(*figure.low, sources);
  if (figure.high)
    text += "  " + tr("high, the most that was reported:") + "\n" + described(*figure.high, sources);
  if (text.empty()) return "";
  return text + fmt::format("  {} --assume {}.{}={}\n", tr("to assume an edge of it:"), service, figure.name,
                            name_of(figure.low ? Edge::low : Edge::high));
}

std::string how_to_replace(const std::string& service, const Figure& figure) {
  // Lines to copy are whole.
  const auto said = [](const std::string& text) { return paragraph("  ", text, output_width()); };
  return fmt::format("{}    {}: {{ value: {}, basis: D, source: MINE }}\n{}    MINE: {{ title: \"{}\" }}\n",
                     said(tr("to replace it, give --models DIR with DIR/{0}/{0}.yaml that says", service)),
                     figure.name, figure.typical.value,
                     said(tr("and DIR/sources.yaml that says where it is from")), tr("your own measurement"));
}

}  // namespace

std::string label(std::string_view name) {
  constexpr std::size_t width = 9;
  auto text = tr(name);
  const auto own = display_width(text);
  return text + std::string(own + 1 < width ? width - own : 1, ' ');
}

std::string figures_text(Catalogue& catalogue, std::string_view service) {
  TextTable table{{{tr("figure")}, {tr("value")}, {tr("basis")}, {tr("least")}, {tr("most")}}};
  for (const auto& name : services_with_figures(catalogue.files())) {
    if (!service.empty() && name != service) continue;
    for (const auto& figure : catalogue.figures(name).all()) {
      if (in_force(figure))
        table.add({fmt::format("{}.{}", name, figure.name), told(figure.typical.value),
                   std::string{name_of(figure.typical.basis)}, figure.low ? told(figure.low->value) : "",
                   figure.high ? told(figure.high->value) : ""});
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
    earlier += fmt::format("  {}:\n{}", tr("until {}", Scalar<RulesDate>::format(figure.until)),
                           described(figure.typical, sources));
  }
  return "";
}

}  // namespace garoa::cli
