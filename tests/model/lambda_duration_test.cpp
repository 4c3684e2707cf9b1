// A measured duration of invocations: it comes out of the run again, whatever of it is simulated.
#include <cmath>

#include "tests/support/run_scenario.hpp"

namespace lambda_duration_test {

using namespace garoa;
using namespace garoa::test;

namespace {

constexpr const char* scenario = R"(
garoa: 1
region: us-east-1
duration: 12 h
s3: { inbox: {}, results: {} }
lambda:
  f:
    trigger: { bucket: inbox }
    runtime: python3.12
    memory: 1769 MB
    timeout: 60 s
    duration: { warm: { lognormal: { median: 400 ms, sigma: 0.3 } } }
    writes_to: results
    calls: [rates]
    notifies: done
    environments: { idle_life: 1 h, max_life: 3660 d }
http: { rates: { latency: 50 ms } }
sns: { done: { subscriptions: { sqs: 1 } } }
flows:
  documents:
    kind: s3-lambda
    bucket: inbox
    uploads: { arrivals: { poisson: 2/s }, size: { constant: 1 MB } }
)";

const double measured_mean = 0.4 * std::exp(0.3 * 0.3 / 2);

}  // namespace

TEST_CASE("lambda: a measured duration is the mean of the run, reads, calls and writes included") {
  const auto result = run_text(scenario);
  check_within("mean duration", metric(result, "lambda.f.duration.mean"), measured_mean, 1);
  // The parts are those of the models, the work is the rest, and together they are the whole but for first runs
  // and the one run in a hundred that reads, calls and writes for longer than was measured, which has no work.
  check_within("calls", metric(result, "lambda.f.duration_calls.mean"), 0.050 + 0.020, 30);
  check_within("sum of the parts",
               metric(result, "lambda.f.duration_read.mean") + metric(result, "lambda.f.duration_work.mean") +
                   metric(result, "lambda.f.duration_calls.mean") +
                   metric(result, "lambda.f.duration_write.mean"),
               metric(result, "lambda.f.duration.mean"), 1);
  CHECK(metric(result, "lambda.f.duration_read.mean") > 0.03);
  CHECK(metric(result, "lambda.f.duration_write.mean") > 0.04);
}

TEST_CASE("lambda: a measured duration is that of the invocation, also with a batch of documents") {
  const auto result =
      run_text(scenario, {"lambda.f.trigger={bucket: null, queue: jobs, batch_size: 5, batch_window: 10 s}",
                          "sqs={jobs: {trigger: {bucket: inbox}, visibility_timeout: 6 min}}",
                          "lambda.f.duration.warm=2 s"});
  CHECK(metric(result, "lambda.f.batch_size.mean") > 3);
  check_within("mean duration", metric(result, "lambda.f.duration.mean"), 2, 1);
}

TEST_CASE("lambda: a duration below what is read and written is that of reading and writing") {
  const auto result = run_text(scenario, {"lambda.f.duration.warm=1 ms"});
  CHECK(result.find_metric("lambda.f.duration_work.mean") == nullptr);
  CHECK(metric(result, "lambda.f.duration.mean") > 0.1);
}

TEST_CASE("lambda: without a cold duration INIT comes before the handler and is no part of its duration") {
  const std::vector<std::string> always_cold{"duration=10 d", "lambda.f.duration.warm=400 ms",
                                             "lambda.f.environments.idle_life=1 min",
                                             "flows.documents.uploads.arrivals={deterministic: 6/h}"};
  const auto modelled = run_text(scenario, always_cold);
  CHECK(metric(modelled, "lambda.f.cold_starts.share") == 1);
  CHECK(metric(modelled, "lambda.f.init_phase.mean") > 0.05);
  CHECK(modelled.find_metric("lambda.f.restore_duration.mean") == nullptr);
  check_within("duration, the first run's 2 ms and the first call's 20",
               metric(modelled, "lambda.f.duration.mean"), 0.422, 1);
  auto overrides = always_cold;
  overrides.emplace_back("lambda.f.duration.cold=600 ms");
  const auto measured = run_text(scenario, overrides);
  CHECK(measured.find_metric("lambda.f.init_duration.max") == nullptr);  // it is in the duration
  CHECK(metric(measured, "lambda.f.cold_starts.share") == 1);
  check_within("duration with INIT", metric(measured, "lambda.f.duration.mean"), 0.6, 1);
}

}  // namespace lambda_duration_test
