#include "tests/support/mutants.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <regex>

#include "tests/support/run_program.hpp"
#include "tests/support/source_folder.hpp"

namespace garoa::test {
namespace {

namespace fs = std::filesystem;

// Mutation of bytes and lines.

void swap_lines(std::string& text, Dice& dice) {
  std::vector<std::string> lines;
  for (std::size_t from = 0; from < text.size();) {
    const auto end = std::min(text.find('\n', from), text.size() - 1);
    lines.push_back(text.substr(from, end + 1 - from));
    from = end + 1;
  }
  std::swap(lines[dice.below(lines.size())], lines[dice.below(lines.size())]);
  text.clear();
  for (const auto& line : lines) text += line;
}

void mutate_bytes(std::string& text, Dice& dice) {
  const auto at = dice.below(text.size());
  const auto length = 1 + dice.below(std::min<std::size_t>(text.size() - at, 40));
  switch (dice.below(7)) {
    case 0:
      text[at] = static_cast<char>(text[at] ^ static_cast<char>(1U << dice.below(8)));
      break;
    case 1:
      text[at] = static_cast<char>(dice.below(256));
      break;
    case 2:
      text.erase(at, length);
      break;
    case 3:
      text.insert(at, std::string{"{}[]:,-?&*!|>'\"%@`#~\n\t\0\xFF\xC3 ", 26}.substr(dice.below(26), 1));
      break;
    case 4:
      text.insert(dice.below(text.size()), text.substr(at, length));
      break;
    case 5:
      swap_lines(text, dice);
      break;
    case 6:
      text.resize(at);
      break;
  }
}

// Mutation of keys and values.

std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) result += (c == '"' || c == '\\') ? std::string{'\\', c} : std::string{c};
  return result + '"';
}

/// The tree as YAML. `raw` marks values that are written as they are.
std::string yaml_of(const YamlNode& node, const YamlNode* raw) {
  static const std::regex plain{"[A-Za-z0-9_./+-]+(:[0-9]+)*( ?[A-Za-z/]+)?"};
  if (&node == raw) return node.text;
  std::string text;
  switch (node.kind) {
    case YamlNode::Kind::null:
      return "null";
    case YamlNode::Kind::scalar:
      return !node.quoted && std::regex_match(node.text, plain) ? node.text : quoted(node.text);
    case YamlNode::Kind::sequence:
      for (const auto& item : node.items) text += (text.empty() ? "" : ", ") + yaml_of(item, raw);
      return "[" + text + "]";
    case YamlNode::Kind::map:
      for (const auto& entry : node.entries)
        text += (text.empty() ? "" : ",\n ") + quoted(entry.key) + ": " + yaml_of(entry.value, raw);
      return "{" + text + "}";
  }
  return text;
}

constexpr std::array values{"abc",
                            "7",
                            "0",
                            "-1",
                            "null",
                            "[]",
                            "[1, x]",
                            "{}",
                            "{a: 1}",
                            "\"\"",
                            "",
                            "1e99",
                            "1e99 s",
                            "1e18 B",
                            "-5 s",
                            "-1/s",
                            "0 s",
                            "1 s",
                            "1 B",
                            "1 TiB",
                            "0/s",
                            "1000/s",
                            "true",
                            "1e-300",
                            "1000000 d",
                            "1 MiB/s",
                            "99999999999999999999",
                            "0.5",
                            "\"7\"",
                            "1 kbit/s",
                            "rate(1 minute)",
                            "128 MB",
                            "1e-9 s"};

/// Calls `take` with every mutant of one key: removed, renamed, and with each of the values.
void mutate_keys(YamlNode& root, YamlNode& map, const std::function<void(const std::string&)>& take) {
  for (std::size_t i = 0; i < map.entries.size(); ++i) {
    const YamlEntry kept = map.entries[i];
    map.entries.erase(map.entries.begin() + static_cast<std::ptrdiff_t>(i));
    take(yaml_of(root, nullptr));
    map.entries.insert(map.entries.begin() + static_cast<std::ptrdiff_t>(i), kept);
    auto& entry = map.entries[i];
    entry.key += "x";
    take(yaml_of(root, nullptr));
    entry.key = kept.key;
    for (const auto* value : values) {
      entry.value = {};
      entry.value.text = value;
      take(yaml_of(root, &entry.value));
    }
    entry.value = kept.value;
    mutate_keys(root, entry.value, take);
  }
}

/// The entries below `node`, in the order of the text.
void list_entries(YamlNode& node, std::vector<std::pair<YamlNode*, std::size_t>>& entries) {
  for (auto& item : node.items) list_entries(item, entries);
  for (std::size_t i = 0; i < node.entries.size(); ++i) {
    entries.emplace_back(&node, i);
    list_entries(node.entries[i].value, entries);
  }
}

}  // namespace

std::vector<Source> sources_below(const std::string& folder, const std::string& extension) {
  std::vector<Source> sources;
  for (const auto& item : fs::recursive_directory_iterator{source_folder() / folder}) {
    if (item.path().extension() == extension)
      sources.push_back({item.path().string(), item.path().parent_path().string(), read_file(item.path())});
  }
  std::sort(sources.begin(), sources.end(), [](const Source& a, const Source& b) { return a.name < b.name; });
  return sources;
}

std::vector<Source> shipped_scenarios() {
  auto sources = sources_below("scenarios", ".yaml");
  // Plans of sweeps and texts of lessons are none.
  std::erase_if(sources, [](const Source& source) {
    return source.folder.ends_with("/sweeps") || source.name.ends_with("/lesson.yaml");
  });
  return sources;
}

std::size_t Dice::below(std::size_t bound) {
  const auto number = stream_.uniform(Entity::nth(next_++)) * static_cast<double>(bound);
  return std::min(static_cast<std::size_t>(number), bound - 1);
}

std::string byte_mutant(std::string text, Dice& dice) {
  for (auto changes = 1 + dice.below(3); changes > 0 && !text.empty(); --changes) mutate_bytes(text, dice);
  return text;
}

std::string key_mutant(YamlNode root, Dice& dice) {
  std::vector<std::pair<YamlNode*, std::size_t>> entries;
  list_entries(root, entries);
  if (entries.empty()) return yaml_of(root, nullptr);
  const auto [map, index] = entries[dice.below(entries.size())];
  auto& entry = map->entries[index];
  const auto change = dice.below(values.size() + 2);
  if (change == values.size()) {
    map->entries.erase(map->entries.begin() + static_cast<std::ptrdiff_t>(index));
  } else if (change > values.size()) {
    entry.key += "x";
  } else {
    entry.value = {};
    entry.value.text = values.at(change);
    return yaml_of(root, &entry.value);
  }
  return yaml_of(root, nullptr);
}

void each_key_mutant(YamlNode root, const std::function<void(const std::string&)>& take) {
  take(yaml_of(root, nullptr));
  mutate_keys(root, root, take);
}

}  // namespace garoa::test
