#include "sim/core/sources.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "sim/core/embedded_files.hpp"
#include "sim/core/figures.hpp"

namespace sources_test {

using namespace garoa;

namespace {

constexpr const char* two_sources = R"(
GUIDE: { title: The guide, address: example.org, date: 2020-01, note: a copy }
PAPER: { title: The paper }
)";

/// What `text` has wrong when it names sources of that table.
std::string faults_of_citations(std::string_view text) {
  Diagnostics diagnostics;
  const auto table = parse_yaml(two_sources, "sources.yaml", diagnostics);
  const auto tree = parse_yaml(text, "f.yaml", diagnostics);
  REQUIRE((table && tree));
  Sources{*table, diagnostics}.check(*tree, diagnostics);
  return diagnostics.text();
}

/// What loading a model file says with `text` laid over it.
std::string faults_of_overlay(const std::string& path, const std::string& text,
                              const std::string& sources = "") {
  const auto folder = std::filesystem::temp_directory_path() / fmt::format("garoa_sources_test-{}", getpid());
  std::filesystem::create_directories((folder / path).parent_path());
  std::ofstream{folder / path} << text;
  if (!sources.empty()) std::ofstream{folder / "sources.yaml"} << sources;
  Diagnostics diagnostics;
  const ModelFiles files{folder.string(), diagnostics};
  Catalogue catalogue{files, diagnostics};
  (void)catalogue.file(path);
  std::filesystem::remove_all(folder);
  return diagnostics.text();
}

void collect_codes(const YamlNode& tree, std::set<std::string>& codes) {
  for (const auto& item : tree.items) collect_codes(item, codes);
  for (const auto& entry : tree.entries) {
    if (entry.key == "source") {
      for (const auto& citation : citations_of(entry.value.text)) codes.emplace(citation.code);
    }
    collect_codes(entry.value, codes);
  }
}

}  // namespace

TEST_CASE("sources: a source is a code and a place, or several behind semicolons") {
  const auto two = citations_of("GUIDE a page, section 2;PAPER ");
  REQUIRE(two.size() == 2);
  CHECK(two[0].code == "GUIDE");
  CHECK(two[0].place == "a page, section 2");
  CHECK(two[1].code == "PAPER");
  CHECK(two[1].place.empty());
  CHECK(citations_of("").empty());
}

TEST_CASE("sources: known codes are silent wherever they stand") {
  CHECK(faults_of_citations("a: { source: GUIDE page 1 }\nb: { c: { source: PAPER; GUIDE } }\n") == "");
  CHECK(faults_of_citations("a: { source: \"\" }\nb: { title: NOBODY }\n") == "");
}

TEST_CASE("sources: an unknown code is an error at its figure, however deep") {
  CHECK(faults_of_citations("a: { source: GUDE page 1 }\n") ==
        "f.yaml:1:14: error: there is no source 'GUDE' (did you mean 'GUIDE'?); sources.yaml lists them\n");
  CHECK(faults_of_citations("a:\n  earlier: [{ source: PAPER }, { source: OTHER }]\n") ==
        "f.yaml:2:42: error: there is no source 'OTHER'; sources.yaml lists them\n");
  CHECK(faults_of_citations("a: { source: PAPER; guide 2 }\n").find("no source 'guide'") !=
        std::string::npos);
  CHECK(faults_of_citations("a: { source: PAPER;; GUIDE }\n").find("no source ''") != std::string::npos);
}

TEST_CASE("sources: an entry of the table needs a title and knows no other keys") {
  Diagnostics diagnostics;
  const auto table = parse_yaml("A: { adress: x }\n", "sources.yaml", diagnostics);
  const Sources sources{*table, diagnostics};
  CHECK(diagnostics.text().find("title") != std::string::npos);
  CHECK(diagnostics.text().find("did you mean 'address'?") != std::string::npos);
}

TEST_CASE("sources: a source is told with its title, address, date and note, as far as they are known") {
  Diagnostics diagnostics;
  const auto table = parse_yaml(two_sources, "sources.yaml", diagnostics);
  const Sources sources{*table, diagnostics};
  CHECK(
      sources.told("GUIDE page 1; PAPER") ==
      std::vector<std::string>{"GUIDE page 1: The guide, example.org, 2020-01 (a copy)", "PAPER: The paper"});
  CHECK(sources.find("PAPER") != nullptr);
  CHECK(sources.find("PAP") == nullptr);
}

TEST_CASE("sources: every shipped file names codes of the table, and the table none that no file names") {
  Diagnostics diagnostics;
  const ModelFiles files{"", diagnostics};
  Catalogue catalogue{files, diagnostics};
  std::set<std::string> used;
  for (const auto& file : embedded_files()) collect_codes(catalogue.file(std::string{file.path}), used);
  CHECK(diagnostics.text() == "");
  for (const auto& entry : catalogue.file("sources.yaml").entries) {
    CAPTURE(entry.key);
    CHECK(used.contains(entry.key));
  }
}

TEST_CASE("sources: figures that are laid over name known codes, or bring their own") {
  const std::string price = "meters: { transfer_out_bytes: { source: EC3G } }\n";
  const auto faults = faults_of_overlay("pricing/prices/us-east-1.yaml", price);
  CHECK(faults.find("us-east-1.yaml:1:41: error: there is no source 'EC3G' (did you mean 'EC2G'?)") !=
        std::string::npos);
  const std::string figure = "gp2.credits: { source: MINE measurements }\n";
  CHECK(faults_of_overlay("ebs/ebs.yaml", figure).find("ebs.yaml:1:24: error: there is no source 'MINE'") !=
        std::string::npos);
  CHECK(faults_of_overlay("ebs/ebs.yaml", figure, "MINE: { title: Our own measurements }\n") == "");
}

}  // namespace sources_test
