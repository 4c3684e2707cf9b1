// A queue with more messages than its function may work on at once: Lambda reads less of it, and the function works on as much as it can.
#include <doctest/doctest.h>

#include <vector>

#include "tests/support/run_scenario.hpp"

namespace throttled_queue_test {

using namespace garoa;
using namespace garoa::test;

namespace {

/// Twice as many messages as ten environments work on, a second each.
constexpr const char* backlog = R"yaml(garoa: 1
region: us-east-1
start: 2026-03-02T00:00:00
timezone: UTC
duration: 4 h
warmup: 0 s
s3: { inbox: {} }
sqs: { work: { trigger: { bucket: inbox }, visibility_timeout: 60 s, retention: 14 d } }
lambda:
  f: { trigger: { queue: work, batch_size: 1 }, runtime: python3.12, memory: 512 MB, timeout: 10 s,
       reserved_concurrency: 10, duration: { warm: 1 s, cold: 1 s } }
flows:
  intake: { kind: s3-lambda, bucket: inbox, uploads: { arrivals: { deterministic: 20/s }, size: { constant: 1 kB } } }
)yaml";

}  // namespace

TEST_CASE("throttled queue: Lambda backs off, and the function loses little time") {
  const auto result = run_text(backlog);
  CHECK(result.conserved());
  // Ten a second; 4 % are lost where batches wait before they ask again.
  const double invocations = metric(result, "lambda.f.invocations");
  CHECK(invocations < 10 * 4 * 3600 * 1.001);
  CHECK(invocations > 10 * 4 * 3600 * 0.95);
  // Of the batches that 300 more a minute bring, which ask some six times each, half are left after each minute.
  const double refused = metric(result, "lambda.f.throttles.concurrency");
  CHECK(refused > 0);
  CHECK(refused < 2 * invocations);
}

}  // namespace throttled_queue_test
