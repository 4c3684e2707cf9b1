// What the tests of sweeps have in common: a plan in a folder of its own, and folders with all their files.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "tests/support/run_program.hpp"
#include "tests/support/source_folder.hpp"

namespace garoa::test {

using Words = std::vector<std::string>;
/// A folder's files and their texts.
using Tree = std::map<std::string, std::string>;

inline const std::string functions = (source_folder() / "tests/cli/scenarios/functions.yaml").string();

inline Words operator+(Words words, const Words& more) {
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

inline Tree tree_of(const std::filesystem::path& folder) {
  Tree tree;
  for (const auto& item : std::filesystem::recursive_directory_iterator{folder}) {
    const auto name = item.path().lexically_relative(folder).string();
    tree[name] = item.is_directory() ? "" : read_file(item.path());
  }
  return tree;
}

/// A plan of twelve quick points, in a folder of its own.
class Sweeps {
 public:
  explicit Sweeps(const std::string& more = "") { write_plan(more); }

  void write_plan(const std::string& more, const std::string& memories = "[128 MB, 512 MB, 1 GB]") const {
    write_file(folder_.path() / "plan.yaml",
               "garoa: 1\nscenario: " + functions + "\nset: [duration=3 min]\naxes:\n" +
                   "  - { path: lambda.extract.memory, list: " + memories + " }\n" +
                   "  - { path: seed, range: { from: 1, to: 4, step: 1 } }\n" + more);
  }
  [[nodiscard]] ProgramEnd run(const Words& arguments) const {
    return run_program(GAROA_PROGRAM, arguments, folder_.path());
  }
  [[nodiscard]] ProgramEnd sweep(const Words& more) const {
    return run(Words{"sweep", "plan.yaml", "--quiet"} + more);
  }
  /// With variables of a scheduler.
  [[nodiscard]] ProgramEnd sweep_with(const Words& variables, const Words& more) const {
    return run_program("/usr/bin/env", variables + Words{GAROA_PROGRAM, "sweep", "plan.yaml"} + more,
                       folder_.path());
  }
  [[nodiscard]] std::filesystem::path path() const { return folder_.path(); }
  [[nodiscard]] Tree tree(const std::string& name) const { return tree_of(folder_.path() / name); }

 private:
  TemporaryFolder folder_;
};

}  // namespace garoa::test
