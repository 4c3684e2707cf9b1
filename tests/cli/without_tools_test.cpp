// What the program says where a tool is absent: now, or when it was built.
#include <doctest/doctest.h>

#include <filesystem>

#include "sim/core/language.hpp"
#include "sim/render/html/page.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/source_folder.hpp"

namespace without_tools_test {

using namespace garoa::test;
namespace fs = std::filesystem;

namespace {

const std::string functions = (source_folder() / "tests/cli/scenarios/functions.yaml").string();

/// Where no program is found by its name.
ProgramEnd alone(std::vector<std::string> words, const TemporaryFolder& folder) {
  words.insert(words.begin(), {"PATH=" + folder.path().string(), "LC_ALL=C", GAROA_PROGRAM});
  return run_program("/usr/bin/env", words, folder.path());
}

}  // namespace

TEST_CASE("without tools: a page without Graphviz is there, and that it has no diagram is told") {
  if (!garoa::why_no_page().empty()) return;
  const TemporaryFolder folder;
  const std::string lack = "the page has no diagram: the program 'dot' of Graphviz is not there or fails";
  const auto run = alone({"run", functions, "--quiet", "--format", "json,html", "--out", "out"}, folder);
  CHECK(run.exit_code == 0);
  CHECK(run.errors == "garoa: " + lack + "\n");
  CHECK(fs::exists(folder.path() / "out/report.html"));
  const auto report = alone({"report", "out", "--format", "html"}, folder);
  CHECK(report.exit_code == 0);
  CHECK(contains(report.errors, lack));
}

TEST_CASE("without tools: a diagram without Graphviz is refused, one that needs none is not") {
  const TemporaryFolder folder;
  const auto svg = alone({"diagram", functions}, folder);
  CHECK(svg.exit_code == 1);
  CHECK(contains(svg.errors,
                 "the program 'dot' of Graphviz is not there or fails; --format mermaid needs no program"));
  CHECK(svg.output.empty());
  CHECK(alone({"diagram", functions, "--format", "mermaid"}, folder).exit_code == 0);
}

TEST_CASE("without tools: a program that was built without npm says so where a page is asked for") {
  if (garoa::why_no_page().empty()) return;
  const TemporaryFolder folder;
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"run", functions, "--format", "html"},
        {"check", functions, "--format", "html"},
        {"lesson", "cold-starts", "--format", "html"},
        {"capacity", functions, "--format", "html"},
        {"compare", functions, functions, "--format", "html"},
        {"report", "out", "--format", "html"}}) {
    CAPTURE(words);
    const auto end = alone(words, folder);
    CHECK(end.exit_code == 1);
    CHECK(end.errors == "garoa: --format html: " + garoa::why_no_page() + "\n");
  }
  CHECK(folder.content().empty());
}

TEST_CASE("without tools: a program that was built without gettext says so where Portuguese is asked for") {
  using garoa::Language;
  if (garoa::has_texts_in(Language::brazilian_portuguese)) return;
  const TemporaryFolder folder;
  const auto asked = alone({"check", functions, "--lang", "pt-BR"}, folder);
  CHECK(asked.exit_code == 1);
  CHECK(asked.errors ==
        "garoa: --lang: this program has no texts in pt-BR: GNU gettext was not there when it was built\n");
  // Whose programs all speak it is not stopped.
  const auto had = run_program("/usr/bin/env",
                               {"LC_ALL=", "LC_MESSAGES=", "LANG=pt_BR.UTF-8", GAROA_PROGRAM, "check",
                                functions, "--fail-on", "never"},
                               folder.path());
  CHECK(had.exit_code == 0);
}

}  // namespace without_tools_test
