// Whose luck is whose: documents of two flows are independent, and a document keeps its luck in every variant.
#include <algorithm>
#include <cmath>
#include <vector>

#include "models/s3/s3.hpp"
#include "tests/support/run_scenario.hpp"
#include "tests/support/s3_client.hpp"

namespace random_identity_test {

using namespace garoa;
using namespace garoa::test;

namespace {

/// Two flows into one bucket, one at even distances and one by chance.
constexpr const char* two_flows = R"(
garoa: 1
region: us-east-1
duration: 1 h
s3: { inbox: {} }
lambda:
  validate:
    trigger: { bucket: inbox }
    runtime: python3.12
    memory: 1769 MB
    timeout: 20 s
    work: { per_document: 100 ms }
flows:
  even: { kind: s3-lambda, bucket: inbox, uploads: { arrivals: { deterministic: 2/s }, until: 50 min } }
  odd: { kind: s3-lambda, bucket: inbox, uploads: { arrivals: { poisson: 2/s }, until: 50 min } }
)";

/// The same with a flow before the others, between them and behind them by name.
constexpr const char* more_flows = R"(
garoa: 1
region: us-east-1
duration: 1 h
s3: { inbox: {} }
lambda:
  validate:
    trigger: { bucket: inbox }
    runtime: python3.12
    memory: 1769 MB
    timeout: 20 s
    work: { per_document: 100 ms }
flows:
  another: { kind: s3-lambda, bucket: inbox, uploads: { arrivals: { poisson: 1/s }, until: 50 min } }
  odd: { kind: s3-lambda, bucket: inbox, uploads: { arrivals: { poisson: 2/s }, until: 50 min } }
  middle: { kind: s3-lambda, bucket: inbox, uploads: { arrivals: { poisson: 1/s }, until: 50 min } }
  even: { kind: s3-lambda, bucket: inbox, uploads: { arrivals: { deterministic: 2/s }, until: 50 min } }
  zero: { kind: s3-lambda, bucket: inbox, uploads: { arrivals: { poisson: 1/s }, until: 50 min } }
)";

BucketSettings inbox_settings() {
  Diagnostics diagnostics;
  const ModelFiles files{"", diagnostics};
  const auto scenario = load_scenario_text(two_flows, "test.yaml", ".", {}, files, diagnostics);
  REQUIRE(scenario.has_value());
  return scenario->s3.front();
}

struct Inbox {
  ~Inbox() { simulator.shut_down(); }

  Simulator simulator;
  Journal journal;
  Run run{simulator, journal, 1};
  Bucket bucket{run, inbox_settings()};
  S3Client client{run, plain_client()};
};

Process put(Inbox& inbox, Document document, double& took) {
  co_await inbox.simulator.wait_until(document.arrived);
  const S3File file{.bucket = inbox.bucket,
                    .flow = document.flow,
                    .phase = 0,
                    .document = document,
                    .purpose = Purpose{"upload"}};
  const S3Answer answer = co_await inbox.client.upload(file);
  took = answer ? inbox.simulator.now() - document.arrived : -1;
}

double mean_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

double correlation(const std::vector<double>& a, const std::vector<double>& b) {
  const double mean_a = mean_of(a);
  const double mean_b = mean_of(b);
  double product = 0;
  double square_a = 0;
  double square_b = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    product += (a[i] - mean_a) * (b[i] - mean_b);
    square_a += (a[i] - mean_a) * (a[i] - mean_a);
    square_b += (b[i] - mean_b) * (b[i] - mean_b);
  }
  return product / std::sqrt(square_a * square_b);
}

}  // namespace

// The correlation of n independent pairs is normal around 0 with standard deviation 1 / sqrt(n): 99.9 % of them lie
// within 3.29 of it. The logarithm makes latencies, which are about lognormal, normal.
TEST_CASE("random identity: the n-th documents of two flows have independent latencies at one bucket") {
  constexpr std::size_t n = 6000;
  Inbox inbox;
  const FlowId even = inbox.journal.flow("flows.even");
  const FlowId odd = inbox.journal.flow("flows.odd");
  std::vector<double> of_even(n);
  std::vector<double> of_odd(n);
  for (std::size_t i = 0; i < n; ++i) {
    const double time = static_cast<double>(i) / 2;
    inbox.simulator.start(put(inbox, {even, i, 1000, time}, of_even[i]));
    inbox.simulator.start(put(inbox, {odd, i, 1000, time + 0.2}, of_odd[i]));
  }
  inbox.simulator.run(static_cast<double>(n));
  CHECK(*std::max_element(of_even.begin(), of_even.end()) != *std::max_element(of_odd.begin(), of_odd.end()));
  for (auto* const latencies : {&of_even, &of_odd}) {
    for (double& latency : *latencies) {
      REQUIRE(latency > 0);
      latency = std::log(latency);
    }
  }
  const double found = correlation(of_even, of_odd);
  MESSAGE("correlation ", found);
  CHECK(std::abs(found) < 3.29 / std::sqrt(static_cast<double>(n)));
}

TEST_CASE("random identity: two flows into one bucket have different slowest uploads") {
  const auto result = run_text(two_flows, {"flows.even.uploads.size={ constant: 10 kB }",
                                           "flows.odd.uploads.size={ constant: 10 kB }"});
  CHECK(metric(result, "flows.even.upload.latency.max") != metric(result, "flows.odd.upload.latency.max"));
  CHECK(metric(result, "flows.even.upload.latency.max") > 0.08);
}

TEST_CASE("random identity: documents keep arrival, size and luck when other flows are there") {
  const auto alone = run_text(two_flows);
  const auto together = run_text(more_flows);
  for (const std::string flow : {"flows.even.", "flows.odd."}) {
    for (const auto* measure : {"upload.started", "upload.bytes", "upload.latency.mean", "upload.latency.p99",
                                "upload.latency.max"}) {
      CAPTURE(flow);
      CAPTURE(measure);
      CHECK(metric(alone, flow + measure) == metric(together, flow + measure));
    }
  }
}

// The event's delay, the GET's latency and the variation of the work are the same; only the work is faster.
TEST_CASE("random identity: documents keep their luck when the function has more memory") {
  const auto small = run_text(two_flows, {"lambda.validate.memory=885 MB"});
  const auto large = run_text(two_flows);
  for (const auto* measure : {"upload.bytes", "upload.latency.mean", "upload.latency.max"})
    CHECK(metric(small, std::string{"flows.even."} + measure) ==
          metric(large, std::string{"flows.even."} + measure));
  CHECK(metric(small, "flows.even.end_to_end.total.mean") >
        metric(large, "flows.even.end_to_end.total.mean"));
}

}  // namespace random_identity_test
