// What calls of services cost the processor of a function, against the arithmetic of shares and slices.
#include <cmath>
#include <string>

#include "models/lambda/cpu_slices.hpp"
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

constexpr double request = 2.4e-3;  // s of a vCPU
constexpr double runtime = 1.1e-3;  // of each invocation
constexpr double period = 0.02;

double usual(const std::vector<std::string>& sets) {
  return metric(run_text(scenario, sets), "lambda.f.duration.p50");
}

}  // namespace

TEST_CASE(
    "lambda: a call costs the processor what the SDK takes, in slices of the memory's share that begin "
    "anywhere") {
  // Without slices and at full speed.
  const double table = usual({"lambda.f.runtime=provided.al2023-go"}) - 0.8e-3 - 0.2e-3 + runtime;
  check_within("one vCPU", usual({}), table + request, 0.5);
  // The runtime's work and the call's follow each other: n slices and a rest. Half of all invocations have at most half a period and
  // the rest left of their first one.
  const auto sliced = [&](double memory) {
    const double quota = period * memory / 1769;
    const double whole = std::floor((runtime + request) / quota);
    const double rest = runtime + request - whole * quota;
    return period / 2 + rest + (whole - 1) * period + rest - runtime;
  };
  check_within("256 MB", usual({"lambda.f.memory=256 MB"}), table + sliced(256), 5);
  check_within("128 MB", usual({"lambda.f.memory=128 MB"}), table + sliced(128), 5);
  // 512 MB have slices of 5.8 ms.
  check_within("512 MB", usual({"lambda.f.memory=512 MB"}), table + request, 0.5);
}

// The handler does nothing but its own work, which comes after a lull.
TEST_CASE(
    "lambda: short work of a small function takes what its slices make of it, from anywhere in a period") {
  const auto duration = [](const char* work, const char* memory, const char* what) {
    return metric(run_text(scenario, {"lambda.f.writes_to=null", "dynamodb=null", "duration=400 h",
                                      std::string{"lambda.f.work={per_document: "} + work + "}",
                                      std::string{"lambda.f.memory="} + memory}),
                  std::string{"lambda.f.duration."} + what);
  };
  // Nothing but the runtime's work fits into a slice of 128 MB, 1.45 ms.
  check_within("none, 128 MB", duration("0 ms", "128 MB", "mean"), runtime, 2);
  check_within("none, 1,769 MB", duration("0 ms", "1769 MB", "mean"), runtime, 2);
  const double share = 128.0 / 1769;
  check_within("2 ms, 128 MB, mean", duration("2 ms", "128 MB", "mean"),
               CpuSlices::mean(2e-3 + runtime, share, period), 1);
  // Two slices and a rest: at most the whole of two periods before it.
  check_within("2 ms, 128 MB, p99", duration("2 ms", "128 MB", "p99"),
               2 * period + 2e-3 + runtime - 2 * share * period, 1);
  check_within("20 ms, 128 MB, mean", duration("20 ms", "128 MB", "mean"),
               CpuSlices::mean(20e-3 + runtime, share, period), 1);
  check_within("20 ms, 1,769 MB", duration("20 ms", "1769 MB", "mean"), 20e-3 + runtime, 0.5);
  // Long work has its share.
  check_within("4 s, 128 MB", duration("4 s", "128 MB", "mean"), (4 + runtime) / share, 0.05);
}

TEST_CASE("lambda: invocations that follow each other at once share the slices of their environment") {
  const auto result = run_text(R"(
garoa: 1
region: us-east-1
duration: 20 min
sqs: { jobs: {} }
lambda:
  f:
    runtime: python3.12
    memory: 128 MB
    trigger: { queue: jobs, batch_size: 1, max_concurrency: 2 }
    work: { per_document: 0.5 ms }
flows: { calls: { kind: sqs-send, queue: jobs, uploads: { arrivals: { poisson: 300/s }, size: { constant: 1 kB } } } }
)");
  // 1.6 ms of a vCPU each, of 0.145 vCPUs.
  check_within("invocations", metric(result, "lambda.f.invocations"), 1200 * 2 * 128.0 / 1769 / 1.6e-3, 5);
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

TEST_CASE("lambda: a connection made before a snapshot is made anew by the first handler after a restore") {
  const std::vector<std::string> warm{"lambda.f.runtime=java21", "lambda.f.snap_start=true",
                                      "lambda.f.init={connects: true}"};
  auto restored = warm;
  restored.emplace_back("duration=40 d");
  restored.emplace_back("lambda.f.environments.idle_life=10 min");
  restored.emplace_back("flows.calls.uploads.arrivals={deterministic: 4/h}");
  const auto call = [](std::vector<std::string> sets) {
    const double calling = usual(sets);
    sets.emplace_back("lambda.f.writes_to=null");
    return calling - usual(sets);
  };
  check_within("of a vCPU and two round trips", call(restored) - call(warm), 8e-3 + 2 * 1e-3, 2);
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
