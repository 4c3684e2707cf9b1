// What all kinds of flow have in common, in whole runs: every upload is acknowledged, rejected or open, and clients try again
// as they are told.
#include "tests/support/run_scenario.hpp"

namespace flow_kinds_test {

using namespace garoa;
using namespace garoa::test;

namespace {

/// A scenario of one kind in which some uploads are refused: what they need is away for two minutes, or too small.
struct Kind {
  const char* name;
  const char* scenario;
  const char* reason;
};

const std::vector<Kind>& kinds() {
  static const std::vector<Kind> list{
      {"ec2-ebs-s3", R"(
garoa: 1
region: us-east-1
duration: 10 min
ec2: { app: { type: m6i.large } }
ebs: { documents: { attach: app, type: gp3, size: 100 GiB } }
flows:
  intake:
    kind: ec2-ebs-s3
    app: app
    volume: documents
    uploads: { arrivals: { deterministic: 1/s }, size: { constant: 1 kB } }
failures: [ { at: 3 min, instance: app, kind: stop, for: 2 min } ]
)",
       "instance_stopped"},
      {"s3-lambda", R"(
garoa: 1
region: us-east-1
duration: 10 min
s3: { inbox: {} }
flows:
  intake:
    kind: s3-lambda
    bucket: inbox
    uploads: { arrivals: { deterministic: 1/s }, size: { constant: 1 kB } }
failures: [ { at: 3 min, bucket: inbox, kind: outage, for: 2 min } ]
)",
       "s3_unavailable"},
      {"lambda-invoke", R"(
garoa: 1
region: us-east-1
duration: 10 min
lambda: { work: { memory: 1769 MB, runtime: python3.12, work: { per_document: 30 s }, timeout: 5 min, reserved_concurrency: 30 } }
flows:
  intake:
    kind: lambda-invoke
    function: work
    uploads: { arrivals: { deterministic: 1.5/s }, size: { constant: 1 kB } }
)",
       "throttled"},
      {"sns-publish", R"(
garoa: 1
region: us-east-1
duration: 10 min
account: { sns_publish: 1/s }
sns: { news: { client: { attempts: 1 } } }
flows:
  intake:
    kind: sns-publish
    topic: news
    uploads: { arrivals: { poisson: 1.05/s }, size: { constant: 1 kB } }
)",
       "throttled"},
  };
  return list;
}

/// Started, acknowledged, rejected, open, retried, and rejected and retried for the kind's reason.
std::vector<double> counts(const Kind& kind, const std::vector<std::string>& sets) {
  return in_own_process([&] {
    const auto result = run_text(kind.scenario, sets);
    std::vector<double> values;
    const std::string upload = "flows.intake.upload.";
    for (const char* part : {"started", "acknowledged", "rejected", "open"})
      values.push_back(metric(result, upload + part));
    values.push_back(metric_or(result, upload + "retried", 0));
    for (const char* part : {"rejected.", "retried."})
      values.push_back(metric_or(result, upload + part + kind.reason, 0));
    return values;
  });
}

}  // namespace

TEST_CASE("flows: whatever the kind, an upload is acknowledged, rejected or open, and one try is one try") {
  for (const auto& kind : kinds()) {
    INFO(std::string{kind.name});
    const auto v = counts(kind, {});
    REQUIRE(v.size() == 7);
    CHECK(v[0] >= 599);
    CHECK(v[0] == v[1] + v[2] + v[3]);
    CHECK(v[2] > 0);
    CHECK(v[5] == v[2]);
    CHECK(v[4] == 0);
  }
}

TEST_CASE("flows: whatever the kind, clients that try again are counted, and fewer uploads are rejected") {
  for (const auto& kind : kinds()) {
    INFO(std::string{kind.name});
    const auto once = counts(kind, {});
    const auto often = counts(kind, {"flows.intake.uploads.retries={attempts: 8, delay: 4 s}"});
    REQUIRE(once.size() == 7);
    REQUIRE(often.size() == 7);
    CHECK(often[0] == once[0]);
    CHECK(often[0] == often[1] + often[2] + often[3]);
    CHECK(often[2] < once[2]);
    CHECK(often[4] > 0);
    CHECK(often[6] == often[4]);
  }
}

}  // namespace flow_kinds_test
