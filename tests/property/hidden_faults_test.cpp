// No fault hides another: of a scenario with two broken values both are told, each at its place. Broken is every value in turn, alone
// and beside others; those that decide what their neighbours mean may hide them.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <set>

#include "sim/scenario/load.hpp"
#include "tests/support/mutants.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/source_folder.hpp"

namespace hidden_faults_test {

using namespace garoa;
using namespace garoa::test;

namespace {

/// Without it nobody knows which keys are beside it.
constexpr std::array deciding_keys{std::string_view{"kind"}, std::string_view{"method"},
                                   std::string_view{"extends"}, std::string_view{"region"}};

struct Leaf {
  std::string path;
  YamlNode* node;
};

void collect(YamlNode& node, const std::string& path, std::vector<Leaf>& leaves) {
  if (node.is(YamlNode::Kind::scalar)) leaves.push_back({path, &node});
  for (auto& item : node.items) collect(item, path + "[]", leaves);
  for (auto& entry : node.entries) {
    if (std::find(deciding_keys.begin(), deciding_keys.end(), entry.key) == deciding_keys.end())
      collect(entry.value, path + "." + entry.key, leaves);
  }
}

/// The places of the faults, as "9:3".
std::set<std::string> faults_of(const YamlNode& root, const std::string& folder, const ModelFiles& files) {
  Diagnostics diagnostics;
  (void)load_scenario_tree(root, {}, "a.yaml", folder, files, diagnostics);
  std::set<std::string> places;
  for (const auto& line : lines_of(diagnostics.text())) places.insert(line.substr(0, line.find(": ")));
  return places;
}

/// While it lives the value is one that no key takes.
class Broken {
 public:
  explicit Broken(const Leaf& leaf) : node_{leaf.node}, text_{leaf.node->text} { node_->text = "no-value/x"; }
  Broken(const Broken&) = delete;
  Broken& operator=(const Broken&) = delete;
  ~Broken() { node_->text = text_; }

 private:
  YamlNode* node_;
  std::string text_;
};

void check_file(const std::string& name, std::size_t pairs) {
  const auto file = source_folder() / name;
  Diagnostics diagnostics;
  const ModelFiles files{"", diagnostics};
  auto root = parse_yaml(read_file(file), "a.yaml", diagnostics);
  REQUIRE_MESSAGE(root.has_value(), diagnostics.text());
  std::vector<Leaf> leaves;
  collect(*root, "", leaves);
  const auto folder = file.parent_path().string();
  // Texts that any value is one of, such as titles, cannot be broken.
  std::vector<Leaf> breakable;
  for (const auto& leaf : leaves) {
    const Broken broken{leaf};
    if (faults_of(*root, folder, files).contains(leaf.node->where.text())) breakable.push_back(leaf);
  }
  REQUIRE(breakable.size() > 20);
  Dice dice{"hidden faults in " + name};
  for (std::size_t i = 0; i < pairs; ++i) {
    const auto& first = breakable[dice.below(breakable.size())];
    const auto& second = breakable[dice.below(breakable.size())];
    if (first.node == second.node) continue;
    const Broken one{first};
    const Broken other{second};
    const auto places = faults_of(*root, folder, files);
    for (const auto* const leaf : {&first, &second})
      CHECK_MESSAGE(places.contains(leaf->node->where.text()),
                    leaf->path << " is hidden, with " << first.path << " and " << second.path << " broken");
  }
}

}  // namespace

TEST_CASE("faults: none hides another") {
  check_file("tests/cli/scenarios/everything.yaml", 1500);
  check_file("scenarios/central-financeira/base.yaml", 500);
  check_file("scenarios/processamento-automatico/base.yaml", 500);
}

}  // namespace hidden_faults_test
