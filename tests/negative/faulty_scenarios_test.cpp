// Every file in cases/ is a scenario with faults, and says itself in comments which messages it must get, in
// order:
//
//   # expect: 12:5: text            at this line and column of the file itself
//   # expect: other.yaml:3:1: text  in another file, relative to the folder of the cases
//   # expect: --set a=b: text       in an override
//   # set: path=value               overrides that the program is called with
//
// A text that ends in "..." may go on. cases/valid holds the scenarios without faults that the cases extend,
// cases/parts what they refer to.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>

#include "tests/support/run_program.hpp"
#include "tests/support/source_folder.hpp"

namespace faulty_scenarios_test {

using namespace garoa::test;
namespace fs = std::filesystem;

namespace {

const fs::path cases_folder = garoa::test::source_folder() / "tests" / "negative" / "cases";

std::vector<fs::path> scenarios_in(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& item : fs::directory_iterator{folder}) {
    if (item.path().extension() == ".yaml") files.push_back(item.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

/// What comments that begin with `marker` say.
std::vector<std::string> notes(const fs::path& file, const std::string& marker) {
  std::vector<std::string> found;
  for (const auto& line : lines_of(read_file(file))) {
    if (line.starts_with(marker)) found.push_back(line.substr(marker.size()));
  }
  return found;
}

/// A line of the program, as notes write it: without the folder of the cases, the case's own name and
/// "error".
std::string as_note(std::string line, const fs::path& file) {
  const auto folder = cases_folder.string() + '/';
  for (auto at = line.find(folder); at != std::string::npos; at = line.find(folder))
    line.erase(at, folder.size());
  const auto own = file.filename().string() + ':';
  if (line.starts_with(own)) line.erase(0, own.size());
  const std::string word = " error:";
  if (const auto at = line.find(word); at != std::string::npos) line.erase(at, word.size());
  return line;
}

bool fits(const std::string& line, const std::string& expected) {
  if (!expected.ends_with("...")) return line == expected;
  return line.starts_with(expected.substr(0, expected.size() - 3));
}

}  // namespace

TEST_CASE("faulty scenarios: every fault is reported at its place, no other is, and nothing is written") {
  const auto files = scenarios_in(cases_folder);
  REQUIRE(files.size() >= 140);
  for (const auto& file : files) {
    INFO("scenario: " << file.filename().string());
    const TemporaryFolder folder;
    std::vector<std::string> arguments{"run", file.string(), "--quiet"};
    for (const auto& assignment : notes(file, "# set: "))
      arguments.insert(arguments.end(), {"--set", assignment});
    const auto end = run_program(GAROA_PROGRAM, arguments, folder.path());
    CHECK(end.exit_code == 1);
    CHECK(end.output == "");
    CHECK(folder.content().empty());

    const auto expected = notes(file, "# expect: ");
    const auto lines = lines_of(end.errors);
    CHECK_MESSAGE(!expected.empty(), "the case expects nothing");
    CHECK_MESSAGE(lines.size() == expected.size(), end.errors);
    for (std::size_t i = 0; i < std::min(lines.size(), expected.size()); ++i) {
      CHECK_MESSAGE(fits(as_note(lines[i], file), expected[i]),
                    "got " << as_note(lines[i], file) << "\nnot " << expected[i]);
    }
  }
}

TEST_CASE("faulty scenarios: the scenarios that the cases extend have no fault themselves") {
  for (const auto& file : scenarios_in(cases_folder / "valid")) {
    INFO("scenario: " << file.filename().string());
    const TemporaryFolder folder;
    const auto end =
        run_program(GAROA_PROGRAM, {"check", file.string(), "--fail-on", "never"}, folder.path());
    CHECK(end.exit_code == 0);
    CHECK(end.errors == "");
  }
}

TEST_CASE("faulty scenarios: a scenario with ten faults gets ten messages in the order of their places") {
  const TemporaryFolder folder;
  const auto file = cases_folder / "all_at_once.yaml";
  const auto lines = lines_of(run_program(GAROA_PROGRAM, {"check", file.string()}, folder.path()).errors);
  REQUIRE(lines.size() == 10);
  int previous = 0;
  for (const auto& line : lines) {
    const int number = std::stoi(line.substr(file.string().size() + 1));
    CHECK(number >= previous);
    previous = number;
  }
}

}  // namespace faulty_scenarios_test
