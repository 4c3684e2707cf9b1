// Objects that a function reads beside its document, against the arithmetic of what all its threads share.
#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "models/lambda/cpu_slices.hpp"
#include "tests/support/run_scenario.hpp"

namespace function_reads_test {

using namespace garoa;
using namespace garoa::test;

namespace {

constexpr const char* scenario = R"(
garoa: 1
region: us-east-1
duration: 2 h
s3: { data: {} }
lambda:
  f:
    runtime: python3.12
    memory: 512 MB
    timeout: 15 min
    reads: { bucket: data, count: 400, size: 5 MB }
flows: { calls: { kind: lambda-invoke, function: f, uploads: { arrivals: { deterministic: 4/h }, size: { constant: 1 kB } } } }
)";

constexpr double bytes = 400 * 5e6;
constexpr double per_mb = 4.02e-3;      // s of a vCPU for the bytes
constexpr double per_request = 2.4e-3;  // and for each GET

RunResult run_with(int threads, int memory) {
  return run_text(scenario, {"lambda.f.reads.threads=" + std::to_string(threads),
                             "lambda.f.memory=" + std::to_string(memory) + " MB"});
}

}  // namespace

TEST_CASE(
    "lambda: a GET that leaves its connection makes one anew: two round trips, and the memory's share of a "
    "processor") {
  const auto duration = [](const char* kept) {
    return metric(run_text(scenario, {"lambda.f.reads={bucket: data, count: 20, size: 10 kB, keep_alive: " +
                                      std::string{kept} + "}"}),
                  "lambda.f.duration.p50");
  };
  check_within("20 connections", duration("false") - duration("true"), 20 * (8e-3 / (512.0 / 1769) + 2e-3),
               1);
}

/// Seconds in the mean of pauses and the work after each, in the slices of 128 MB, over all instants at which an invocation may begin.
double sliced(const std::vector<std::pair<double, double>>& steps) {
  constexpr int instants = 10'000;
  double sum = 0;
  for (int i = 0; i < instants; ++i) {
    CpuSlices slices;
    slices.begin(-(i + 0.5) / instants * 20e-3);
    double now = 0;
    for (const auto& [pause, work] : steps) {
      now += pause;
      now += slices.serve(now, work, 128.0 / 1769, 20e-3);
    }
    sum += now;
  }
  return sum / instants;
}

// The connection takes two round trips of a millisecond and then 8 ms of the processor: of a read before the runtime's 1.1 ms, of a call after them.
TEST_CASE("lambda: a connection that was closed while the environment was idle is made anew") {
  const auto duration = [](const char* every, const char* asks, const char* sections) {
    return metric(
        run_text("garoa: 1\nregion: us-east-1\nduration: 1600 h\n" + std::string{sections} +
                     "\nlambda: { f: { runtime: python3.12, memory: 128 MB, timeout: 1 min, "
                     "environments: { idle_life: 1 h, max_life: 3660 d }, " +
                     asks +
                     " } }\nflows: { calls: { kind: lambda-invoke, function: f, uploads: { arrivals: "
                     "{ deterministic: " +
                     every + " }, size: { constant: 1 kB } } } }\n",
                 {}),
        "lambda.f.duration.mean");
  };
  const auto s3 = [&](const char* every) {
    return duration(every, "reads: { bucket: data, count: 1, size: 1 kB }", "s3: { data: {} }");
  };
  check_within("S3, asked again after 10 s instead of 6", s3("6/min") - s3("10/min"), sliced({{2e-3, 8e-3}}),
               0.5);
  const auto service = [&](const char* every) {
    return duration(every, "calls: [partner]", "http: { partner: { latency: 5 ms, variation: 0 } }");
  };
  check_within("a service, after 72 s instead of 45", service("50/h") - service("80/h"),
               sliced({{0, 1.1e-3}, {2e-3, 8e-3}, {0, per_request}}) - sliced({{0, 1.1e-3 + per_request}}),
               0.5);
  check_within("a service, after 45 s and 6", service("80/h"), service("10/min"), 0.5);
}

TEST_CASE("lambda: no number of threads gives a function a second network or processor") {
  for (const int memory : {128, 512, 1769, 3538}) {
    const double vcpus = memory / 1769.0;
    for (const int threads : {1, 4, 16, 64}) {
      INFO("memory " << memory << ", threads " << threads);
      const double seconds = metric(run_with(threads, memory), "lambda.f.duration_read.mean");
      const double mebibyte = 1024 * 1024;
      CHECK(seconds >= bytes / 1e6 * per_mb / std::min<double>(vcpus, threads) * 0.999);
      CHECK(seconds >= 400 * per_request / std::min(vcpus, 1.0));
      if (threads > 1) CHECK(seconds >= (bytes - 300 * mebibyte) / (75 * mebibyte));
    }
  }
}

TEST_CASE(
    "lambda: with enough threads the processor of a small function and the line of a large one are what is "
    "left") {
  const double mebibyte = 1024 * 1024;
  const double processor = (bytes / 1e6 * per_mb + 400 * per_request) / (512 / 1769.0);
  check_within("512 MB", metric(run_with(16, 512), "lambda.f.duration_read.mean"), processor, 2);
  // Every run has a new environment with its 300 MiB of tokens.
  const double line = (bytes - 300 * mebibyte) / (75 * mebibyte);
  check_within("1,769 MB", metric(run_with(16, 1769), "lambda.f.duration_read.mean"), line, 2);
}

TEST_CASE("lambda: what is waited for the bytes of other objects is among the waits") {
  const auto result = run_with(1, 1769);
  const double waited = bottleneck(result, "calls", "process").waited_s;
  const double runs = metric(result, "lambda.f.invocations");
  check_within("sum of the waits", waited / runs, metric(result, "lambda.f.duration_read.mean"), 2);
}

}  // namespace function_reads_test
