// A program of the build: writes the C++ source that has the data files of the models as trees (sim/core/embedded_files.hpp).
//
//   garoa_embed FOLDER OUTPUT FILE...      FILE: below FOLDER, in the order of their paths
//
// Exit code: 1 and `file:line:col: error: ...` if a file cannot be read or is not YAML.
#include <fmt/format.h>

#include <fstream>
#include <iterator>

#include "sim/core/embedded_files.hpp"

namespace {

using garoa::EmbeddedTree;
using garoa::YamlNode;

std::string text_of(const std::string& path) {
  std::ifstream stream{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{stream}, {}};
}

std::string_view name_of(YamlNode::Kind kind) {
  switch (kind) {
    case YamlNode::Kind::scalar:
      return "scalar";
    case YamlNode::Kind::sequence:
      return "sequence";
    case YamlNode::Kind::map:
      return "map";
    case YamlNode::Kind::null:
      break;
  }
  return "null";
}

/// A C++ string literal. Octal escapes end after three digits, whatever follows.
std::string literal(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < ' ' || byte >= 0x7f || c == '"' || c == '\\' || c == '?') {
      quoted += fmt::format("\\{:03o}", byte);
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

std::string nodes_of(const EmbeddedTree& tree, std::size_t number) {
  auto text = fmt::format("constexpr EmbeddedNode nodes_{}[] = {{\n", number);
  for (const auto& node : tree.nodes)
    text += fmt::format("  {{{},{},{},{},{},Kind::{},{}}},\n", node.text, node.length, node.size, node.line,
                        node.column, name_of(node.kind), node.quoted ? "true" : "false");
  return text + "};\n";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) {
    fmt::print(stderr, "usage: garoa_embed FOLDER OUTPUT FILE...\n");
    return 1;
  }
  garoa::Diagnostics diagnostics;
  std::string nodes;
  std::string files;
  for (int i = 3; i < argc; ++i) {
    const auto number = static_cast<std::size_t>(i - 3);
    const auto path = fmt::format("{}/{}", argv[1], argv[i]);
    const auto tree = garoa::parse_yaml(text_of(path), path, diagnostics);
    if (!tree) continue;
    const auto list = garoa::embedded(*tree);
    nodes += nodes_of(list, number);
    files += fmt::format("  {{{}, nodes_{}, {}}},\n", literal(argv[i]), number, literal(list.texts));
  }
  if (diagnostics.has_errors()) {
    fmt::print(stderr, "{}", diagnostics.text());
    return 1;
  }
  std::ofstream output{argv[2], std::ios::binary};
  output << "// Made by models/embed.cpp.\n#include \"sim/core/embedded_files.hpp\"\n\nnamespace garoa "
            "{\nnamespace {\n\n"
         << "using Kind = YamlNode::Kind;\n"
         << nodes << "constexpr EmbeddedFile files[] = {\n"
         << files
         << "};\n\n}  // namespace\n\nstd::span<const EmbeddedFile> embedded_files() { return files; }\n\n}  "
            "// namespace garoa\n";
  output.close();
  if (output) return 0;
  fmt::print(stderr, "{}: error: cannot be written\n", argv[2]);
  return 1;
}
