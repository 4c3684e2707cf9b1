#include "models/compliance/control.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "sim/core/language.hpp"

namespace garoa::compliance {
namespace {

std::string flows_of(const ControlInfo& control) {
  if (control.needs.empty()) return tr("any");
  std::vector<std::string> names;
  for (const auto capability : control.needs) names.push_back(tr(garoa::name_of(capability)));
  return tr("with a {}", fmt::format("{}", fmt::join(names, tr(" or a "))));
}

std::string default_of(const ParameterInfo& parameter) {
  if (!parameter.fallback) return tr("no default: set by a profile or the scenario's policy");
  const auto& figure = parameter.fallback->typical;
  std::string text = tr("default {}, basis {}", figure.value, garoa::name_of(figure.basis));
  if (!figure.source.empty()) text += fmt::format(", {}", figure.source);
  if (!figure.note.empty()) text += fmt::format(" ({})", figure.note);
  return text;
}

std::string clauses_text(const std::vector<Clause>& clauses) {
  if (clauses.empty()) return {};
  auto text =
      "\n" + tr("Clauses (V1 read in the norm's own text, V2 in a second-hand text, M not verified):") + "\n";
  for (const auto& clause : clauses)
    text += fmt::format("  {:<2}  {}\n", garoa::name_of(clause.mark), clause.text);
  return text;
}

}  // namespace

const ControlInfo* Controls::find(std::string_view id) const {
  const auto found =
      std::find_if(rows.begin(), rows.end(), [&](const ControlInfo& control) { return control.id == id; });
  return found == rows.end() ? nullptr : &*found;
}

bool applies(const ControlInfo& control, const Architecture& architecture) {
  return std::any_of(architecture.flows.begin(), architecture.flows.end(), [&](const Flow& flow) {
    return control.needs.empty() || std::any_of(control.needs.begin(), control.needs.end(),
                                                [&](Capability capability) { return flow.has(capability); });
  });
}

std::string explain(const ControlInfo& control, const Sources& sources) {
  std::string text = fmt::format("{}  {}\n{}\n\n{}\n", control.id, tr(control.title),
                                 tr("{}, flows: {}, severity: {}", tr(name_of(control.kind)),
                                    flows_of(control), tr(name_of(control.severity))),
                                 tr(control.definition));
  if (!control.parameters.empty()) text += "\n" + tr("Parameters:") + "\n";
  for (const auto& parameter : control.parameters)
    text += fmt::format("  {}: {}; {}\n", parameter.name, tr(parameter.meaning), default_of(parameter));
  text += clauses_text(control.clauses);
  if (!control.told_by.empty()) {
    std::vector<std::string_view> signals;
    for (const auto signal : control.told_by) signals.push_back(garoa::name_of(signal));
    text += fmt::format("\n{} {}\n", tr("Alarms that tell of it while the system runs (D-DT-01):"),
                        fmt::join(signals, ", "));
  }
  if (!control.identifiers.empty())
    text += fmt::format("\n{}\n  {}\n", tr("Nearest checks of other tools:"),
                        fmt::join(control.identifiers, "\n  "));
  text += fmt::format("\n{}\n  {}\n", tr("How to fix it:"), tr(control.fix));
  if (control.source.empty())
    return text + "\n" + tr("Source: defined by this project; no scanner of a real account measures it") +
           "\n";
  return text + fmt::format("\n{}\n  {}\n", tr("Source:"), fmt::join(sources.told(control.source), "\n  "));
}

}  // namespace garoa::compliance
