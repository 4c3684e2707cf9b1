// What S3 itself asks for: replicas pass the doors of both buckets, and a function's transfer in parts goes on piece by piece.
#include <string>
#include <vector>

#include "tests/support/cost_lines.hpp"
#include "tests/support/run_scenario.hpp"

namespace replication_requests_test {

using namespace garoa;
using namespace garoa::test;

namespace {

constexpr const char* replicated = R"(
garoa: 1
region: us-east-1
duration: 6 h
s3: { inbox: { versioning: true, encryption: SSE-KMS, replication: {} } }
flows:
  automation:
    kind: s3-lambda
    bucket: inbox
    uploads: { arrivals: { deterministic: 10/min }, size: { constant: 1 MB } }
)";

constexpr const char* writing = R"(
garoa: 1
region: us-east-1
duration: 1 h
s3: { inbox: {}, results: { client: { multipart_part: 5 MiB } } }
lambda: { f: { trigger: { bucket: inbox }, runtime: python3.12, memory: 10240 MB, timeout: 15 min, writes_to: results, connections: 2,
  work: { per_document: 1 ms } } }
flows:
  automation:
    kind: s3-lambda
    bucket: inbox
    uploads: { arrivals: { deterministic: 1/min }, size: { constant: 500 MiB } }
)";

}  // namespace

TEST_CASE("replication: each replica is a call of KMS at the source and one at the replica") {
  const auto result = run_text(replicated);
  const double uploads = metric(result, "flows.automation.upload.acknowledged");
  const double replicas = metric(result, "s3.inbox.replication.objects");
  const double pending = metric(result, "s3.inbox.replication.pending");
  CHECK(replicas + pending == uploads);
  // Of the pending ones some are between their GET and their PUT.
  const double calls = metric(result, "kms.keys.requests");
  CHECK(calls >= uploads + 2 * replicas);
  CHECK(calls <= uploads + 2 * replicas + pending);
  CHECK(metric(result, "s3.inbox.replication.retries") == 0);
}

TEST_CASE("replication: the slowest of many replicas is as late as is known, or as is feared") {
  const auto slowest = [](const std::vector<std::string>& edges) {
    return in_own_process([&] {
             const auto result = run_here({scenario_of(replicated, {"duration=2 d"}, edges), {}});
             return std::vector{metric(result, "s3.inbox.replication.delay.max")};
           })
        .front();
  };
  CHECK(slowest({}) == doctest::Approx(7200).epsilon(0.01));
  CHECK(slowest({"s3.replication.plain.most=high"}) > 2 * 7200);
}

TEST_CASE(
    "replication: replicas have a class of their own, which bills their PUTs, their storage and its least "
    "size") {
  const auto cost = run_text(replicated, {"s3.inbox.replication.storage_class=GLACIER_IR",
                                          "flows.automation.uploads.size={constant: 100 kB}"})
                        .cost;
  const auto& puts = line_of(cost, "s3.inbox.replica", "Glacier Instant Retrieval, PUT");
  CHECK(1000 * puts.quantity == doctest::Approx(3600).epsilon(0.05));
  CHECK(puts.amount == doctest::Approx(puts.quantity * 0.02));
  CHECK(find_line(cost, "s3.inbox.replica", "Standard storage") == nullptr);
  const auto stored = line_of(cost, "s3.inbox.replica", "Glacier Instant Retrieval storage").quantity;
  CHECK(stored == doctest::Approx(3600 / 2.0 * 128 / 1048576 * 6 / 744).epsilon(0.05));
  CHECK(line_of(cost, "s3.inbox", "S3 Standard storage").quantity > 0);
  CHECK(line_of(cost, "s3.inbox", "PUT").unit_price == doctest::Approx(0.005));
}

TEST_CASE("replication: months ahead have replicas by their own class and lifecycle, as a run then has") {
  const std::vector<std::string> moved{
      "duration=10 d", "s3.inbox.expiration=5 d", "s3.inbox.noncurrent_expiration=1 d",
      "flows.automation.uploads.arrivals={deterministic: 30/h}",
      "s3.inbox.replication={storage_class: STANDARD_IA, transitions: [{to: DEEP_ARCHIVE, after: 40 d}]}"};
  const auto months = [&](const std::string& begin) {
    return in_own_process([&] {
      auto sets = moved;
      sets.push_back("start=2026-03-01T00:00:00");
      if (!begin.empty()) sets.push_back("begin_after=" + begin);
      const auto cost = run_text(replicated, sets).cost;
      return std::vector<double>{
          line_of(cost, "s3.inbox.replica", "Standard-IA storage").months[begin.empty() ? 1 : 0],
          line_of(cost, "s3.inbox.replica", "Deep Archive storage").months[begin.empty() ? 1 : 0]};
    });
  };
  const auto foreseen = months("");
  const auto then = months("'337 d'");
  CHECK(foreseen[0] == doctest::Approx(then[0]).epsilon(0.01));
  CHECK(foreseen[1] == doctest::Approx(then[1]).epsilon(0.01));
  // Forty days of 720 MB a day, and what has become archived.
  CHECK(foreseen[0] == doctest::Approx(40.5 * 720e6 / 1073741824 * 0.0125).epsilon(0.02));
}

TEST_CASE("replication: replicas have an encryption and a lifecycle of their own, if that is said") {
  const auto plain = run_text(replicated, {"s3.inbox.replication.encryption=SSE-S3"});
  const double calls = metric(plain, "kms.keys.requests");
  const double uploads = metric(plain, "flows.automation.upload.acknowledged");
  CHECK(calls >= uploads + metric(plain, "s3.inbox.replication.objects"));  // to read the original
  CHECK(calls <= 2 * uploads);
  const std::vector<std::string> week{"duration=6 d",
                                      "flows.automation.uploads.arrivals={deterministic: 6/h}"};
  const auto stored = [&](std::vector<std::string> changes) {
    changes.insert(changes.end(), week.begin(), week.end());
    return line_of(run_text(replicated, changes).cost, "s3.inbox.replica", "S3 Standard storage").quantity;
  };
  const double for_ever = stored({});
  // An expired replica stays as an old version, for as long as those do.
  CHECK(stored({"s3.inbox.replication.expiration=1 d"}) == doctest::Approx(for_ever));
  CHECK(stored({"s3.inbox.replication.expiration=1 d", "s3.inbox.replication.noncurrent_expiration=1 d"}) <
        0.75 * for_ever);
}

TEST_CASE("replication: KMS's quota holds the replicas up, and none gets lost") {
  // 50 uploads a minute are fewer than the quota takes, with their replicas they are three times as many calls.
  const auto result = run_text(
      replicated,
      {"duration=2 h", "account.kms_requests=1/s",
       "flows.automation.uploads={arrivals: {deterministic: 0.5/s}, until: 1 h, size: {constant: 1 MB}}"});
  CHECK(metric(result, "s3.inbox.replication.retries") > 0);
  CHECK(metric(result, "s3.inbox.replication.objects") + metric(result, "s3.inbox.replication.pending") ==
        metric(result, "flows.automation.upload.acknowledged"));
  CHECK(metric(result, "kms.keys.requests") <= 2 * 3600 + 10);
}

TEST_CASE("replication: to another region the replica's key has a quota of its own, and costs the same") {
  const auto here = run_text(replicated);
  const auto there = run_text(replicated, {"s3.inbox.replication={region: eu-west-1}"});
  CHECK(metric(there, "kms.keys.requests") == metric(here, "kms.keys.requests"));
}

TEST_CASE("replication: an outage of the source holds replicas up until it is over") {
  const auto result =
      run_text(replicated, {"failures=[{at: 2 h, bucket: inbox, kind: outage, for: 1 h}]",
                            "flows.automation.uploads={arrivals: {deterministic: 10/min}, until: 2 h, size: "
                            "{constant: 1 MB}}"});
  CHECK(metric(result, "s3.inbox.replication.retries") > 0);
  CHECK(metric(result, "s3.inbox.replication.delay.max") > 3600);
  CHECK(metric(result, "s3.inbox.replication.objects") + metric(result, "s3.inbox.replication.pending") ==
        metric(result, "flows.automation.upload.acknowledged"));
}

TEST_CASE("handler: a transfer manager goes on piece by piece, and waits for no row") {
  const auto result = run_text(writing);
  const auto scenario = scenario_of(writing);
  const auto& client = scenario.s3.back().client;
  const double each = client.put_latency.mean() * client.put_growth.most;
  const double documents = metric(result, "lambda.f.invocations");
  double waited = 0;
  for (const auto& phase : result.bottlenecks) {
    for (const auto& part : phase.parts)
      waited += part.resource == "s3.results.put_latency" ? part.waited_s : 0;
  }
  // 100 parts over two connections; the last one is done half a part after the mean of both.
  check_within("of all parts", waited / documents, 50.5 * each, 2);
}

}  // namespace replication_requests_test
