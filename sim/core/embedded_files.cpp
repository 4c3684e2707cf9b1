#include "sim/core/embedded_files.hpp"

#include <map>
#include <memory>
#include <utility>

namespace garoa {
namespace {

/// Builds the tree of the nodes from the first on, and goes past them.
class Unpacking {
 public:
  Unpacking(const EmbeddedFile& file, const std::string& file_name)
      : next_{file.nodes.data()}, texts_{file.texts}, file_{std::make_shared<const std::string>(file_name)} {}

  YamlNode node() {
    const auto& packed = *next_++;
    YamlNode node;
    node.kind = packed.kind;
    node.quoted = packed.quoted;
    node.text = text(packed);
    node.where = place(packed);
    if (packed.kind == YamlNode::Kind::sequence) node.items.reserve(packed.size);
    if (packed.kind == YamlNode::Kind::map) node.entries.reserve(packed.size);
    for (std::uint32_t i = 0; i < packed.size; ++i) {
      if (packed.kind == YamlNode::Kind::map) {
        const auto& key = *next_++;
        node.entries.push_back({std::string{text(key)}, place(key), this->node(), 0});
      } else {
        node.items.push_back(this->node());
      }
    }
    return node;
  }

 private:
  [[nodiscard]] Location place(const EmbeddedNode& node) const { return {file_, node.line, node.column}; }
  [[nodiscard]] std::string_view text(const EmbeddedNode& node) const {
    return texts_.substr(node.text, node.length);
  }

  const EmbeddedNode* next_;
  std::string_view texts_;
  std::shared_ptr<const std::string> file_;
};

/// Makes the list of a tree. Equal texts are there once.
class Packing {
 public:
  void append(const YamlNode& node) {
    auto& packed = add(node.where, node.kind, node.text);
    packed.quoted = node.quoted;
    packed.size = static_cast<std::uint32_t>(node.items.size() + node.entries.size());
    for (const auto& item : node.items) append(item);
    for (const auto& entry : node.entries) {
      add(entry.where, YamlNode::Kind::scalar, entry.key);
      append(entry.value);
    }
  }
  [[nodiscard]] EmbeddedTree take() { return std::move(tree_); }

 private:
  EmbeddedNode& add(const Location& where, YamlNode::Kind kind, const std::string& text) {
    const auto [known, is_new] = begins_.try_emplace(text, static_cast<std::uint32_t>(tree_.texts.size()));
    if (is_new) tree_.texts += text;
    return tree_.nodes.emplace_back(EmbeddedNode{.text = known->second,
                                                 .length = static_cast<std::uint32_t>(text.size()),
                                                 .size = 0,
                                                 .line = where.line,
                                                 .column = where.column,
                                                 .kind = kind,
                                                 .quoted = false});
  }

  EmbeddedTree tree_;
  std::map<std::string, std::uint32_t> begins_;
};

}  // namespace

YamlNode tree_of(const EmbeddedFile& file, const std::string& file_name) {
  return Unpacking{file, file_name}.node();
}

EmbeddedTree embedded(const YamlNode& tree) {
  Packing packing;
  packing.append(tree);
  return packing.take();
}

}  // namespace garoa
