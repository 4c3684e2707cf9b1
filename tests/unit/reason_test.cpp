// The table of reasons: each once, with a name that fits a metric and a meaning.
#include "sim/core/reason.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cctype>
#include <set>

namespace reason_test {

using namespace garoa;

TEST_CASE("reasons: each has a name of its own that is one segment of a metric, and a meaning") {
  std::set<std::string_view> names;
  for (const auto& row : reason_table) {
    CHECK(names.insert(row.name).second);
    CHECK_FALSE(row.name.empty());
    CHECK(std::all_of(row.name.begin(), row.name.end(), [](unsigned char letter) {
      return std::islower(letter) != 0 || std::isdigit(letter) != 0 || letter == '_';
    }));
    CHECK_FALSE(row.meaning.empty());
  }
}

TEST_CASE("reasons: a name is found again, and a misspelt one is none") {
  for (const auto& row : reason_table) {
    CHECK(name_of(row.reason) == row.name);
    CHECK(reason_named(row.name) == row.reason);
  }
  CHECK_FALSE(reason_named("trottled").has_value());
  CHECK_FALSE(reason_named("").has_value());
}

}  // namespace reason_test
