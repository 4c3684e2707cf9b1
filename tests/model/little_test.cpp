// Little's law for the environments of a function, and what is counted as started, done and open in processing.
#include "tests/support/run_scenario.hpp"

namespace little_test {

using namespace garoa;
using namespace garoa::test;

namespace {

/// A long INIT and few calls: most are cold.
constexpr const char* direct = R"(
garoa: 1
region: us-east-1
duration: 20 h
lambda:
  work:
    runtime: java21
    memory: 512 MB
    timeout: 60 s
    init: { work: 4 s }
    work: { per_document: 500 ms }
flows:
  calls:
    kind: lambda-invoke
    function: work
    uploads: { arrivals: { poisson: 0.5/s }, until: 19.9 h, size: { constant: 1 kB } }
)";

constexpr const char* fan_out = R"(
garoa: 1
region: us-east-1
duration: 1 h
s3: { inbox: {} }
sns: { created: { trigger: { bucket: inbox } } }
lambda:
  validate: { trigger: { topic: created }, runtime: python3.12, memory: 1769 MB, timeout: 20 s }
  index: { trigger: { topic: created }, runtime: python3.12, memory: 1769 MB, timeout: 20 s }
flows:
  automation:
    kind: s3-lambda
    bucket: inbox
    uploads: { arrivals: { deterministic: 5/s }, until: 50 min, size: { constant: 10 kB } }
)";

constexpr double hours = 3600;

}  // namespace

TEST_CASE("little: the mean concurrency is the calls' rate times INIT and handler, as AWS counts it") {
  const auto result = run_text(direct, {"lambda.work.environments.idle_life=2 s"});
  const double handlers =
      metric(result, "lambda.work.invocations") * metric(result, "lambda.work.duration.mean");
  const double cold =
      metric(result, "lambda.work.cold_starts") * metric(result, "lambda.work.init_duration.mean");
  CHECK(cold > handlers / 10);
  check_within("environments in use", metric(result, "lambda.work.concurrency.avg"),
               (handlers + cold) / (20 * hours), 0.01);
  check_within("environments that execute", metric(result, "lambda.work.executing.avg"),
               handlers / (20 * hours), 0.01);
  CHECK(metric(result, "lambda.work.executing.max") <= metric(result, "lambda.work.concurrency.max"));
}

TEST_CASE("processing: direct calls start as many documents as they finish, whether clients wait or not") {
  for (const auto* kind : {"synchronous", "asynchronous"}) {
    INFO(kind);
    const auto result = run_text(direct, {std::string{"flows.calls.invocation="} + kind});
    CHECK(metric(result, "flows.calls.processing.started") == metric(result, "flows.calls.upload.started"));
    CHECK(metric(result, "flows.calls.processing.finished") ==
          metric(result, "flows.calls.processing.started"));
  }
}

TEST_CASE("processing: a document that clients send again and again starts once") {
  const auto result = run_text(
      direct, {"lambda.work.error_rate=0.3", "flows.calls.uploads.retries={attempts: 5, delay: 1 s}"});
  CHECK(metric(result, "lambda.work.invocations") > 1.3 * metric(result, "flows.calls.upload.started"));
  CHECK(metric(result, "flows.calls.processing.started") == metric(result, "flows.calls.upload.started"));
  CHECK(metric(result, "flows.calls.processing.finished") ==
        metric(result, "flows.calls.upload.acknowledged"));
}

TEST_CASE("processing: with fan-out every document starts once for each function, and is done as often") {
  const auto result = run_text(fan_out);
  const double documents = metric(result, "flows.automation.upload.acknowledged");
  CHECK(metric(result, "flows.automation.processing.created") == documents);
  CHECK(metric(result, "flows.automation.processing.started") == 2 * documents);
  CHECK(metric(result, "flows.automation.processing.finished") == 2 * documents);
}

}  // namespace little_test
