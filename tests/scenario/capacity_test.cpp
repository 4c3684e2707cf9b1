// What breaks first, found by runs, against closed forms.
#include "sim/run/capacity.hpp"

#include <doctest/doctest.h>

#include <fmt/format.h>

#include <stdexcept>

#include "sim/scenario/load.hpp"

namespace capacity_runs_test {

using namespace garoa;

namespace {

/// A document of 4 MB a minute on 20 GiB, for two days.
constexpr const char* disk = R"yaml(
garoa: 1
region: us-east-1
duration: 2 d
ec2: { app: { type: m6i.large } }
ebs: { documents: { attach: app, size: 20 GiB } }
sns: { oncall: { subscriptions: { sqs: 1 } } }
cloudwatch_alarms: { disk: { signals: [disk_used, uploads_rejected], notifies: oncall } }
flows:
  intake:
    kind: ec2-ebs-s3
    app: app
    volume: documents
    uploads: { arrivals: { deterministic: 1/min }, size: { constant: 4 MB } }
)yaml";

/// Clients call a function that works for two seconds, in at most eight environments.
constexpr const char* function = R"yaml(
garoa: 1
region: us-east-1
duration: 15 min
warmup: 1 min
lambda:
  extract: { runtime: python3.12, memory: 1769 MB, timeout: 60 s, reserved_concurrency: 8, work: { per_document: 2 s } }
flows:
  calls:
    kind: lambda-invoke
    function: extract
    uploads: { arrivals: { deterministic: 1/s }, size: { constant: 1 kB } }
)yaml";

CapacityRequest request_for(const char* text, const CapacityAxis& axis, const std::string& key) {
  const auto scenario = [=](double at) {
    Diagnostics diagnostics;
    const ModelFiles files{"", diagnostics};
    auto read =
        load_scenario_text(text, "t.yaml", "", {{fmt::format("{}={}", key, at)}, {}}, files, diagnostics);
    if (!read) throw std::runtime_error{diagnostics.text()};
    return std::move(*read);
  };
  return {.axis = axis, .scenario = scenario, .replications = 1, .at_once = 2};
}

const CapacityBreak& break_named(const CapacityFound& found, const std::string& name) {
  for (const auto& one : found.breaks) {
    if (one.limit.name == name) return one;
  }
  throw std::runtime_error{name + " does not break:\n" + capacity_json(found)};
}

}  // namespace

TEST_CASE("capacity: a disk is full at its size over what comes in the run") {
  const double factor = 20 * 1073741824.0 / (2 * 1440 * 4e6);
  const auto found = find_capacity(request_for(disk, {.from = 1, .to = 8}, "load"));
  const auto& full = break_named(found, "ebs.documents.full_at");
  MESSAGE("full at " << full.breaks_at << "x, by arithmetic above " << factor << "x");
  CHECK(*full.holds_at <= factor);
  CHECK(full.breaks_at >= factor);
  CHECK(full.breaks_at <= factor * 1.011);
  CHECK(*full.used_at_first == doctest::Approx(1 / factor).epsilon(0.001));
  CHECK(found.breaks.front().limit.name == "ebs.documents.full_at");
}

TEST_CASE("capacity: a function is throttled where rate times duration reaches its concurrency") {
  const auto found = find_capacity(request_for(function, {.from = 1, .to = 8, .precision = 0.005}, "load"));
  const auto& throttled = break_named(found, "lambda.extract.throttles.concurrency");
  MESSAGE("throttled from " << throttled.breaks_at << "x on, by arithmetic from 4x less its overhead");
  CHECK(throttled.breaks_at <= 4.02);
  CHECK(throttled.breaks_at >= 3.9);
}

TEST_CASE("capacity: the answer does not depend on how many run at once, and replications are joined") {
  auto request = request_for(function, {.from = 3, .to = 5, .precision = 0.05}, "load");
  request.replications = 3;
  const auto together = capacity_json(find_capacity(request));
  request.at_once = 1;
  CHECK((together == capacity_json(find_capacity(request))));
}

}  // namespace capacity_runs_test
