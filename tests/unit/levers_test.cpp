// Which changes are tried to make a bill smaller.
#include "models/pricing/levers.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "sim/scenario/load.hpp"

namespace levers_test {

using namespace garoa;

namespace {

std::vector<std::string> levers_for(const std::string& scenario) {
  Diagnostics diagnostics;
  const ModelFiles files{"", diagnostics};
  const auto loaded = load_scenario_text(scenario, "s.yaml", ".", {}, files, diagnostics);
  REQUIRE_MESSAGE(loaded.has_value(), diagnostics.text());
  Catalogue catalogue{files, diagnostics};
  std::vector<std::string> assignments;
  for (const auto& lever : levers_of(*loaded->record, catalogue)) assignments.push_back(lever.assignment);
  CHECK(diagnostics.text() == "");
  return assignments;
}

bool has(const std::vector<std::string>& all, const std::string& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

}  // namespace

TEST_CASE("levers: those are tried that concern what the scenario has and change something") {
  const auto levers = levers_for(R"(garoa: 1
region: us-east-1
duration: 1 h
ec2: { app: { type: m6i.large } }
ebs:
  old: { attach: app, type: gp2, size: 100 GiB }
  new: { attach: app, type: gp3, size: 100 GiB, iops: 6000 }
cloudwatch_logs: { audit: { retention: 365 d }, short: { retention: 30 d } }
flows:
  intake:
    kind: ec2-ebs-s3
    app: app
    volume: old
    logs: audit
    uploads: { arrivals: { poisson: 1/h }, size: { constant: 1 MB } }
  others:
    kind: ec2-ebs-s3
    app: app
    volume: new
    logs: short
    uploads: { arrivals: { poisson: 1/h }, size: { constant: 1 MB } }
)");
  CHECK(has(levers, "ebs.old.type=gp3"));
  CHECK_FALSE(has(levers, "ebs.new.type=gp3"));
  CHECK(has(levers, "cloudwatch_logs.audit.retention=30 d"));
  CHECK_FALSE(has(levers, "cloudwatch_logs.short.retention=30 d"));
  CHECK(
      has(levers, "billing.commitments={ lever: { covers: ec2, kind: savings-plan, price_factor: 0.74 } }"));
  CHECK_FALSE(has(levers, "vpc.s3_access=gateway-endpoint"));
  CHECK(has(levers, "ebs.new.iops=3000"));
  CHECK(levers.size() == 4);
}

TEST_CASE("levers: of a function its architecture and its memory, as whole numbers with their unit") {
  const auto levers_of_memory = [](const std::string& memory) {
    return levers_for(R"(garoa: 1
region: us-east-1
duration: 1 h
s3: { inbox: {} }
lambda: { check: { memory: )" +
                      memory +
                      R"(, trigger: { bucket: inbox }, runtime: python3.12, work: { per_document: 40 ms } } }
flows:
  intake:
    kind: s3-lambda
    bucket: inbox
    uploads: { arrivals: { poisson: 1/h }, size: { constant: 1 MB } }
)");
  };
  const auto levers = levers_of_memory("512 MB");
  CHECK(has(levers, "lambda.check.architecture=arm64"));
  CHECK(has(levers, "lambda.check.memory=256 MB"));
  CHECK(has(levers, "lambda.check.memory=1024 MB"));
  CHECK(has(levers, "s3.inbox.storage_class=STANDARD_IA"));
  CHECK(has(levers_of_memory("1769 MB"), "lambda.check.memory=885 MB"));
}

TEST_CASE("levers: a lifecycle is tried where a bucket has none, and others where it has one") {
  const auto levers = levers_for(R"(garoa: 1
region: us-east-1
duration: 1 h
s3: { plain: {}, ruled: { transitions: [{ to: GLACIER, after: 10 d }] } }
flows:
  a: { kind: s3-lambda, bucket: plain, uploads: { arrivals: { poisson: 1/h }, size: { constant: 1 MB } } }
  b: { kind: s3-lambda, bucket: ruled, uploads: { arrivals: { poisson: 1/h }, size: { constant: 1 MB } } }
)");
  CHECK(has(levers, "s3.plain.transitions=[{ to: STANDARD_IA, after: 30 d }]"));
  CHECK(has(levers, "s3.ruled.transitions=[{ to: GLACIER_IR, after: 30 d }]"));
}

TEST_CASE("levers: classes and lifecycles of a bucket are one decision, of a function each setting is one") {
  Diagnostics diagnostics;
  const ModelFiles files{"", diagnostics};
  const auto loaded = load_scenario_text(R"(garoa: 1
region: us-east-1
duration: 1 h
s3: { inbox: {}, other: {} }
lambda: { check: { memory: 512 MB, trigger: { bucket: inbox }, runtime: python3.12 } }
flows:
  a: { kind: s3-lambda, bucket: inbox, uploads: { arrivals: { poisson: 1/h }, size: { constant: 1 MB } } }
  b: { kind: s3-lambda, bucket: other, uploads: { arrivals: { poisson: 1/h }, size: { constant: 1 MB } } }
)",
                                         "s.yaml", ".", {}, files, diagnostics);
  REQUIRE_MESSAGE(loaded.has_value(), diagnostics.text());
  Catalogue catalogue{files, diagnostics};
  std::map<std::string, int> tried;
  for (const auto& lever : levers_of(*loaded->record, catalogue)) ++tried[lever.decision];
  CHECK(tried["s3.inbox class"] == 6);
  CHECK(tried["s3.other class"] == 6);
  CHECK(tried["lambda.check.memory"] == 2);
  CHECK(tried["lambda.check.architecture"] == 1);
}

}  // namespace levers_test
