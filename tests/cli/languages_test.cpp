// Two languages on the command line: people's texts in theirs, programs' formats the same for all.
#include <doctest/doctest.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "sim/core/language.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/source_folder.hpp"

namespace languages_test {

using namespace garoa;
using test::ProgramEnd;
using test::TemporaryFolder;

namespace {

ProgramEnd garoa_says(const std::vector<std::string>& words, const TemporaryFolder& folder) {
  return test::run_program(GAROA_PROGRAM, words, folder.path());
}

std::string scenario() {
  return (test::source_folder() / "scenarios/processamento-automatico/base.yaml").string();
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("languages: --lang and LANG choose the language of tables, and files stay the same byte for byte") {
  if (!has_texts_in(Language::brazilian_portuguese)) return;
  const TemporaryFolder folder;
  const std::vector<std::string> run{"run",          scenario(), "--set",
                                     "duration=2 h", "--set",    "warmup=10 min",
                                     "--quiet",      "--format", "table,json,csv,junit,sarif,ocsf",
                                     "--out"};
  const auto with = [&](const std::string& out, const std::vector<std::string>& more) {
    auto words = run;
    words.push_back(out);
    words.insert(words.end(), more.begin(), more.end());
    return garoa_says(words, folder);
  };
  const auto english = with("en", {});
  const auto portuguese = with("pt", {"--lang", "pt-BR"});
  REQUIRE(english.exit_code == 0);
  REQUIRE(portuguese.exit_code == 0);
  CHECK(has(english.output, "Throughput and latency"));
  CHECK(has(portuguese.output, "Vazão e latência"));
  CHECK_FALSE(has(portuguese.output, "Throughput"));
  for (const auto* file :
       {"result.json", "distributions.json", "metrics.csv", "cost.csv", "series.csv", "findings.csv",
        "findings.sarif", "findings.junit.xml", "findings.ocsf.json", "scenario.yaml"}) {
    CAPTURE(file);
    const auto text = test::read_file(folder.path() / "en" / file);
    CHECK(!text.empty());
    CHECK(text == test::read_file(folder.path() / "pt" / file));
  }
  setenv("LANG", "pt_BR.UTF-8", 1);
  CHECK(with("pt", {}).output == portuguese.output);
  CHECK(with("pt", {"--lang=en"}).output == english.output);
  setenv("LC_ALL", "C", 1);
  CHECK(with("pt", {}).output == english.output);
}

TEST_CASE("languages: an unknown one is an error") {
  const TemporaryFolder folder;
  const auto end = garoa_says({"version", "--lang", "fr"}, folder);
  CHECK(end.exit_code == 1);
  CHECK(end.errors == "garoa: --lang: 'fr' is not a language; one of en, pt-BR\n");
}

TEST_CASE("languages: one that is named before the command counts as one behind it") {
  const TemporaryFolder folder;
  CHECK(garoa_says({"--lang", "en", "version"}, folder).output == garoa_says({"version"}, folder).output);
  CHECK(garoa_says({"--lang=fr", "version"}, folder).errors ==
        garoa_says({"version", "--lang=fr"}, folder).errors);
  CHECK(garoa_says({"--lang", "pt-BR", "--help"}, folder).output ==
        garoa_says({"--help", "--lang", "pt-BR"}, folder).output);
  CHECK(garoa_says({"--lang"}, folder).exit_code == 1);
}

}  // namespace languages_test
