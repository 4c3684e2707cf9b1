#include "models/compliance/control.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "sim/core/figures.hpp"

namespace garoa::compliance {
namespace {

std::string flows_of(const ControlInfo& control) {
  if (control.for_ec2_ebs_s3 && control.for_s3_lambda) return "ec2-ebs-s3, s3-lambda";
  return control.for_ec2_ebs_s3 ? "ec2-ebs-s3" : "s3-lambda";
}

std::string default_of(const ControlInfo& control, const ParameterInfo& parameter, Figures& figures) {
  if (!parameter.has_default) return "no default: set by a profile or the scenario's policy";
  const auto name = fmt::format("{}.{}", control.id, parameter.name);
  const auto value = figures.get<std::string>(name);
  const auto used = figures.used();
  const auto figure = std::find_if(used.begin(), used.end(), [&](const Figure& f) { return f.name == name; });
  if (figure == used.end()) return value;
  std::string text = fmt::format("default {}, basis {}", value, garoa::name_of(figure->basis));
  if (!figure->source.empty()) text += fmt::format(", {}", figure->source);
  if (!figure->note.empty()) text += fmt::format(" ({})", figure->note);
  return text;
}

std::string listed(std::string_view heading, const std::vector<std::string_view>& items) {
  return items.empty() ? std::string{} : fmt::format("\n{}:\n  {}\n", heading, fmt::join(items, "\n  "));
}

}  // namespace

const std::vector<ControlInfo>& controls() {
  static const std::vector<ControlInfo> all = [] {
    auto rows = static_controls();
    for (auto& row : dynamic_controls()) rows.push_back(std::move(row));
    return rows;
  }();
  return all;
}

const ControlInfo* find_control(std::string_view id) {
  const auto& all = controls();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const ControlInfo& control) { return control.id == id; });
  return found == all.end() ? nullptr : &*found;
}

std::string explain(std::string_view id) {
  const auto* control = find_control(id);
  if (control == nullptr) return {};
  std::string text = fmt::format("{}  {}\n{}, flows: {}, severity: {}\n\n{}\n", control->id, control->title,
                                 name_of(control->kind), flows_of(*control), name_of(control->severity),
                                 control->definition);
  if (!control->parameters.empty()) text += "\nParameters:\n";
  Diagnostics diagnostics;
  const ModelFiles files{"", diagnostics};
  Catalogue catalogue{files, diagnostics};
  for (const auto& parameter : control->parameters) {
    text += fmt::format("  {}: {}; {}\n", parameter.name, parameter.meaning,
                        default_of(*control, parameter, catalogue.figures("compliance")));
  }
  text += listed("Clauses", control->clauses);
  text += listed("Nearest checks of other tools", control->identifiers);
  return text + fmt::format("\nSource: {}\n", control->source);
}

}  // namespace garoa::compliance
