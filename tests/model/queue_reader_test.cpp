// How fast Lambda reads a queue whose batches fail, against the arithmetic of what a second adds and a failure takes.
#include <string>
#include <vector>

#include "tests/support/run_scenario.hpp"

namespace queue_reader_test {

using namespace garoa;
using namespace garoa::test;

namespace {

/// More messages wait than can be read.
constexpr const char* scenario = R"(
garoa: 1
region: us-east-1
duration: 31 min
account: { lambda_concurrency: 3000 }
sqs: { jobs: {} }
lambda:
  f:
    trigger: { queue: jobs, batch_size: 1 }
    runtime: python3.12
    memory: 1769 MB
    timeout: 10 s
    duration: { warm: 50 ms, cold: 50 ms }
    error_rate: 0.1
flows: { sent: { kind: sqs-send, queue: jobs, uploads: { arrivals: { deterministic: 3000/s }, size: { constant: 1 kB } } } }
)";

constexpr double more_per_second = 5;  // batches at once, while messages wait
constexpr double less_per_failure = 0.18;

/// As many as fail for long.
double in_a_second(double error_rate) {
  return more_per_second / less_per_failure / error_rate;
}

double invocations(const std::vector<std::string>& sets) {
  return metric(run_text(scenario, sets), "lambda.f.invocations");
}

}  // namespace

TEST_CASE("sqs: what a second adds to the batches at once is what failures take, within 3 %") {
  check_within("10 % fail", invocations({}), 31 * 60 * in_a_second(0.1), 3);
  check_within("20 % fail", invocations({"lambda.f.error_rate=0.2"}), 31 * 60 * in_a_second(0.2), 3);
}

TEST_CASE("sqs: the batches at once grow evenly, not by the minute, within 1 %") {
  // 5 to begin with and 5 more a second, of 1 s each, each a second later than it is allowed.
  const std::vector<std::string> slow{"duration=50 s", "lambda.f.error_rate=0", "lambda.f.duration.warm=1 s",
                                      "lambda.f.duration.cold=1 s"};
  double begun = 0;
  for (int second = 0; second < 50; ++second) begun += 5 + more_per_second * second;
  check_within("invocations of 50 s", invocations(slow), begun, 1);
}

TEST_CASE(
    "sqs: few failures, or those that the function tells by message, do not slow a queue's reader down") {
  const std::vector<std::string> slower{"flows.sent.uploads.arrivals={deterministic: 1000/s}"};
  auto sets = slower;
  sets.emplace_back("lambda.f.error_rate=0.001");
  check_within("1 in 1,000 fail", invocations(sets), 31 * 60 * 1000 * 1.001, 1);
  sets = slower;
  sets.emplace_back("lambda.f.trigger.partial_failures=true");
  check_within("told by message", invocations(sets), 31 * 60 * 1000 / 0.9, 2);
}

}  // namespace queue_reader_test
