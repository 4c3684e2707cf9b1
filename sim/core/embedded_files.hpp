// The data files that the build put into the program (models/embed.cpp): not as text, but as the trees that the text stands for,
// since reading YAML would take longer than all else that a short command does. A file that is not YAML breaks the build.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/yaml_node.hpp"

namespace garoa {

/// A node of a tree, the nodes below it behind it: a list's items; of a map each key (a scalar) and its value. It has no pointer, which
/// each start of the program would have to relocate.
struct EmbeddedNode {
  std::uint32_t text;    // of a scalar: where it begins among the texts
  std::uint32_t length;  // of that text, bytes
  std::uint32_t size;    // items or entries
  int line;
  int column;
  YamlNode::Kind kind;
  bool quoted;
};

/// A tree as a list.
struct EmbeddedTree {
  std::vector<EmbeddedNode> nodes;
  std::string texts;  // of all nodes
};

/// A data file of the build.
struct EmbeddedFile {
  std::string_view path;  // below `models/`
  std::span<const EmbeddedNode> nodes;
  std::string_view texts;
};

/// All data files of the build, sorted by path. Defined by a source that the build generates from `models/**/*.yaml`.
[[nodiscard]] std::span<const EmbeddedFile> embedded_files();

/// The tree that parse_yaml gave for the file's text.
[[nodiscard]] YamlNode tree_of(const EmbeddedFile& file, const std::string& file_name);

[[nodiscard]] EmbeddedTree embedded(const YamlNode& tree);

}  // namespace garoa
