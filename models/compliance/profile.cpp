#include "models/compliance/profile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "sim/core/fields.hpp"

namespace garoa::compliance {
namespace {

constexpr std::string_view folder = "compliance/profiles/";
constexpr std::string_view extension = ".yaml";
constexpr std::string_view default_name = "default";

/// Clauses and identifiers that begin with one of `beginnings`; without any, all clauses.
/// Clauses with their marks: "DORA art. 12(6) [V2]".
std::vector<std::string> clauses_of(const ControlInfo& control, const std::vector<std::string>& beginnings) {
  std::vector<std::string> chosen;
  const auto add = [&](const std::string& text) {
    const auto begins = [&](const std::string& beginning) { return text.starts_with(beginning); };
    if (std::any_of(beginnings.begin(), beginnings.end(), begins)) chosen.push_back(text);
  };
  for (const auto& clause : control.clauses) {
    const auto marked = fmt::format("{} [{}]", clause.text, garoa::name_of(clause.mark));
    beginnings.empty() ? chosen.push_back(marked) : add(marked);
  }
  for (const auto& identifier : control.identifiers) add(identifier);
  return chosen;
}

ProfileControl with_defaults(const ControlInfo& control) {
  ProfileControl entry;
  entry.control = &control;
  entry.severity = control.severity;
  entry.values.resize(control.parameters.size());
  return entry;
}

void fill_defaults(ProfileControl& entry, Catalogue& catalogue) {
  const Catalogue::UsedFor control{catalogue, "control " + entry.control->id};
  auto& figures = catalogue.figures("compliance");
  for (std::size_t i = 0; i < entry.values.size(); ++i) {
    const auto& parameter = entry.control->parameters[i];
    if (entry.values[i] || !parameter.fallback) continue;
    (void)figures.get<std::string>(parameter.fallback->name);  // it is in use
    entry.values[i] = parameter.fallback_value;
  }
}

void read_control(ProfileControl& entry, Fields& fields) {
  entry.basis = fields.optional<Basis>("basis", "how far the values can be trusted", Basis::project);
  const auto source = fields.optional<std::string>("source", "where they were read", "");
  if (entry.basis == Basis::verified && source.empty())
    fields.error("basis", "a value with basis V names its source");
  entry.informational = fields.optional<bool>("informational", "reported, never a failure", false);
  entry.severity = fields.optional("severity", "replaces the catalogue's", entry.severity);
  for (std::size_t i = 0; i < entry.values.size(); ++i) {
    const auto& parameter = entry.control->parameters[i];
    entry.values[i] = read_parameter_value(fields, parameter.name, parameter);
  }
}

std::string unknown_control(std::string_view id, const Controls& controls) {
  std::vector<std::string_view> known;
  for (const auto& control : controls.rows) known.push_back(control.id);
  return fmt::format("there is no control '{}'{}", id, did_you_mean(id, known));
}

void read_profile(Profile& profile, const YamlNode& root, Diagnostics& diagnostics) {
  ReadContext context{diagnostics};
  FieldRecord record;
  Fields fields{&root, "", root.where, record, context};
  profile.title = fields.required<std::string>("title", "what findings call the profile");
  profile.source = fields.required<std::string>("source", "the text that the profile reads");
  const auto beginnings =
      fields.values<std::string>("clauses", "beginnings of the clauses that its findings carry");
  profile.protection =
      fields.optional<Protection>("protection", "when a document counts as protected", Protection::object);
  fields.named("controls", "the controls that it asks for",
               [&](const std::string& id, Fields& control_fields) {
                 const auto* control = profile.catalogue->find(id);
                 if (control == nullptr) {
                   diagnostics.error(control_fields.where(), unknown_control(id, *profile.catalogue));
                   return;
                 }
                 auto entry = with_defaults(*control);
                 read_control(entry, control_fields);
                 entry.clauses = clauses_of(*control, beginnings);
                 profile.controls.push_back(std::move(entry));
               });
}

std::vector<double> read_days(const std::string& text) {
  std::vector<double> days;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at < end) {
    double value = 0;
    const auto [stop, fault] = std::from_chars(at, end, value);
    if (fault == std::errc{}) days.push_back(value);
    at = stop + 1;
  }
  return days;
}

void read_rules(Profile& profile, Figures& figures) {
  profile.rules = {figures.get<double>("verdict.warn_margin"), figures.get<double>("verdict.step_up_ratio"),
                   figures.get<double>("verdict.step_down_ratio"),
                   figures.get<double>("verdict.step_down_share"),
                   figures.get<double>("verdict.percentile_samples")};
  profile.legal_log_retention_days = read_days(figures.get<std::string>("log_retention.legal_days"));
}

std::string unknown_profile(const std::string& name, const std::vector<std::string>& names) {
  std::vector<std::string_view> known{names.begin(), names.end()};
  known.push_back(default_name);
  return fmt::format("there is no profile '{}'{}", name, did_you_mean(name, known));
}

}  // namespace

std::optional<double> ProfileControl::parameter(std::string_view parameter_name) const {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (control->parameters[i].name == parameter_name) return values[i];
  }
  return std::nullopt;
}

const ProfileControl* Profile::find(std::string_view id) const {
  const auto found = std::find_if(controls.begin(), controls.end(),
                                  [&](const ProfileControl& entry) { return entry.control->id == id; });
  return found == controls.end() ? nullptr : &*found;
}

Profile load_profile(Catalogue& catalogue, const std::string& name, const Location& where) {
  Profile profile;
  profile.name = name;
  profile.catalogue = load_controls(catalogue);
  const auto names = profile_names(catalogue.files());
  if (name == default_name) {
    profile.title = "Catalogue defaults";
    profile.source = "models/compliance/controls";
    for (const auto& control : profile.catalogue->rows) {
      profile.controls.push_back(with_defaults(control));
      profile.controls.back().clauses = clauses_of(control, {});
    }
  } else if (std::find(names.begin(), names.end(), name) == names.end()) {
    catalogue.diagnostics().error(where, unknown_profile(name, names));
    return profile;
  } else {
    read_profile(profile, catalogue.file(fmt::format("{}{}{}", folder, name, extension)),
                 catalogue.diagnostics());
  }
  auto& figures = catalogue.figures("compliance");
  read_rules(profile, figures);
  for (auto& entry : profile.controls) fill_defaults(entry, catalogue);
  // Controls are rows of one table, so that their addresses are in its order.
  std::sort(
      profile.controls.begin(), profile.controls.end(),
      [](const ProfileControl& left, const ProfileControl& right) { return left.control < right.control; });
  return profile;
}

std::vector<std::string> profile_names(const ModelFiles& files) {
  std::vector<std::string> names;
  for (const auto& path : files.paths_below(folder)) {
    names.push_back(path.substr(folder.size(), path.size() - folder.size() - extension.size()));
  }
  return names;
}

const Profile& built_in_default_profile() {
  static const Profile profile = [] {
    Diagnostics diagnostics;
    const ModelFiles files{"", diagnostics};
    Catalogue catalogue{files, diagnostics};
    return load_profile(catalogue, std::string{default_name});
  }();
  return profile;
}

}  // namespace garoa::compliance
