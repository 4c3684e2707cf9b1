#include "sim/core/model_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "sim/core/embedded_files.hpp"
#include "sim/core/input_file.hpp"
#include "sim/core/sha256.hpp"

namespace garoa {
namespace {

namespace fs = std::filesystem;

const EmbeddedFile* find_embedded(std::string_view path) {
  const auto files = embedded_files();
  const auto found =
      std::find_if(files.begin(), files.end(), [&](const EmbeddedFile& f) { return f.path == path; });
  return found == files.end() ? nullptr : &*found;
}

Location place_of(const std::string& file) {
  return {std::make_shared<const std::string>(file), 0, 0};
}

std::vector<std::string_view> keys_of(const YamlNode& map) {
  std::vector<std::string_view> keys;
  for (const auto& entry : map.entries) keys.push_back(entry.key);
  return keys;
}

bool has_word(const std::vector<std::string_view>& known, std::string_view word) {
  return std::find(known.begin(), known.end(), word) != known.end();
}

/// The name of the figure that keys within keys spell, the first of each.
std::string first_name_in(const YamlEntry& entry, const std::vector<std::string_view>& known) {
  auto name = entry.key;
  const auto* node = &entry.value;
  while (!has_word(known, name) && !node->entries.empty()) {
    name += "." + node->entries.front().key;
    node = &node->entries.front().value;
  }
  return name;
}

/// A figure is a line of its own, whatever its name has in common with others'. Its file does not repeat the service, which everybody else
/// puts before it.
std::string hint_for(const YamlEntry& entry, std::string_view service,
                     const std::vector<std::string_view>& known) {
  const auto beginning = entry.key + ".";
  const auto within = std::find_if(known.begin(), known.end(),
                                   [&](std::string_view name) { return name.starts_with(beginning); });
  if (within != known.end()) {
    const auto spelt = first_name_in(entry, known);
    return fmt::format("; each figure is a key of its own, such as '{}'",
                       has_word(known, spelt) ? std::string_view{spelt} : *within);
  }
  const auto prefix = std::string{service} + ".";
  const std::string_view key = entry.key;
  return did_you_mean(key.starts_with(prefix) ? key.substr(prefix.size()) : key, known);
}

}  // namespace

bool ModelFiles::holds_figures(std::string_view path) {
  const fs::path file{path};
  return file.parent_path().filename() == file.stem() && file.parent_path().parent_path().empty();
}

ModelFiles::ModelFiles(std::string directory, Diagnostics& diagnostics) : directory_{std::move(directory)} {
  if (directory_.empty()) return;
  std::error_code fault;
  if (!fs::is_directory(directory_, fault)) {
    diagnostics.error(place_of(directory_), "is not a folder of model figures");
    return;
  }
  std::vector<std::string> paths;
  for (const auto& item :
       fs::recursive_directory_iterator{directory_, fs::directory_options::skip_permission_denied, fault}) {
    if (!item.is_directory(fault) && item.path().extension() == ".yaml")
      paths.push_back(fs::relative(item.path(), directory_, fault).generic_string());
  }
  std::sort(paths.begin(), paths.end());
  for (const auto& path : paths) look_at(path, diagnostics);
}

void ModelFiles::look_at(const std::string& path, Diagnostics& diagnostics) {
  const auto own = (fs::path{directory_} / path).string();
  const auto* const embedded = find_embedded(path);
  if (embedded == nullptr) {
    std::vector<std::string_view> known;
    for (const auto& file : embedded_files()) known.push_back(file.path);
    diagnostics.error(place_of(own),
                      fmt::format("overrides no model file '{}'{}", path, did_you_mean(path, known)));
    return;
  }
  const auto [text, fault] = read_input(own);
  if (!fault.empty()) {
    diagnostics.error(place_of(own), fmt::format("cannot be read: {}", fault));
    return;
  }
  replaced_.push_back({path, sha256_of(text)});
  if (!holds_figures(path)) return;
  Diagnostics told_when_read;
  const auto root = parse_yaml(text, own, told_when_read);
  if (!root) return;
  const auto built_in = tree_of(*embedded, path);
  const auto known = keys_of(built_in);
  const auto service = fs::path{path}.stem().string();
  for (const auto& entry : root->entries) {
    if (has_word(known, entry.key)) continue;
    diagnostics.error(entry.where,
                      fmt::format("there is no figure '{}'{}", entry.key, hint_for(entry, service, known)));
  }
}

namespace {

bool is_one_of(std::string_view key, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), key) != names.end();
}

/// Without a word about its origin a value is its author's choice.
void give_basis(YamlEntry& entry) {
  if (entry.value.find("basis") != nullptr) return;
  YamlEntry chosen{.key = "basis", .where = entry.where, .value = {}};
  chosen.value.kind = YamlNode::Kind::scalar;
  chosen.value.text = "P";
  chosen.value.where = entry.where;
  entry.value.entries.push_back(std::move(chosen));
}

/// Somebody's own prices in a group of one origin: a group of their own behind it, as the last price of a type holds.
YamlEntry own_group(YamlEntry entry, const YamlNode& built_in) {
  entry.key += " (own)";
  if (entry.value.find("per") == nullptr) {
    if (const auto* const per = built_in.find("per")) entry.value.entries.push_back(*per);
  }
  give_basis(entry);
  return entry;
}

/// What stands behind a figure or price, and how far it may lie elsewhere, is not true of somebody's own value for it: that has its own
/// basis and source, or is its author's choice.
void drop_provenance(YamlNode& built_in, YamlNode& own) {
  for (auto& entry : own.entries) {
    const auto replaced = std::find_if(built_in.entries.begin(), built_in.entries.end(),
                                       [&](const YamlEntry& e) { return e.key == entry.key; });
    if (replaced == built_in.entries.end() || !entry.value.is(YamlNode::Kind::map)) continue;
    const auto* const prices = entry.value.find("usd");
    if (prices != nullptr && prices->value.is(YamlNode::Kind::map)) {
      entry = own_group(std::move(entry), replaced->value);
      continue;
    }
    const auto& given = entry.value.entries;
    const bool is_value = std::any_of(given.begin(), given.end(), [](const YamlEntry& e) {
      return is_one_of(e.key, {"value", "usd"}) && e.value.is(YamlNode::Kind::scalar);
    });
    if (!is_value) {
      drop_provenance(replaced->value, entry.value);
      continue;
    }
    std::erase_if(replaced->value.entries, [](const YamlEntry& e) {
      return is_one_of(e.key, {"low", "high", "basis", "source", "date", "note"});
    });
    give_basis(entry);
  }
}

/// Figures that there are none of were told when the folder was looked at.
void drop_unknown(YamlNode& own, const YamlNode& built_in) {
  const auto known = keys_of(built_in);
  std::erase_if(own.entries, [&](const YamlEntry& entry) {
    return std::find(known.begin(), known.end(), entry.key) == known.end();
  });
}

}  // namespace

YamlNode ModelFiles::built_in(const std::string& path) {
  const auto* const embedded = find_embedded(path);
  return embedded == nullptr ? YamlNode{} : tree_of(*embedded, fmt::format("models/{}", path));
}

const ModelFiles::Parsed& ModelFiles::file(const std::string& path) const {
  auto& slot = parsed_[path];
  if (slot) return *slot;
  auto parsed = std::make_unique<Parsed>();
  const auto* const embedded = find_embedded(path);
  if (embedded == nullptr) {
    parsed->faults.error(place_of(path), "there is no such model file");
  } else {
    parsed->root = built_in(path);
  }
  if (embedded != nullptr && is_replaced(path)) {
    const auto own = (fs::path{directory_} / path).string();
    const auto [text, fault] = read_input(own);
    if (!fault.empty()) parsed->faults.error(place_of(own), fmt::format("cannot be read: {}", fault));
    if (auto root = parse_yaml(text, own, parsed->faults)) {
      if (holds_figures(path)) drop_unknown(*root, parsed->root);
      drop_provenance(parsed->root, *root);
      lay_over(parsed->root, std::move(*root), 1);
    }
  }
  slot = std::move(parsed);
  return *slot;
}

std::vector<std::string> ModelFiles::paths_below(std::string_view folder) const {
  std::vector<std::string> paths;
  for (const auto& file : embedded_files()) {
    if (file.path.starts_with(folder)) paths.emplace_back(file.path);
  }
  return paths;
}

bool ModelFiles::is_replaced(std::string_view path) const {
  return std::any_of(replaced_.begin(), replaced_.end(),
                     [&](const HashedFile& file) { return file.path == path; });
}

}  // namespace garoa
