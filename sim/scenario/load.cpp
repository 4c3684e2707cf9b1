#include "sim/scenario/load.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <sstream>

#include "sim/core/input_file.hpp"
#include "sim/core/language.hpp"
#include "sim/core/sha256.hpp"
#include "sim/scenario/complete.hpp"
#include "sim/scenario/members.hpp"
#include "sim/scenario/ranges.hpp"
#include "sim/scenario/read_scenario.hpp"
#include "sim/scenario/replaced_models.hpp"
#include "sim/scenario/stock.hpp"

namespace garoa {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t deepest_extends = 16;

/// The files and overrides of a scenario, laid over each other.
class Assembly {
 public:
  explicit Assembly(Diagnostics& diagnostics)
      : diagnostics_{diagnostics}, faults_before_{diagnostics.count()} {}

  std::optional<YamlNode> file(const std::string& path, const Location& named_at) {
    std::error_code fault;
    const auto canonical = fs::weakly_canonical(path, fault).string();
    if (std::find(open_.begin(), open_.end(), canonical) != open_.end()) {
      diagnostics_.error(named_at, fmt::format("'{}' extends itself, directly or through others", path));
      return std::nullopt;
    }
    if (open_.size() >= deepest_extends) {
      diagnostics_.error(named_at, "more than 16 files extend each other");
      return std::nullopt;
    }
    auto content = read(path, named_at);
    if (!content) return std::nullopt;
    open_.push_back(canonical);
    auto node = text(*content, path, fs::path{path}.parent_path().string());
    open_.pop_back();
    return node;
  }

  std::optional<YamlNode> text(const std::string& content, const std::string& name,
                               const std::string& directory) {
    digested_ += digested(content);
    auto node = parse_yaml(content, name, diagnostics_);
    if (!node) return std::nullopt;
    return tree(std::move(*node), directory);
  }

  /// The tree, over what it extends.
  std::optional<YamlNode> tree(YamlNode node, const std::string& directory) {
    if (!node.is(YamlNode::Kind::map)) {
      diagnostics_.error(node.where, fmt::format("a scenario is a map of keys, not {}", kind_name(node)));
      return std::nullopt;
    }
    const auto* const extends = node.find("extends");
    if (extends == nullptr || !extends->value.is(YamlNode::Kind::scalar)) return node;
    auto path = (fs::path{directory} / extends->value.text).lexically_normal();
    // A folder that was left and came to again leaves the name alone, which would be read as one beside the scenario.
    if (!directory.empty() && !path.has_parent_path()) path = fs::path{"."} / path;
    auto base = file(path.string(), extends->value.where);
    if (!base) return std::nullopt;
    lay_over(*base, std::move(node), ++layer_);
    return base;
  }

  /// Lays `path=value` over the scenario.
  void set(YamlNode& root, const std::string& assignment, const Location& written_at = {}) {
    const auto place = written_at.file
                           ? written_at
                           : Location{std::make_shared<const std::string>("--set " + assignment), 0, 0};
    const auto equals = assignment.find('=');
    if (equals == std::string::npos || keys_of(assignment.substr(0, equals)).empty()) {
      diagnostics_.error(place, fmt::format("'{}' is not of the form path=value", assignment));
      return;
    }
    auto value = value_of(assignment, equals + 1, place);
    // What a later one replaces decides nothing; maps are laid over each other.
    const auto same_path = [&](const std::string& earlier) {
      return earlier.starts_with(assignment.substr(0, equals + 1));
    };
    if (value && value->kind != YamlNode::Kind::map) std::erase_if(overrides_, same_path);
    overrides_.push_back(assignment);
    if (value) set(root, {assignment.substr(0, equals), place, std::move(*value), 0});
  }

  /// The same with a dotted path as the key.
  void set(YamlNode& root, YamlEntry setting) {
    const auto& place = setting.where;
    const auto keys = keys_of(setting.key);
    if (keys.empty()) {
      diagnostics_.error(place, fmt::format("'{}' is not a dotted path of keys", setting.key));
      return;
    }
    if (keys.front() == "extends") {
      diagnostics_.error(place,
                         "'extends' cannot be overridden; name the scenario that extends the other file");
      return;
    }
    YamlNode node = std::move(setting.value);
    for (auto key = keys.rbegin(); key != keys.rend(); ++key) {
      YamlNode parent;
      parent.kind = YamlNode::Kind::map;
      parent.where = place;
      parent.entries.push_back({*key, place, std::move(node), 0});
      node = std::move(parent);
    }
    lay_over(root, std::move(node), ++layer_);
  }

  /// Of the files, then the overrides.
  [[nodiscard]] std::string sha256() const {
    std::string all = digested_;
    for (const auto& assignment : overrides_) all += digested(assignment);
    return sha256_of(all);
  }
  /// Were files and overrides without faults?
  [[nodiscard]] bool is_sound() const { return diagnostics_.count() == faults_before_; }
  [[nodiscard]] std::string files_sha256() const { return sha256_of(digested_); }
  [[nodiscard]] const std::vector<std::string>& overrides() const { return overrides_; }

 private:
  /// The keys of a dotted path; none if one of them is empty.
  static std::vector<std::string> keys_of(const std::string& path) {
    std::vector<std::string> keys;
    std::istringstream stream{path + '.'};
    for (std::string key; std::getline(stream, key, '.');) {
      if (key.empty()) return {};
      keys.push_back(key);
    }
    return keys;
  }
  /// The value of an assignment, from that letter on, a YAML value on one line; nothing and an error if it is none.
  std::optional<YamlNode> value_of(const std::string& assignment, std::size_t from, const Location& place) {
    const auto text = assignment.substr(from);
    if (text.find_first_not_of(' ') == std::string::npos) {
      diagnostics_.error(place, fmt::format("'{}' has no value (write null to reset it)", assignment));
      return std::nullopt;
    }
    Diagnostics faults;
    auto map = text.find('\n') == std::string::npos ? parse_yaml("value: " + text, *place.file, faults)
                                                    : std::nullopt;
    if (!map || map->entries.size() != 1) {
      diagnostics_.error(place,
                         fmt::format("'{}': what is set is not one YAML value on one line", assignment));
      return std::nullopt;
    }
    place_at(map->entries.front().value, place);
    return std::move(map->entries.front().value);
  }
  static void place_at(YamlNode& node, const Location& place) {
    node.where = place;
    for (auto& item : node.items) place_at(item, place);
    for (auto& entry : node.entries) {
      entry.where = place;
      place_at(entry.value, place);
    }
  }
  /// A file that another one names is a fault there; one of the command line is its own place.
  std::optional<std::string> read(const std::string& path, const Location& named_at) {
    auto input = read_input(path);
    if (input.fault.empty()) return std::move(input.text);
    if (named_at.file) {
      diagnostics_.error(named_at, fmt::format("cannot read '{}': {}", path, input.fault));
    } else {
      diagnostics_.error({std::make_shared<const std::string>(path), 0, 0},
                         fmt::format("cannot be read: {}", input.fault));
    }
    return std::nullopt;
  }
  static std::string digested(const std::string& text) { return fmt::format("{}\n{}", text.size(), text); }

  Diagnostics& diagnostics_;
  std::size_t faults_before_;
  std::vector<std::string> open_;
  std::vector<std::string> overrides_;
  std::string digested_;  // files
  int layer_ = 0;
};

/// What a scenario is called, where its files are looked for, the profiles that replace its own, and the edges of figures that are
/// assumed.
struct Source {
  std::string name;
  std::string directory;
  std::vector<std::string> profiles;
  std::vector<std::string> assumed;
};

void apply(Assembly& assembly, std::optional<YamlNode>& root, const Overrides& overrides) {
  if (!root) return;
  for (const auto& assignment : overrides.sets) {
    const auto place = overrides.places.find(assignment);
    assembly.set(*root, assignment, place == overrides.places.end() ? Location{} : place->second);
  }
  if (overrides.seed) assembly.set(*root, fmt::format("seed={}", *overrides.seed));
}

/// The scenario as of its start, where the run begins later: what came in between follows from it. Its faults are told by the
/// other reading.
Scenario read_origin(YamlNode root, const Source& source, const ModelFiles& files) {
  std::erase_if(root.entries, [](const YamlEntry& entry) { return entry.key == "begin_after"; });
  Diagnostics ignored;
  Catalogue catalogue{files, ignored};
  catalogue.assume(about_figures(source.assumed));
  Scenario origin;
  FieldRecord record;
  record.shape = FieldRecord::Shape::map;
  ReadContext context{ignored};
  {
    Fields fields{&root, "", root.where, record, context};
    read_scenario(origin, fields, catalogue, source.directory);
  }
  write_out_members(origin, ignored);
  return origin;
}

/// What the tree means. Of the faults only those of this load decide; with them the scenario is left in `so_far`, if anybody asks.
std::optional<Scenario> read(const YamlNode& root, const Source& source,
                             const std::vector<ValueRange>& ranges, const ModelFiles& files,
                             Diagnostics& diagnostics, std::optional<Scenario>* so_far = nullptr) {
  Catalogue catalogue{files, diagnostics};
  catalogue.assume(about_figures(source.assumed));
  Scenario scenario;
  scenario.file = fs::path{source.name}.filename().string();
  auto record = std::make_shared<FieldRecord>();
  record->shape = FieldRecord::Shape::map;
  ReadContext context{diagnostics};
  {
    Fields fields{&root, "", root.where, *record, context};
    read_scenario(scenario, fields, catalogue, source.directory);
  }
  write_out_members(scenario, diagnostics);
  validate(scenario, diagnostics);
  if (diagnostics.has_errors()) {
    check_completion(scenario, source.profiles, source.directory, catalogue);
    scenario.record = std::move(record);
    if (so_far != nullptr) *so_far = std::move(scenario);
    return std::nullopt;
  }
  if (scenario.begin_after.count() > 0) {
    scenario.origin = std::make_shared<const Scenario>(read_origin(root, source, files));
    add_stock(scenario, *scenario.origin);
  } else {
    add_leaving(scenario);
  }
  if (diagnostics.has_errors()) return std::nullopt;
  complete(scenario, source.profiles, source.directory, catalogue);
  if (diagnostics.has_errors()) return std::nullopt;
  for (const auto& range : ranges) scenario.assumptions.push_back(range.assumption());
  note_ranges(*record, ranges);
  scenario.provenance.assumed = source.assumed;
  scenario.record = std::move(record);
  return scenario;
}

/// Edges go through the same reader as the values in force: what it refuses is told with the rest.
std::optional<Scenario> read_with_ranges(const YamlNode& root, const Source& source, const ModelFiles& files,
                                         Diagnostics& diagnostics, std::optional<Scenario>* so_far) {
  YamlNode plain = root;
  Diagnostics of_ranges;
  const auto ranges = take_ranges(plain, source.assumed, of_ranges);
  auto scenario = read(plain, source, ranges, files, diagnostics, so_far);
  for (const auto& edge : {std::string{"low"}, std::string{"high"}}) {
    for (const auto& range : ranges) {
      if (range.at(edge == "low" ? Edge::low : Edge::high) == range.at(range.assumed)) continue;
      Source at_edge = source;
      at_edge.assumed.push_back(fmt::format("{}{}={}", range_prefix, range.path, edge));
      Diagnostics faults;
      YamlNode there = root;
      (void)take_ranges(there, at_edge.assumed, faults);
      if (!read(there, at_edge, {}, files, faults) && scenario) of_ranges.add(faults);
    }
  }
  diagnostics.add(of_ranges);
  return scenario;
}

void record_overrides(Provenance& provenance, const std::vector<std::string>& overrides) {
  std::string all;
  for (const auto& assignment : overrides) all += assignment + '\n';
  provenance.overrides = overrides;
  if (!overrides.empty()) provenance.overrides_sha256 = sha256_of(all);
}

/// `assemble` makes the tree of files and overrides.
template <class Assemble>
std::optional<Scenario> load(const Source& source, const ModelFiles& files, Diagnostics& diagnostics,
                             Assemble assemble, std::optional<Scenario>* so_far = nullptr) {
  Diagnostics faults;
  check_replaced_models(files, faults);
  Assembly assembly{faults};
  const Speaking english{Language::english};
  std::optional<YamlNode> root = assemble(assembly);
  std::optional<Scenario> scenario;
  if (root && assembly.is_sound()) scenario = read_with_ranges(*root, source, files, faults, so_far);
  diagnostics.add(faults);
  if (!scenario || faults.has_errors()) return std::nullopt;
  scenario->given = std::make_shared<const YamlNode>(std::move(*root));
  scenario->sha256 = assembly.sha256();
  scenario->files_sha256 = assembly.files_sha256();
  record_overrides(scenario->provenance, assembly.overrides());
  return scenario;
}

}  // namespace

std::optional<Scenario> load_scenario(const std::string& path, const Overrides& overrides,
                                      const ModelFiles& files, Diagnostics& diagnostics,
                                      std::optional<Scenario>* so_far) {
  const Source source{path, fs::path{path}.parent_path().string(), overrides.profiles, overrides.assumed};
  const auto assemble = [&](Assembly& assembly) {
    auto root = assembly.file(path, {});
    apply(assembly, root, overrides);
    return root;
  };
  return load(source, files, diagnostics, assemble, so_far);
}

namespace {

bool has_changed(const Scenario& first, const Scenario& now) {
  const auto& before = first.provenance.inputs;
  return first.files_sha256 != now.files_sha256 ||
         std::any_of(now.provenance.inputs.begin(), now.provenance.inputs.end(), [&](const auto& input) {
           const auto found = std::find_if(before.begin(), before.end(),
                                           [&](const auto& other) { return other.name == input.name; });
           return found != before.end() && found->sha256 != input.sha256;
         });
}

}  // namespace

std::optional<Scenario> load_scenario_again(const Scenario& first, const std::string& path,
                                            const Overrides& overrides, const ModelFiles& files,
                                            Diagnostics& diagnostics) {
  auto again = load_scenario(path, overrides, files, diagnostics);
  // Overrides may be what has faults, and files what has changed: with those of the first time only the latter has.
  Diagnostics ignored;
  const auto& first_overrides = first.provenance;
  const auto plain =
      again ? std::nullopt
            : load_scenario(
                  path, {first_overrides.overrides, {}, first_overrides.profiles, first_overrides.assumed},
                  files, ignored);
  const auto& now = again ? again : plain;
  if (!now || has_changed(first, *now))
    throw ScenarioChanged{
        fmt::format("'{}' has changed since it was first read: leave it as it is until all is run", path)};
  return again;
}

std::optional<Scenario> load_scenario_text(const std::string& text, const std::string& name,
                                           const std::string& directory, const Overrides& overrides,
                                           const ModelFiles& files, Diagnostics& diagnostics) {
  return load({name, directory, overrides.profiles, overrides.assumed}, files, diagnostics,
              [&](Assembly& assembly) {
                auto root = assembly.text(text, name, directory);
                apply(assembly, root, overrides);
                return root;
              });
}

std::optional<Scenario> load_scenario_tree(YamlNode tree, std::vector<YamlEntry> settings,
                                           const std::string& name, const std::string& directory,
                                           const ModelFiles& files, Diagnostics& diagnostics,
                                           const std::vector<std::string>& assumed) {
  return load({name, directory, {}, assumed}, files, diagnostics, [&](Assembly& assembly) {
    auto root = assembly.tree(std::move(tree), directory);
    if (root) {
      for (auto& setting : settings) assembly.set(*root, std::move(setting));
    }
    return root;
  });
}

std::shared_ptr<const FieldRecord> describe_scenario(const ModelFiles& files) {
  auto record = std::make_shared<FieldRecord>();
  record->shape = FieldRecord::Shape::map;
  Diagnostics ignored;
  Catalogue catalogue{files, ignored};
  ReadContext context{ignored, true};
  Scenario scenario;
  Fields fields{nullptr, "", {}, *record, context};
  read_scenario(scenario, fields, catalogue, "");
  return record;
}

}  // namespace garoa
