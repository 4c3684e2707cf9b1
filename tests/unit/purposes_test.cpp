// The purposes that random numbers are drawn for, as the sources name them.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <set>
#include <string>

#include "sim/core/random.hpp"
#include "tests/support/source_folder.hpp"

namespace purposes_test {

namespace fs = std::filesystem;

namespace {

/// Every name in `Purpose{"..."}` and `Purpose name{"..."}`.
std::set<std::string> purposes_in(const std::string& text) {
  static const std::regex form{R"re(\bPurpose(?:\s+\w+)?\s*\{\s*"([^"]*)"\s*\})re"};
  std::set<std::string> names;
  for (auto found = std::sregex_iterator{text.begin(), text.end(), form}; found != std::sregex_iterator{};
       ++found)
    names.insert((*found)[1]);
  return names;
}

}  // namespace

TEST_CASE("purposes: no two names in the sources have the same hash, and none that of a stream's own") {
  const fs::path root = garoa::test::source_folder();
  std::set<std::string> names;
  for (const auto* folder : {"sim", "models"}) {
    for (const auto& item : fs::recursive_directory_iterator{root / folder}) {
      const auto ending = item.path().extension();
      if (ending != ".hpp" && ending != ".cpp") continue;
      std::ifstream stream{item.path(), std::ios::binary};
      names.merge(purposes_in({std::istreambuf_iterator<char>{stream}, {}}));
    }
  }
  CHECK(names.size() > 20);
  CHECK(names.contains("upload: write"));
  std::map<std::uint32_t, std::string> by_hash{{garoa::Purpose{}.name(), "the stream's own"}};
  for (const auto& name : names) {
    const auto [place, fresh] = by_hash.emplace(garoa::short_hash_of(name), name);
    CHECK_MESSAGE(fresh, name, " and ", place->second);
  }
}

TEST_CASE("purposes: a name counts by the hash that is computed when it is compiled") {
  CHECK(purposes_in(R"(constexpr Purpose a{"one"}; f(Purpose{ "two" }.at(3)); Purpose{}.at(1);)") ==
        std::set<std::string>{"one", "two"});
  CHECK(garoa::Purpose{"one"}.name() == garoa::short_hash_of("one"));
}

}  // namespace purposes_test
