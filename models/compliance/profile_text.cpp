// A profile as `garoa explain` tells it.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "models/compliance/profile.hpp"
#include "sim/core/human.hpp"
#include "sim/core/language.hpp"

namespace garoa::compliance {
namespace {

std::string value_text(const ParameterInfo& parameter, double value) {
  switch (parameter.kind) {
    case ParameterInfo::Kind::duration:
      return human_duration(value);
    case ParameterInfo::Kind::bytes:
      return human_bytes(value);
    case ParameterInfo::Kind::flag:
      return value != 0 ? "true" : "false";
    case ParameterInfo::Kind::share:
    case ParameterInfo::Kind::number:
      return human_number(value);
  }
  return {};
}

/// Parameters that have a value, and whose it is.
std::string values_text(const ProfileControl& entry) {
  std::vector<std::string> values;
  for (std::size_t i = 0; i < entry.values.size(); ++i) {
    const auto& parameter = entry.control->parameters[i];
    if (!entry.values[i]) continue;
    const auto basis = entry.own_values[i] ? entry.basis : parameter.fallback->typical.basis;
    values.push_back(fmt::format("{} {} [{}]", parameter.name, value_text(parameter, *entry.values[i]),
                                 garoa::name_of(basis)));
  }
  return values.empty() ? "" : fmt::format("; {}", fmt::join(values, ", "));
}

std::string notes_text(const ProfileControl& entry) {
  std::string notes;
  if (entry.informational) notes += " " + tr("(informs only)");
  if (!entry.only.empty()) notes += " " + tr("(only of: {})", fmt::format("{}", fmt::join(entry.only, ", ")));
  return notes;
}

}  // namespace

std::string explain(const Profile& profile, const Sources& sources) {
  std::string text = fmt::format("{}  {}\n", profile.name, tr(profile.title));
  if (profile.edited) text += tr("A built-in text of this profile was replaced.") + "\n";
  text += tr("A document counts as protected by: {}", garoa::name_of(profile.protection)) + "\n";
  if (!profile.caveats.empty()) text += "\n" + tr("Caveats:") + "\n";
  for (const auto& caveat : profile.caveats) text += fmt::format("  {}\n", tr(caveat));
  text += "\n" +
          tr("Controls (values: V read in the named source, D derived from it, M from memory, P a default of "
             "this "
             "project, no number of the norm):") +
          "\n";
  for (const auto& entry : profile.controls) {
    text += fmt::format("  {:<8} {:<8} {}{}{}\n", entry.control->id, tr(name_of(entry.severity)),
                        tr(entry.control->title), notes_text(entry), values_text(entry));
  }
  return text + fmt::format("\n{}\n  {}\n", tr("Source:"), fmt::join(sources.told(profile.source), "\n  "));
}

}  // namespace garoa::compliance
