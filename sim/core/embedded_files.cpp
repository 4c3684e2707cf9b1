#include "sim/core/embedded_files.hpp"

#include <memory>

namespace garoa {
namespace {

/// Builds the tree of the nodes from the first on, and goes past them.
class Unpacking {
 public:
  Unpacking(std::span<const EmbeddedNode> nodes, const std::string& file_name)
      : next_{nodes.data()}, file_{std::make_shared<const std::string>(file_name)} {}

  YamlNode node() {
    const auto& packed = *next_++;
    YamlNode node;
    node.kind = packed.kind;
    node.quoted = packed.quoted;
    node.text = packed.text;
    node.where = place(packed);
    if (packed.kind == YamlNode::Kind::sequence) node.items.reserve(packed.size);
    if (packed.kind == YamlNode::Kind::map) node.entries.reserve(packed.size);
    for (std::uint32_t i = 0; i < packed.size; ++i) {
      if (packed.kind == YamlNode::Kind::map) {
        const auto& key = *next_++;
        node.entries.push_back({std::string{key.text}, place(key), this->node(), 0});
      } else {
        node.items.push_back(this->node());
      }
    }
    return node;
  }

 private:
  [[nodiscard]] Location place(const EmbeddedNode& node) const { return {file_, node.line, node.column}; }

  const EmbeddedNode* next_;
  std::shared_ptr<const std::string> file_;
};

EmbeddedNode pack(const Location& where, YamlNode::Kind kind, std::string_view text) {
  return {.kind = kind, .quoted = false, .line = where.line, .column = where.column, .size = 0, .text = text};
}

void append(const YamlNode& node, std::vector<EmbeddedNode>& list) {
  auto& packed = list.emplace_back(pack(node.where, node.kind, node.text));
  packed.quoted = node.quoted;
  packed.size = static_cast<std::uint32_t>(node.items.size() + node.entries.size());
  for (const auto& item : node.items) append(item, list);
  for (const auto& entry : node.entries) {
    list.push_back(pack(entry.where, YamlNode::Kind::scalar, entry.key));
    append(entry.value, list);
  }
}

}  // namespace

YamlNode tree_of(const EmbeddedFile& file, const std::string& file_name) {
  return Unpacking{file.nodes, file_name}.node();
}

std::vector<EmbeddedNode> embedded(const YamlNode& tree) {
  std::vector<EmbeddedNode> list;
  append(tree, list);
  return list;
}

}  // namespace garoa
