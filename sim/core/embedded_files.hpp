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

/// A node of a tree, the nodes below it behind it: a list's items; of a map each key (a scalar) and its value.
struct EmbeddedNode {
  YamlNode::Kind kind;
  bool quoted;
  int line;
  int column;
  std::uint32_t size;     // items or entries
  std::string_view text;  // of a scalar
};

/// A data file of the build.
struct EmbeddedFile {
  std::string_view path;  // below `models/`
  std::span<const EmbeddedNode> nodes;
};

/// All data files of the build, sorted by path. Defined by a source that the build generates from `models/**/*.yaml`.
[[nodiscard]] std::span<const EmbeddedFile> embedded_files();

/// The tree that parse_yaml gave for the file's text.
[[nodiscard]] YamlNode tree_of(const EmbeddedFile& file, const std::string& file_name);

/// The same tree as a list.
[[nodiscard]] std::vector<EmbeddedNode> embedded(const YamlNode& tree);

}  // namespace garoa
