#include "models/compliance/profile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "sim/core/fields.hpp"
#include "sim/core/input_file.hpp"
#include "sim/core/sha256.hpp"
#include "sim/core/title.hpp"

namespace garoa::compliance {
namespace {

constexpr std::string_view compliance_folder = "compliance/";
constexpr std::string_view profiles_folder = "compliance/profiles/";
constexpr std::string_view extension = ".yaml";
constexpr std::string_view default_name = "default";
constexpr std::string_view edited_ending = "-edited";

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
  entry.own_values.resize(control.parameters.size());
  return entry;
}

void fill_defaults(ProfileControl& entry, Catalogue& catalogue) {
  const Catalogue::UsedFor control{catalogue, "control " + entry.control->id};
  auto& figures = catalogue.figures("compliance");
  for (std::size_t i = 0; i < entry.values.size(); ++i) {
    const auto& parameter = entry.control->parameters[i];
    if (entry.values[i] || entry.own_values[i] || !parameter.fallback) continue;
    (void)figures.get<std::string>(parameter.fallback->name);  // it is in use
    entry.values[i] = parameter.fallback_value;
  }
}

/// Sections of the scenario whose resources it asks about: of those that decide the control.
void read_only(ProfileControl& entry, Fields& fields) {
  if (!fields.given("only")) return;
  entry.only =
      fields.values<std::string>("only", "sections of the scenario: of others' resources it says nothing");
  std::vector<std::string_view> known;
  for (const auto& setting : entry.control->settings)
    known.push_back(std::string_view{setting.path}.substr(0, setting.path.find('.')));
  for (const auto& section : entry.only) {
    if (std::find(known.begin(), known.end(), section) == known.end())
      fields.error("only", fmt::format("no setting of '{}' decides {}{}", section, entry.control->id,
                                       did_you_mean(section, known)));
  }
}

void read_control(ProfileControl& entry, Fields& fields) {
  const bool gives =
      std::any_of(entry.control->parameters.begin(), entry.control->parameters.end(),
                  [&](const ParameterInfo& parameter) { return fields.given(parameter.name); });
  // What is inherited keeps its basis, until a value is given.
  entry.basis = fields.optional<Basis>("basis", "how far the values can be trusted",
                                       gives ? Basis::project : entry.basis);
  const auto source = fields.optional<std::string>("source", "where they were read", "");
  if (fields.given("basis") && entry.basis == Basis::verified && source.empty())
    fields.error("basis", "a value with basis V names its source");
  entry.informational =
      fields.optional<bool>("informational", "reported, never a failure", entry.informational);
  entry.severity = fields.optional("severity", "replaces the catalogue's", entry.severity);
  read_only(entry, fields);
  for (std::size_t i = 0; i < entry.values.size(); ++i) {
    const auto& parameter = entry.control->parameters[i];
    const auto value = read_parameter_value(fields, parameter.name, parameter);
    if (!value) continue;
    entry.values[i] = value;
    entry.own_values[i] = true;
  }
}

std::string unknown_control(std::string_view id, const Controls& controls) {
  std::vector<std::string_view> known;
  for (const auto& control : controls.rows) known.push_back(control.id);
  return fmt::format("there is no control '{}'{}", id, did_you_mean(id, known));
}

std::string unknown_profile(const std::string& name, const std::vector<std::string>& names) {
  std::vector<std::string_view> known{names.begin(), names.end()};
  known.push_back(default_name);
  return fmt::format("there is no profile '{}'{}", name, did_you_mean(name, known));
}

ProfileControl& entry_for(Profile& profile, const ControlInfo& control) {
  for (auto& entry : profile.controls) {
    if (entry.control == &control) return entry;
  }
  profile.controls.push_back(with_defaults(control));
  return profile.controls.back();
}

/// Reads a profile, and first the one that it extends: values of the upper one win, null takes a control away.
class ProfileReader {
 public:
  ProfileReader(Catalogue& catalogue, Profile& profile) : catalogue_{catalogue}, profile_{profile} {}

  /// `folder`: where a file is looked for.
  void read(const std::string& name, const std::string& folder, const Location& where) {
    const auto path = (std::filesystem::path{folder} / name).lexically_normal().string();
    const auto id = is_profile_file(name) ? path : name;
    if (std::find(open_.begin(), open_.end(), id) != open_.end())
      return catalogue_.diagnostics().error(where, fmt::format("the profile '{}' extends itself", name));
    open_.push_back(id);
    if (is_profile_file(name)) {
      if (const auto root = own_file(path, where)) read(*root, std::filesystem::path{path}.parent_path());
      return;
    }
    const auto names = profile_names(catalogue_.files());
    if (std::find(names.begin(), names.end(), name) == names.end())
      return catalogue_.diagnostics().error(where, unknown_profile(name, names));
    const auto built_in = fmt::format("{}{}{}", profiles_folder, name, extension);
    profile_.edited = profile_.edited || catalogue_.files().is_replaced(built_in);
    read(catalogue_.file(built_in), "");
  }
  /// Of the controls that were read last, or of their file.
  [[nodiscard]] const Location& place() const { return place_; }

 private:
  std::optional<YamlNode> own_file(const std::string& path, const Location& where) {
    const auto [text, fault] = read_input(path);
    if (!fault.empty()) {
      catalogue_.diagnostics().error(where, fmt::format("'{}' cannot be read: {}", path, fault));
      return std::nullopt;
    }
    catalogue_.add_input(std::filesystem::path{path}.filename().string(), sha256_of(text));
    auto root = parse_yaml(text, path, catalogue_.diagnostics());
    if (root && !root->is(YamlNode::Kind::map)) {
      catalogue_.diagnostics().error(root->where,
                                     fmt::format("a profile is a map, not {}", kind_name(*root)));
      return std::nullopt;
    }
    return root;
  }

  void read(const YamlNode& root, const std::filesystem::path& folder) {
    ReadContext context{
        .diagnostics = catalogue_.diagnostics(), .document = "the profile", .recorded = false};
    FieldRecord record;
    Fields fields{&root, "", root.where, record, context};
    const auto base = fields.maybe<std::string>("extends", "the profile that this one is laid over");
    if (base) read(*base, folder.string(), fields.where("extends"));
    profile_.title = fields.required<Title>("title", "what findings call the profile").text;
    profile_.source = base ? fields.optional("source", "the text that it reads", profile_.source)
                           : fields.required<std::string>("source", "the text that it reads");
    const auto added = fields.values<std::string>("clauses", "beginnings of clauses that its findings carry");
    beginnings_.insert(beginnings_.end(), added.begin(), added.end());
    const auto caveats = fields.values<std::string>("caveats", "what it does not say, or not vouch for");
    profile_.caveats.insert(profile_.caveats.end(), caveats.begin(), caveats.end());
    profile_.protection =
        fields.optional("protection", "when a document counts as protected", profile_.protection);
    read_controls(root, fields);
    for (auto& entry : profile_.controls) entry.clauses = clauses_of(*entry.control, beginnings_);
  }

  void read_controls(const YamlNode& root, Fields& fields) {
    fields.named(
        "controls", "the controls that it asks for", [&](const std::string& id, Fields& control_fields) {
          const auto* control = profile_.catalogue->find(id);
          if (control == nullptr) {
            catalogue_.diagnostics().error(control_fields.where(), unknown_control(id, *profile_.catalogue));
            return;
          }
          read_control(entry_for(profile_, *control), control_fields);
        });
    const auto* const given = root.find("controls");
    place_ = given == nullptr ? root.where : given->where;
    if (given == nullptr) return;
    for (const auto& entry : given->value.entries) {
      unset_parameters(entry);
      if (!entry.value.is(YamlNode::Kind::null)) continue;
      const auto taken = std::erase_if(
          profile_.controls, [&](const ProfileControl& control) { return control.control->id == entry.key; });
      if (taken == 0)
        catalogue_.diagnostics().error(entry.where,
                                       fmt::format("'{}' takes away a control that is not there", entry.key));
    }
  }

  /// What is null has no value, whatever the catalogue or the profile below says.
  void unset_parameters(const YamlEntry& given) {
    for (auto& control : profile_.controls) {
      if (control.control->id != given.key || !given.value.is(YamlNode::Kind::map)) continue;
      for (std::size_t i = 0; i < control.values.size(); ++i) {
        const auto* const found = given.value.find(control.control->parameters[i].name);
        if (found == nullptr || !found->value.is(YamlNode::Kind::null)) continue;
        control.values[i].reset();
        control.own_values[i] = true;
      }
    }
  }

  Catalogue& catalogue_;
  Profile& profile_;
  std::vector<std::string> open_;
  Location place_;
  std::vector<std::string> beginnings_;
};

/// What outputs call it: an edited or own profile never bears the name of a built-in one.
std::string name_of_profile(const Profile& profile, const std::string& asked, const ModelFiles& files) {
  auto name = asked;
  bool taken = profile.edited;
  if (is_profile_file(asked)) {
    name = std::filesystem::path{asked}.stem().string();
    const auto names = profile_names(files);
    taken = name == default_name || std::find(names.begin(), names.end(), name) != names.end();
  }
  return taken ? name + std::string{edited_ending} : name;
}

/// Were controls or the rules of verdicts replaced? They decide under any profile.
bool judges_differently(const ModelFiles& files) {
  const auto& replaced = files.replaced();
  return std::any_of(replaced.begin(), replaced.end(), [](const HashedFile& file) {
    return file.path.starts_with(compliance_folder) && !file.path.starts_with(profiles_folder);
  });
}

void read_rules(Profile& profile, Figures& figures) {
  profile.rules = {figures.get<double>("verdict.warn_margin"),
                   figures.get<double>("verdict.step_up_ratio"),
                   figures.get<double>("verdict.step_down_ratio"),
                   figures.get<double>("verdict.step_down_share"),
                   figures.get<double>("verdict.percentile_samples"),
                   figures.get<double>("signal.disk_used"),
                   figures.get<Seconds>("log_retention.deletion").count()};
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

std::string profile_meant(std::string_view name, const ModelFiles& files) {
  const auto names = profile_names(files);
  const auto is_built_in = [&](std::string_view own) {
    return own == default_name || std::find(names.begin(), names.end(), own) != names.end();
  };
  if (is_built_in(name) || !name.ends_with(edited_ending)) return std::string{name};
  const auto built_in = std::string{name.substr(0, name.size() - edited_ending.size())};
  const auto& replaced = files.replaced();
  const bool is_edited = std::any_of(replaced.begin(), replaced.end(), [](const HashedFile& file) {
    return file.path.starts_with(compliance_folder);
  });
  return is_built_in(built_in) && is_edited ? built_in : std::string{name};
}

bool is_profile_file(std::string_view name) {
  return name.ends_with(extension);
}

Profile load_profile(Catalogue& catalogue, const std::string& asked, const Location& where,
                     const std::string& folder) {
  const auto name = profile_meant(asked, catalogue.files());
  Profile profile;
  profile.catalogue = load_controls(catalogue);
  Location place = where;
  if (name == default_name) {
    profile.title = "Catalogue defaults";
    profile.source = "models/compliance/controls";
    for (const auto& control : profile.catalogue->rows) {
      profile.controls.push_back(with_defaults(control));
      profile.controls.back().clauses = clauses_of(control, {});
    }
  } else {
    ProfileReader reader{catalogue, profile};
    reader.read(name, folder, where);
    place = reader.place();
  }
  if (profile.controls.empty() && !catalogue.diagnostics().has_errors())
    catalogue.diagnostics().error(place, fmt::format("profile '{}' asks for no control", asked));
  profile.edited = profile.edited || judges_differently(catalogue.files());
  profile.name = name_of_profile(profile, name, catalogue.files());
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
  for (const auto& path : files.paths_below(profiles_folder)) {
    names.push_back(
        path.substr(profiles_folder.size(), path.size() - profiles_folder.size() - extension.size()));
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
