// What calls of services cost the processor of a function, against the arithmetic of shares and slices.
#include <cmath>
#include <string>

#include "tests/support/run_scenario.hpp"

namespace function_calls_test {

using namespace garoa;
using namespace garoa::test;

namespace {

constexpr const char* scenario = R"(
garoa: 1
region: us-east-1
duration: 6 h
dynamodb: { results: {} }
lambda: { f: { runtime: python3.12, memory: 1769 MB, timeout: 60 s, writes_to: results, environments: { idle_life: 1 h, max_life: 3660 d } } }
flows: { calls: { kind: lambda-invoke, function: f, uploads: { arrivals: { deterministic: 1/min }, size: { constant: 1 kB } } } }
)";

constexpr double request = 2.3e-3;  // s of a vCPU

double usual(const std::vector<std::string>& sets) {
  return metric(run_text(scenario, sets), "lambda.f.duration.p50");
}

}  // namespace

TEST_CASE("lambda: a call costs the processor what the SDK takes, in slices of the memory's share") {
  // Without slices and at full speed.
  const double table = usual({"lambda.f.runtime=provided.al2023-go"}) - 0.2e-3;
  check_within("one vCPU", usual({}), table + request, 0.5);
  // 2.3 ms fit into the 2.9 ms of a period with 256 MB, and not into the 1.45 ms with 128 MB.
  check_within("256 MB", usual({"lambda.f.memory=256 MB"}), table + request, 0.5);
  const double quota = 0.02 * 128 / 1769;
  check_within("128 MB", usual({"lambda.f.memory=128 MB"}), table + 0.02 + request - quota, 0.5);
}

TEST_CASE("lambda: an S3 trigger's GET and the PUT of the result cost it too") {
  const std::vector<std::string> reads{"s3={inbox: {}, out: {}}", "dynamodb=null",
                                       "lambda.f.trigger={bucket: inbox}", "lambda.f.writes_to=out",
                                       "flows.calls={kind: s3-lambda, bucket: inbox, function: null, "
                                       "uploads: {arrivals: {deterministic: 1/min}, "
                                       "size: {constant: 1 kB}}}"};
  auto small = reads;
  small.emplace_back("lambda.f.memory=128 MB");
  CHECK(usual(small) > usual(reads) + 0.02);
}

TEST_CASE("lambda: the first call of an environment makes its client, once") {
  const auto spent = [](const RunResult& result) {
    return metric(result, "lambda.f.duration.mean") * metric(result, "lambda.f.invocations");
  };
  const auto result = run_text(scenario);
  // What the scenario says of the first handler holds its first call; the rest is the same luck.
  const auto given = run_text(scenario, {"lambda.f.init.first_handler=0 ms"});
  check_within("of one of many", spent(result) - spent(given), 0.020, 1);
}

TEST_CASE(
    "lambda: Node.js and Java take longer for their first call than Python, compiled code less for the "
    "others") {
  const auto first_of = [](const char* runtime) {
    const auto result = run_text(scenario, {std::string{"lambda.f.runtime="} + runtime});
    return metric(result, "lambda.f.duration.max") - metric(result, "lambda.f.duration.p50");
  };
  CHECK(first_of("nodejs22.x") > 0.07);
  CHECK(first_of("nodejs22.x") < 0.08 + 0.02);
  CHECK(first_of("java21") > 1.2);
  CHECK(usual({"lambda.f.runtime=provided.al2023-rust"}) < usual({}) - 0.0015);
}

TEST_CASE("lambda: a measured duration comes out of the run whatever its calls cost") {
  check_within("128 MB", usual({"lambda.f.duration.warm=200 ms", "lambda.f.memory=128 MB"}), 0.2, 8);
  check_within("1,769 MB", usual({"lambda.f.duration.warm=200 ms"}), 0.2, 2);
}

TEST_CASE("lambda: what calls cost the processor is among the waits") {
  const auto result = run_text(scenario, {"lambda.f.memory=128 MB"});
  bool found = false;
  for (const auto& part : bottleneck(result, "calls", "process").parts)
    found = found || part.resource == "lambda.f.requests";
  CHECK(found);
}

}  // namespace function_calls_test
