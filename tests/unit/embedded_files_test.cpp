#include "sim/core/embedded_files.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/support/source_folder.hpp"

namespace embedded_files_test {

using namespace garoa;
using test::source_folder;

namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& path) {
  std::ifstream stream{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{stream}, {}};
}

/// A tree as text, with the place of everything in it.
std::string told(const YamlNode& node) {
  std::string text = std::string{kind_name(node)} + (node.quoted ? "' " : " ") + node.text + " at " +
                     node.where.text() + "\n";
  for (const auto& item : node.items) text += told(item);
  for (const auto& entry : node.entries)
    text += entry.key + " at " + entry.where.text() + ": " + told(entry.value);
  return text;
}

}  // namespace

TEST_CASE("embedded files: each is the tree of its text, and none is missing") {
  const fs::path models = source_folder() / "models";
  std::size_t found = 0;
  for (const auto& item : fs::recursive_directory_iterator{models}) {
    if (item.path().extension() == ".yaml") ++found;
  }
  CHECK(embedded_files().size() == found);
  for (const auto& file : embedded_files()) {
    CAPTURE(file.path);
    Diagnostics diagnostics;
    const auto parsed = parse_yaml(text_of(models / file.path), "name", diagnostics);
    REQUIRE(parsed.has_value());
    CHECK(told(tree_of(file, "name")) == told(*parsed));
  }
}

TEST_CASE("embedded files: nested lists, quotes and empty values come back with their places") {
  const std::string text = "a: [1, [], {}, { b: \"?\\t\" }]\nc: null\n'd e':\n  - f: ~\n";
  Diagnostics diagnostics;
  const auto parsed = parse_yaml(text, "name", diagnostics);
  REQUIRE(parsed.has_value());
  const auto list = embedded(*parsed);
  CHECK(told(tree_of({"file", list.nodes, list.texts}, "name")) == told(*parsed));
}

}  // namespace embedded_files_test
