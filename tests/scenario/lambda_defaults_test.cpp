// What a function's settings are when the scenario does not say, and at the edges of figures.
#include "tests/support/run_scenario.hpp"

namespace lambda_defaults_test {

using namespace garoa;
using namespace garoa::test;

namespace {

constexpr const char* scenario = R"(
garoa: 1
region: us-east-1
duration: 1 h
lambda: { f: { runtime: python3.12, memory: 512 MB } }
flows: { calls: { kind: lambda-invoke, function: f, uploads: { arrivals: { deterministic: 1/min } } } }
)";

ColdStartSettings cold_start(const std::vector<std::string>& sets, const std::vector<std::string>& edges) {
  return scenario_of(scenario, sets, edges).lambda.front().cold_start;
}

}  // namespace

TEST_CASE("lambda: AWS's bare names of custom runtimes stand for Rust") {
  const auto init_of = [](const char* runtime) {
    return cold_start({std::string{"lambda.f.runtime="} + runtime}, {}).runtime.mean();
  };
  CHECK(init_of("provided.al2023") == init_of("provided.al2023-rust"));
  CHECK(init_of("provided.al2") == init_of("provided.al2-rust"));
}

TEST_CASE(
    "lambda: what a large package works in INIT is unknown, and at the high edge 90 ms for each MB beyond "
    "5") {
  const std::vector<std::string> large{"lambda.f.package_size=45 MB"};
  const std::vector<std::string> high{"lambda.import.per_mb=high"};
  CHECK(cold_start(large, {}).work.count() == 0);
  CHECK(cold_start(large, high).work.count() == doctest::Approx(40 * 0.09));
  CHECK(cold_start({}, high).work.count() == 0);
  auto given = large;
  given.emplace_back("lambda.f.init.work=1 s");
  CHECK(cold_start(given, high).work.count() == 1);
}

TEST_CASE("lambda: a restore of SnapStart takes 0.6 s, at the high edge 1.3") {
  const std::vector<std::string> restored{"lambda.f.snap_start=true"};
  const auto median = [&](const std::vector<std::string>& edges) {
    return cold_start(restored, edges).snap_start->restore.quantile(0.5);
  };
  CHECK(median({}) == doctest::Approx(0.6));
  CHECK(median({"lambda.snap_start.restore.median=high"}) == doctest::Approx(1.3));
}

}  // namespace lambda_defaults_test
