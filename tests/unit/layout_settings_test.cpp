// What a scenario says about services can be read without an engine: no settings header or reader reaches, by its
// includes, what only a run has.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/source_folder.hpp"

namespace layout_settings_test {

namespace {

namespace fs = std::filesystem;

/// What a scenario says, and its reader: usable without an engine, a run or a service.
bool is_settings(std::string_view path) {
  if (path.starts_with("sim/scenario/")) return true;
  return (path.starts_with("models/") || path.starts_with("sim/flows/")) &&
         (path.ends_with("_settings.hpp") || path.ends_with("_settings.cpp"));
}

/// The quoted includes of every file of the tree, by path.
using Includes = std::map<std::string, std::vector<std::string>>;

std::vector<std::string> includes_of(const std::string& text) {
  static const std::regex form{"^\\s*#\\s*include\\s*\"([^\"]*)\""};
  std::vector<std::string> names;
  std::smatch found;
  std::istringstream stream{text};
  for (std::string line; std::getline(stream, line);) {
    if (std::regex_search(line, found, form)) names.push_back(found[1]);
  }
  return names;
}

/// The way by includes from `path` to the first file that belongs to a run; nothing if there is none.
std::vector<std::string> way_to_a_run(const Includes& includes, const std::string& path,
                                      std::set<std::string>& seen) {
  const auto belongs_to_a_run = [](const std::string& name) {
    // Settings say by which meters they are billed.
    if (name == "sim/journal/meters.hpp") return false;
    return name.starts_with("sim/engine/") || name.starts_with("sim/journal/") ||
           name == "models/service.hpp";
  };
  if (belongs_to_a_run(path)) return {path};
  const auto file = includes.find(path);
  if (file == includes.end() || !seen.insert(path).second) return {};
  for (const auto& name : file->second) {
    auto way = way_to_a_run(includes, name, seen);
    if (way.empty()) continue;
    way.insert(way.begin(), path);
    return way;
  }
  return {};
}

/// Settings from which includes lead to what only a run has.
std::vector<std::string> faults_of_settings(const Includes& includes) {
  std::vector<std::string> faults;
  for (const auto& [path, names] : includes) {
    if (!is_settings(path)) continue;
    std::set<std::string> seen;
    std::string text;
    for (const auto& name : way_to_a_run(includes, path, seen)) text += (text.empty() ? "" : " -> ") + name;
    if (!text.empty()) faults.push_back("settings need no run: " + text);
  }
  return faults;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const auto& line : lines) text += line + '\n';
  return text;
}

}  // namespace

TEST_CASE("layout: no settings or reader includes, straight or not, what only a run has") {
  const fs::path root = garoa::test::source_folder();
  Includes includes;
  std::size_t settings = 0;
  for (const auto* folder : {"sim", "models"}) {
    for (const auto& item : fs::recursive_directory_iterator{root / folder}) {
      const auto path = fs::relative(item.path(), root).generic_string();
      if (!path.ends_with(".cpp") && !path.ends_with(".hpp")) continue;
      std::ifstream stream{item.path(), std::ios::binary};
      includes[path] = includes_of({std::istreambuf_iterator<char>{stream}, {}});
      settings += is_settings(path) ? 1 : 0;
    }
  }
  CHECK(settings > 60);
  const auto faults = faults_of_settings(includes);
  CHECK_MESSAGE(faults.empty(), joined(faults));
}

TEST_CASE("layout: settings that need an engine, a journal or a service are found") {
  const auto faults = [](const Includes& includes) { return joined(faults_of_settings(includes)); };
  CHECK(faults({{"models/s3/a_settings.hpp", {"models/service.hpp"}}}) ==
        "settings need no run: models/s3/a_settings.hpp -> models/service.hpp\n");
  CHECK(faults({{"models/s3/a_settings.cpp", {"models/s3/b.hpp"}},
                {"models/s3/b.hpp", {"sim/core/units.hpp", "sim/engine/token_bucket.hpp"}},
                {"sim/core/units.hpp", {}}}) ==
        "settings need no run: models/s3/a_settings.cpp -> models/s3/b.hpp -> sim/engine/token_bucket.hpp\n");
  CHECK(faults({{"sim/flows/a_settings.hpp", {"sim/journal/journal.hpp"}}}) != "");
  CHECK(faults({{"models/s3/a_settings.hpp", {"models/s3/b.hpp", "sim/journal/meters.hpp"}},
                {"models/s3/b.hpp", {"models/s3/a_settings.hpp"}},
                {"models/s3/a.hpp", {"models/service.hpp"}}}) == "");
  CHECK(includes_of("#pragma once\n#include <map>\n  # include \"a.hpp\"\n// #include \"b.hpp\"\n") ==
        std::vector<std::string>{"a.hpp"});
}

}  // namespace layout_settings_test
