#include "sim/core/diagnostics.hpp"

#include <doctest/doctest.h>

#include <algorithm>

namespace diagnostics_test {

using namespace garoa;

namespace {

Location at(const std::string& file, int line, int column) {
  return {std::make_shared<const std::string>(file), line, column};
}

}  // namespace

TEST_CASE("diagnostics: faults are sorted by file, line and column") {
  Diagnostics diagnostics;
  CHECK_FALSE(diagnostics.has_errors());
  diagnostics.error(at("b.yaml", 1, 1), "third");
  diagnostics.error(at("a.yaml", 10, 1), "second");
  diagnostics.error(at("a.yaml", 9, 5), "first");
  CHECK(diagnostics.has_errors());
  CHECK(diagnostics.count() == 3);
  CHECK(diagnostics.text() ==
        "a.yaml:9:5: error: first\n"
        "a.yaml:10:1: error: second\n"
        "b.yaml:1:1: error: third\n");
}

TEST_CASE("diagnostics: equal lines are shown once, different faults at one place all") {
  Diagnostics diagnostics;
  diagnostics.error(at("a.yaml", 1, 1), "x");
  diagnostics.error(at("a.yaml", 1, 1), "y");
  diagnostics.error(at("a.yaml", 1, 1), "x");
  const auto text = diagnostics.text();
  CHECK(text.find("error: x") == text.rfind("error: x"));
  CHECK(text.find("error: y") != std::string::npos);
}

TEST_CASE("diagnostics: a place that is not known in full is shown as far as it is known") {
  Diagnostics diagnostics;
  diagnostics.error({}, "nowhere");
  diagnostics.error(at("a.yaml", 0, 0), "somewhere");
  CHECK(diagnostics.text() == "error: nowhere\na.yaml: error: somewhere\n");
}

TEST_CASE("diagnostics: a hundred faults are shown, and how many more there are") {
  Diagnostics diagnostics;
  for (int i = 1; i <= 250; ++i) diagnostics.error(at("a.yaml", i, 1), "wrong");
  const auto text = diagnostics.text();
  CHECK(std::count(text.begin(), text.end(), '\n') == 101);
  CHECK(text.ends_with("a.yaml:100:1: error: wrong\n... and 150 more\n"));
}

TEST_CASE(
    "diagnostics: long messages and names of files are shortened, and what a terminal obeys is escaped") {
  Diagnostics diagnostics;
  diagnostics.error(at(std::string(1'000'000, 'f'), 1, 1), "'" + std::string(1'000'000, 'x') + "' is wrong");
  diagnostics.error(at("b\x1b[31m.yaml", 1, 1), "'\xE2\x80\xAE' and '\xFF'");
  const auto text = diagnostics.text();
  CHECK(text.size() < 3000);
  CHECK(text.find("xxx' is wrong\n") != std::string::npos);
  CHECK(text.find("b\\x1b[31m.yaml:1:1: error: '\\u202e' and '\\xff'\n") != std::string::npos);
}

TEST_CASE("diagnostics: a warning is shown as one, and is no error") {
  Diagnostics diagnostics;
  diagnostics.warning(at("a.yaml", 2, 1), "odd");
  CHECK_FALSE(diagnostics.has_errors());
  CHECK(diagnostics.count() == 0);
  CHECK(diagnostics.text() == "a.yaml:2:1: warning: odd\n");
  Diagnostics all;
  all.error(at("a.yaml", 1, 1), "wrong");
  all.add(diagnostics);
  CHECK(all.count() == 1);
  CHECK(all.text() == "a.yaml:1:1: error: wrong\na.yaml:2:1: warning: odd\n");
}

TEST_CASE("did you mean: one or two edits away, and less than half of the word") {
  const std::vector<std::string_view> known{"throughput", "iops", "size", "encrypted"};
  CHECK(nearest_word("thruoghput", known) == "throughput");
  CHECK(nearest_word("troughput", known) == "throughput");
  CHECK(nearest_word("encypted", known) == "encrypted");
  CHECK(nearest_word("iop", known) == "iops");
  CHECK(nearest_word("siez", known) == "size");
  CHECK(nearest_word("si", known) == "");
  CHECK(nearest_word("snapshot", known) == "");
  CHECK(nearest_word("", known) == "");
  CHECK(nearest_word("size", {}) == "");
}

TEST_CASE("did you mean: the nearest word wins, and overlong words are not compared") {
  CHECK(nearest_word("colour", {"colours", "color", "colour1"}) == "colours");
  CHECK(nearest_word(std::string(10'000, 'a'), {"a"}) == "");
  CHECK(did_you_mean("siez", {"size"}) == " (did you mean 'size'?)");
  CHECK(did_you_mean("unrelated", {"size"}) == "");
}

}  // namespace diagnostics_test
