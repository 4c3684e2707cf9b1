// Texts broken in many ways, the same ones at every run: every choice is a Philox number of a fixed seed and a name, so that
// a failure names a mutant that can be made again.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/random.hpp"
#include "sim/core/yaml_node.hpp"

namespace garoa::test {

/// A text, where it is from, and what the files that it names are relative to.
struct Source {
  std::string name;
  std::string folder;
  std::string text;
};

/// The files of a folder below the source folder and of its subfolders whose names end so, by name.
[[nodiscard]] std::vector<Source> sources_below(const std::string& folder, const std::string& extension);
/// All of `scenarios/`.
[[nodiscard]] std::vector<Source> shipped_scenarios();

/// Whole numbers below a bound, one after the other.
class Dice {
 public:
  explicit Dice(std::string_view name) : stream_{2026, name} {}
  std::size_t below(std::size_t bound);

 private:
  Stream stream_;
  std::uint64_t next_ = 0;
};

/// With one to three changes of bytes or lines.
[[nodiscard]] std::string byte_mutant(std::string text, Dice& dice);

/// With one key removed, renamed or of another value.
[[nodiscard]] std::string key_mutant(YamlNode root, Dice& dice);

/// Calls `take` with the tree itself, and with every mutant of one key: removed, renamed, and with each of a list of values.
void each_key_mutant(YamlNode root, const std::function<void(const std::string&)>& take);

}  // namespace garoa::test
