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

TEST_CASE(
    "lambda: a restore of SnapStart takes 0.56 s and 40 ms of a vCPU, at the high edges 1.3 and 110 ms") {
  const auto median = [&](const char* memory, const std::vector<std::string>& edges) {
    const std::vector<std::string> restored{"lambda.f.runtime=java21", "lambda.f.snap_start=true",
                                            std::string{"lambda.f.memory="} + memory};
    return cold_start(restored, edges).snap_start->restore.quantile(0.5);
  };
  CHECK(median("1769 MB", {}) == doctest::Approx(0.6));
  CHECK(median("512 MB", {}) == doctest::Approx(0.56 + 0.04 * 1769 / 512));
  CHECK(median("1769 MB", {"lambda.snap_start.restore.median=high"}) == doctest::Approx(1.34));
  CHECK(median("512 MB", {"lambda.snap_start.restore.cpu=high"}) == doctest::Approx(0.94).epsilon(0.005));
  const auto python = cold_start({"lambda.f.snap_start=true", "lambda.f.memory=1769 MB"}, {})
                          .snap_start->restore.quantile(0.5);
  CHECK(python == doctest::Approx(0.46));
}

TEST_CASE("lambda: the first handler of a JVM uses one and a half vCPUs where there are so many") {
  const auto first = [](const char* runtime, const char* memory) {
    const std::string of = std::string{"lambda.f.runtime="} + runtime;
    const std::string with = std::string{"lambda.f.memory="} + memory;
    return (cold_start({of, with, "lambda.f.init.first_handler=3 s"}, {}).first_run -
            cold_start({of, with}, {}).first_run)
        .count();
  };
  CHECK(first("java21", "1769 MB") == doctest::Approx(3));
  CHECK(first("java21", "3538 MB") == doctest::Approx(2));
  CHECK(first("java21", "2123 MB") == doctest::Approx(2.5).epsilon(0.001));
  CHECK(first("python3.12", "3538 MB") == doctest::Approx(3));
}

TEST_CASE("lambda: INIT and the first handler are of hello world, at the high edge of a small function") {
  const std::vector<std::string> java{"lambda.f.runtime=java21", "lambda.f.memory=512 MB"};
  const auto plain = cold_start(java, {});
  const auto small =
      cold_start(java, {"lambda.init.application.java=high", "lambda.first_handler.application=high"});
  CHECK(small.runtime.quantile(0.5) == doctest::Approx(2.05 * plain.runtime.quantile(0.5)));
  CHECK(small.runtime.quantile(0.5) == doctest::Approx(0.518).epsilon(0.01));
  CHECK(small.first_run.count() == doctest::Approx(10 * plain.first_run.count()));
}

}  // namespace lambda_defaults_test
