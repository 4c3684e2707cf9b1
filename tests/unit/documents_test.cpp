// What README.md, CONTRIBUTING.md and sim/README.md name is there.
#include <doctest/doctest.h>

#include <filesystem>
#include <regex>
#include <string>
#include <vector>

#include "tests/support/run_program.hpp"
#include "tests/support/source_folder.hpp"

namespace documents_test {

using namespace garoa::test;
namespace fs = std::filesystem;

namespace {

/// Paths below the source's folders. Of a pattern such as models/<service>/ or metric_rows_*.cpp it is the folder. What a build or a
/// run makes (build/release/tests/..., results/runs/, results/sweeps/) is not meant.
std::vector<std::string> paths_in(const std::string& text) {
  static const std::regex form{
      R"((^|[^\w./-])((?:sim|models|tests|scenarios|results|\.ci|\.github)/[\w./-]*)([<*]?))"};
  std::vector<std::string> paths;
  for (auto found = std::sregex_iterator{text.begin(), text.end(), form}; found != std::sregex_iterator{};
       ++found) {
    std::string path = (*found)[2];
    if ((*found)[3].length() > 0) path.erase(path.rfind('/') + 1);
    while (path.ends_with('.')) path.pop_back();
    if (!path.starts_with("results/runs") && !path.starts_with("results/sweeps")) paths.push_back(path);
  }
  return paths;
}

/// Where the links of a text in Markdown lead within the project, relative to its own folder.
std::vector<std::string> links_in(const std::string& text) {
  static const std::regex form{R"(\]\(([^)#:]+)\))"};
  std::vector<std::string> links;
  for (auto found = std::sregex_iterator{text.begin(), text.end(), form}; found != std::sregex_iterator{};
       ++found)
    links.push_back((*found)[1]);
  return links;
}

}  // namespace

TEST_CASE("documents: every file and folder that a document names is there") {
  const auto root = source_folder();
  for (const std::string name : {"README.md", "CONTRIBUTING.md", "sim/README.md", "tests/cases/README.md",
                                 "tests/fuzz/README.md", "tests/mutation/README.md"}) {
    CAPTURE(name);
    const auto text = read_file(root / name);
    REQUIRE_FALSE(text.empty());
    for (const auto& path : paths_in(text)) CHECK_MESSAGE(fs::exists(root / path), path);
    for (const auto& link : links_in(text))
      CHECK_MESSAGE(fs::exists((root / name).parent_path() / link), link);
  }
}

TEST_CASE("documents: paths are found in texts, patterns lead to their folder") {
  using Paths = std::vector<std::string>;
  CHECK(paths_in("`sim/core/units.hpp` and sim/flows/.") == Paths{"sim/core/units.hpp", "sim/flows/"});
  CHECK(paths_in("models/<service>/x models/s3/*.yaml\n.ci/run") ==
        Paths{"models/", "models/s3/", ".ci/run"});
  CHECK(paths_in("build/release/tests/bench results/runs/x my-sim/core").empty());
  CHECK(links_in("[a](b/c.md) [d](https://e) ![f](g)") == Paths{"b/c.md", "g"});
}

TEST_CASE("documents: the page of the architecture names every layer and walks through both flows") {
  const auto root = source_folder();
  const auto text = read_file(root / "sim" / "README.md");
  for (const auto& folder : fs::directory_iterator{root / "sim"}) {
    if (!folder.is_directory()) continue;
    const auto name = "sim/" + folder.path().filename().string() + "/";
    CHECK_MESSAGE(text.find(name) != std::string::npos, name);
  }
  CHECK(paths_in(text).size() > 60);
}

}  // namespace documents_test
