// Controls from their files.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "models/compliance/control.hpp"
#include "models/compliance/control_table.hpp"
#include "sim/core/fields.hpp"

namespace garoa::compliance {
namespace {

constexpr std::string_view controls_folder = "compliance/controls/";

/// Clauses are keys that nobody knows beforehand.
std::vector<Clause> read_clauses(const YamlNode& control, Fields& fields) {
  std::vector<Clause> clauses;
  fields.section("clauses", "clauses of norms with their marks", [&](Fields& f) {
    const auto* const given = control.find("clauses");
    if (given == nullptr) return;
    for (const auto& entry : given->value.entries) {
      if (!f.given(entry.key)) continue;
      clauses.push_back({entry.key, f.required<ClauseMark>(entry.key, "how it was read")});
    }
  });
  return clauses;
}

ParameterInfo read_parameter(const std::string& name, const std::string& control, Fields& fields) {
  ParameterInfo parameter;
  parameter.name = name;
  parameter.kind = fields.required<ParameterInfo::Kind>("kind", "what its values are");
  parameter.meaning = fields.required<std::string>("meaning", "what it limits or chooses");
  fields.maybe_section("default", "the value where no profile sets one", [&](Fields& f) {
    parameter.fallback = read_figure(fmt::format("{}.{}", control, name), f);
    parameter.fallback_value = read_parameter_value(f, "value", parameter);
  });
  return parameter;
}

SettingInfo read_setting(Fields& fields) {
  SettingInfo setting;
  setting.path = fields.required<std::string>("path", "of the setting");
  setting.values = fields.values<std::string>("try", "values that are tried, as they would be written");
  setting.up_to = fields.optional<std::string>("up_to", "largest value that is tried", "");
  setting.down_to = fields.optional<std::string>("down_to", "smallest value that is tried", "");
  return setting;
}

ControlInfo read_control_info(const YamlEntry& entry, ControlKind kind, Fields& fields) {
  ControlInfo control;
  control.id = entry.key;
  control.kind = kind;
  control.title = fields.required<std::string>("title", "what findings call the control");
  control.severity = fields.required<Severity>("severity", "of a failure");
  control.needs = fields.values<Capability>("needs", "it is about flows that have one of these");
  control.clauses = read_clauses(entry.value, fields);
  control.identifiers = fields.values<std::string>("identifiers", "nearest checks of other tools");
  control.definition = fields.required<Paragraphs>("definition", "what is measured").text;
  fields.named("parameters", "limits and choices", [&](const std::string& name, Fields& f) {
    control.parameters.push_back(read_parameter(name, entry.key, f));
  });
  fields.list("settings", "that decide it", [&](Fields& f) { control.settings.push_back(read_setting(f)); });
  control.told_by = fields.values<Signal>("told_by", "signals of alarms that tell of its failures");
  control.fix = fields.required<std::string>("fix", "what to change in the scenario");
  control.source = fields.optional<std::string>("source", "of the definition", "");
  return control;
}

/// What the files describe, by id. An id that no function decides, or that stands in two files, is an error.
std::map<std::string_view, const YamlEntry*> described_controls(Catalogue& catalogue) {
  std::vector<std::string_view> decided;
  for (const auto& row : control_functions()) decided.push_back(row.id);
  std::map<std::string_view, const YamlEntry*> described;
  for (const auto& path : catalogue.files().paths_below(controls_folder)) {
    for (const auto& entry : catalogue.file(path).entries) {
      if (find_function(entry.key) == nullptr) {
        catalogue.diagnostics().error(entry.where,
                                      fmt::format("no check or monitor decides the control '{}'{}", entry.key,
                                                  did_you_mean(entry.key, decided)));
      } else if (!described.emplace(entry.key, &entry).second) {
        catalogue.diagnostics().error(entry.where,
                                      fmt::format("the control '{}' is described twice", entry.key));
      }
    }
  }
  return described;
}

/// Where a control would stand that no file describes: a file that replaced a built-in one has left it out.
Location place_of_missing(Catalogue& catalogue) {
  for (const auto& file : catalogue.files().replaced()) {
    if (file.path.starts_with(controls_folder)) return catalogue.file(file.path).where;
  }
  return {};
}

}  // namespace

std::optional<double> read_parameter_value(Fields& fields, std::string_view key,
                                           const ParameterInfo& parameter) {
  const auto number = [](const auto& value, const auto& of) {
    return value ? std::optional{static_cast<double>(of(*value))} : std::nullopt;
  };
  using Kind = ParameterInfo::Kind;
  switch (parameter.kind) {
    case Kind::duration:
      return number(fields.maybe<Seconds>(key, parameter.meaning), [](Seconds s) { return s.count(); });
    case Kind::bytes:
      return number(fields.maybe<Bytes>(key, parameter.meaning), [](Bytes b) { return b.count(); });
    case Kind::share:
      return fields.maybe<double>(key, parameter.meaning, {0.0, 1.0, "a share is"});
    case Kind::number:
      return fields.maybe<double>(key, parameter.meaning, {0.0, {}, "allowed is"});
    case Kind::flag:
      return number(fields.maybe<bool>(key, parameter.meaning), [](bool set) { return set ? 1 : 0; });
  }
  return std::nullopt;
}

std::shared_ptr<const Controls> load_controls(Catalogue& catalogue) {
  auto controls = std::make_shared<Controls>();
  const auto described = described_controls(catalogue);
  ReadContext context{.diagnostics = catalogue.diagnostics(), .recorded = false};
  for (const auto& row : control_functions()) {
    const auto found = described.find(row.id);
    if (found == described.end()) {
      catalogue.diagnostics().error(
          place_of_missing(catalogue),
          fmt::format("the control '{}' is described in no file of {}", row.id, controls_folder));
      continue;
    }
    const auto& entry = *found->second;
    FieldRecord record;
    Value value{&entry.value, entry.key, entry.where, record, context};
    value.map([&](Fields& f) { controls->rows.push_back(read_control_info(entry, row.kind(), f)); });
  }
  auto& figures = catalogue.figures("compliance");
  for (const auto& control : controls->rows) {
    for (const auto& parameter : control.parameters) {
      if (parameter.fallback) figures.add(*parameter.fallback);
    }
  }
  return controls;
}

}  // namespace garoa::compliance

namespace garoa {

std::optional<compliance::Paragraphs> Scalar<compliance::Paragraphs>::parse(std::string_view text,
                                                                            bool quoted, std::string& why) {
  std::string line{text};
  std::replace(line.begin(), line.end(), '\n', ' ');
  if (line.empty()) why = "is empty";
  if (line.empty() || !Scalar<std::string>::parse(line, quoted, why)) return std::nullopt;
  return compliance::Paragraphs{std::string{text}};
}

}  // namespace garoa
