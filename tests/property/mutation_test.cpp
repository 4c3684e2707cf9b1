// The shipped scenarios, broken in thousands of ways. Whatever the text, reading it ends in a scenario or in
// errors that say where; and whatever scenario comes out of it runs to its end with balanced books.
#include <doctest/doctest.h>

#include <filesystem>

#include "tests/support/mutants.hpp"
#include "tests/support/source_folder.hpp"
#include "tests/support/trial.hpp"

namespace mutation_test {

using namespace garoa;
using namespace garoa::test;
namespace fs = std::filesystem;

namespace {

YamlNode tree_of(const Source& source) {
  Diagnostics diagnostics;
  auto root = parse_yaml(source.text, source.name, diagnostics);
  REQUIRE_MESSAGE(root.has_value(), diagnostics.text());
  return std::move(*root);
}

struct Tally {
  std::size_t read = 0;
  std::size_t refused = 0;
};

void check_reading(Trial& trial, const std::string& text, const std::string& folder, Tally& tally) {
  ++(trial.read(text, folder) ? tally.read : tally.refused);
  if (!trial.complaint().empty()) FAIL_CHECK(trial.complaint() << "\nin the mutant:\n" << text);
}

}  // namespace

TEST_CASE("mutation: a scenario broken in its bytes is read or refused with places, never a crash") {
  constexpr std::size_t mutants_of_all = 4000;
  Trial trial;
  Tally tally;
  const auto sources = shipped_scenarios();
  REQUIRE(sources.size() >= 2);
  for (const auto& source : sources) {
    Dice dice{fs::relative(source.name, source_folder()).string()};
    for (std::size_t i = 0; i < mutants_of_all / sources.size(); ++i)
      check_reading(trial, byte_mutant(source.text, dice), source.folder, tally);
  }
  // Both outcomes must come up often, or the mutants test nothing.
  CHECK(tally.read > 100);
  CHECK(tally.refused > 1000);
}

TEST_CASE(
    "mutation: a scenario with any key removed, renamed or of another kind is read or refused with places") {
  Trial trial;
  Tally tally;
  for (const auto& source : shipped_scenarios()) {
    each_key_mutant(tree_of(source),
                    [&](const std::string& text) { check_reading(trial, text, source.folder, tally); });
  }
  CHECK(tally.read > 100);
  CHECK(tally.refused > 2000);
}

TEST_CASE("mutation: the tree of a shipped scenario, written again, is the same scenario") {
  Trial trial;
  for (const auto& source : shipped_scenarios()) {
    INFO("scenario: " << source.name);
    const auto original = trial.read(source.text, source.folder);
    REQUIRE(original.has_value());
    std::string first;
    each_key_mutant(tree_of(source), [&](const std::string& text) {
      if (first.empty()) first = text;
    });
    const auto again = trial.read(first, source.folder);
    REQUIRE(again.has_value());
    CHECK(again->duration == original->duration);
    CHECK(again->flows.size() == original->flows.size());
  }
}

TEST_CASE("mutation: what was read from a mutant runs without fault and with balanced books") {
  constexpr std::size_t wanted = 60;
  Trial trial;
  std::vector<std::pair<std::string, std::string>> readable;  // text, folder
  for (const auto& source : shipped_scenarios()) {
    each_key_mutant(tree_of(source), [&](const std::string& text) {
      if (trial.read(text, source.folder)) readable.emplace_back(text, source.folder);
    });
  }
  REQUIRE(readable.size() >= wanted);
  std::size_t ended = 0;
  for (std::size_t i = 0; i < wanted; ++i) {
    const auto& [text, folder] = readable[i * readable.size() / wanted];
    const auto scenario = trial.read(text, folder, ten_minutes());
    if (!scenario) continue;
    const auto run = run_briefly(*scenario);
    ended += run.how == Ended::well ? 1 : 0;
    CHECK_MESSAGE(run.how != Ended::badly, run.complaint << "\nin the run of this mutant:\n" << text);
  }
  CHECK(ended > wanted / 2);
}

}  // namespace mutation_test
