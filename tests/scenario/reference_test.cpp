// The shipped scenarios against the committed results in results/reference/.
//
// On the same processor and libraries results are equal to the byte. Elsewhere the last bit of exp() or log()
// may differ and swap two events of almost the same instant; then every number must still agree within 0.5 %
// (the resolution of percentiles) and every text exactly.
//
// To rewrite them:  GAROA_UPDATE_REFERENCE=1 ctest --preset release -R reference
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "sim/results/result_json.hpp"
#include "tests/support/run_scenario.hpp"
#include "tests/support/source_folder.hpp"

namespace reference_test {

using namespace garoa;
namespace fs = std::filesystem;

namespace {

constexpr double tolerance = 0.005;

std::string read(const fs::path& path) {
  std::ifstream stream{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{stream}, {}};
}

void compare(const nlohmann::json& expected, const nlohmann::json& actual, const std::string& path) {
  INFO(path);
  if (expected.is_number() && actual.is_number()) {
    const double e = expected.get<double>();
    const double a = actual.get<double>();
    CHECK(std::abs(a - e) <= tolerance * std::abs(e) + 1e-9);
    return;
  }
  REQUIRE(expected.type() == actual.type());
  if (expected.is_object()) {
    REQUIRE(expected.size() == actual.size());
    for (const auto& [key, value] : expected.items()) {
      REQUIRE(actual.contains(key));
      compare(value, actual.at(key), path + "." + key);
    }
  } else if (expected.is_array()) {
    REQUIRE(expected.size() == actual.size());
    for (std::size_t i = 0; i < expected.size(); ++i)
      compare(expected[i], actual[i], fmt::format("{}[{}]", path, i));
  } else {
    CHECK(expected == actual);
  }
}

void check_reference(const std::string& folder, const std::string& variant) {
  auto result = test::run_file(fmt::format("scenarios/{}/{}.yaml", folder, variant));
  result.garoa_build.clear();  // another one after each change of a source
  const auto text = result_json(result);
  const fs::path path = test::source_folder() / "results" / "reference" / folder / (variant + ".json");
  if (std::getenv("GAROA_UPDATE_REFERENCE") != nullptr) {
    fs::create_directories(path.parent_path());
    std::ofstream{path, std::ios::binary} << text;
    return;
  }
  const auto expected = read(path);
  REQUIRE_FALSE(expected.empty());
  if (expected == text) return;
  compare(nlohmann::json::parse(expected), nlohmann::json::parse(text), "");
}

}  // namespace

TEST_CASE("reference: central-financeira, base") {
  check_reference("central-financeira", "base");
}
TEST_CASE("reference: central-financeira, gp2") {
  check_reference("central-financeira", "gp2");
}
TEST_CASE("reference: central-financeira, gp3") {
  check_reference("central-financeira", "gp3");
}
TEST_CASE("reference: processamento-automatico, base") {
  check_reference("processamento-automatico", "base");
}
TEST_CASE("reference: processamento-automatico, 128 MB") {
  check_reference("processamento-automatico", "memory-128");
}
TEST_CASE("reference: processamento-automatico, 1 GB") {
  check_reference("processamento-automatico", "memory-1024");
}
TEST_CASE("reference: lesson restore-drill, base") {
  check_reference("lessons/restore-drill", "base");
}
TEST_CASE("reference: lesson restore-drill, hourly") {
  check_reference("lessons/restore-drill", "hourly");
}
TEST_CASE("reference: lesson restore-drill, online") {
  check_reference("lessons/restore-drill", "online");
}

}  // namespace reference_test
