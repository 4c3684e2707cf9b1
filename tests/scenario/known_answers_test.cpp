// The known answers of the dynamic controls, each from a scenario to its verdict. tests/model/compliance_known_answers_test.cpp
// has them told to the monitors by hand; here the services must bring them about.
#include <doctest/doctest.h>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>

#include "tests/support/run_scenario.hpp"

namespace known_answers_test {

using namespace garoa;
using compliance::Finding;
using compliance::Status;

namespace {

double figure(const Finding& finding, std::string_view name) {
  const auto found = std::find_if(finding.figures.begin(), finding.figures.end(),
                                  [&](const auto& entry) { return entry.first == name; });
  REQUIRE_MESSAGE(found != finding.figures.end(), finding.control, " has no figure ", name);
  return found->second;
}

constexpr const char* flow_1 = R"(
garoa: 1
region: us-east-1
duration: 12 h
warmup: 2 h
ec2: { app: { type: m5.large, workers: 200 } }
ebs: { documents: { attach: app, size: 500 GiB } }
s3: { archive: {} }
backup: { job: { from: documents, schedule: rate(1 hour) } }
flows:
  intake:
    kind: ec2-ebs-s3
    app: app
    volume: documents
    backup: job
    clients: { count: 50, uplink: 1 Gbit/s, downlink: 1 Gbit/s, latency: 1 ms }
    uploads: { arrivals: { deterministic: 1/s }, size: { constant: 100 kB } }
policy: { rpo: 24 h }
)";

constexpr const char* flow_2 = R"(
garoa: 1
region: us-east-1
s3: { inbox: { prefixes: 10, partitions: 10 } }
lambda: { works: { trigger: { bucket: inbox }, runtime: python3.12, memory: 1769 MB } }
flows: { automation: { kind: s3-lambda, bucket: inbox, uploads: { arrivals: { deterministic: 20/s }, size: { constant: 1 kB } } } }
)";

/// Every run takes so long, whatever there is to copy: it walks over directories first.
std::vector<std::string> with_walk(double seconds, std::string_view overlap) {
  return {"backup.job.to=archive", "backup.job.cpu_per_file=0 ms",
          fmt::format("backup.job.overlap={}", overlap),
          fmt::format("backup.job.scan={{ per_file: 0 ms, per_directory: 1 ms, directories: {} }}",
                      std::lround(seconds * 1000))};
}

}  // namespace

TEST_CASE("known answer 1, from a scenario: E* = P + D, mean bytes at risk = rate (P/2 + D)") {
  const double period = 3600;
  const auto result = test::run_text(flow_1, {"backup.job.method=snapshot", "backup.job.start_spread=0 s"});
  const double job = test::metric(result, "backup.job.duration.max");
  const auto& age = test::finding(result, "D-RC-01");
  test::check_within("E*", *age.measured, period + job, 0.1);
  CHECK(age.status == Status::pass);
  const double mean = test::metric(result, "backup.job.duration.mean");
  test::check_within("bytes at risk", figure(test::finding(result, "D-RC-02"), "bytes_average"),
                     100'000 * (period / 2 + mean), 1);
}

TEST_CASE("known answer 2, from a scenario: skip with P < D < 2P misses every second tick, E* = 2P + D") {
  auto sets = with_walk(5400, "skip");
  sets.insert(sets.end(), {"duration=24 h", "warmup=0 s"});
  const auto result = test::run_text(flow_1, sets);
  test::check_within("E*", *test::finding(result, "D-RC-01").measured, 2 * 3600 + 5400, 0.5);
  const auto& ticks = test::finding(result, "D-BK-02");
  CHECK(ticks.status == Status::fail);
  CHECK(std::abs(2.0 * static_cast<double>(ticks.count) - static_cast<double>(ticks.n)) <= 1);
  CHECK(test::finding(result, "D-BK-03").status == Status::fail);
}

TEST_CASE("known answer 3, from a scenario: half the rate of the uploads never catches up") {
  // One connection of 50 kB/s for 100 kB/s.
  const auto result = test::run_text(
      flow_1, {"backup.job.to=archive", "backup.job.overlap=queue", "backup.job.concurrency=1",
               "backup.job.stream={ rate: 50 kB/s }", "warmup=0 s", "policy.rpo=2 h", "duration=24 h"});
  const auto& backlog = test::finding(result, "D-BK-04");
  CHECK(backlog.status == Status::fail);
  test::check_within("rho", *backlog.measured, 2, 10);
  const auto& age = test::finding(result, "D-RC-01");
  CHECK(age.status == Status::fail);
  REQUIRE(age.first_violation_s.has_value());
  CHECK(*age.first_violation_s >= 7200);
}

TEST_CASE("known answer 4, from a scenario: at twice the capacity events are dropped from 2 A on") {
  // 20 events/s of 1 s each on 10 environments, given up after 10 min.
  const auto result = test::run_text(
      flow_2, {"duration=2 h", "lambda.works.reserved_concurrency=10",
               "lambda.works.work={ per_document: 1 s }", "lambda.works.asynchronous={ event_age: 10 min }"});
  const auto& lost = test::finding(result, "D-EV-01");
  CHECK(lost.status == Status::fail);
  REQUIRE(lost.first_violation_s.has_value());
  // Lambda tries again after pauses, not in the order of arrival: the first drop is early, and some capacity is lost.
  test::check_within("first drop", *lost.first_violation_s, 2 * 600, 5);
  const double share = static_cast<double>(lost.count) / (20 * (7200 - 1200));
  CHECK(share >= 0.5);
  CHECK(share <= 0.6);
}

TEST_CASE("known answer 5, from a scenario: 4,639 records of 200 B fit into a call, and the rest is lost") {
  // Calls that are refused are not repeated: pauses before another try would leave some of the quota unused.
  const auto result = test::run_text(
      flow_2, {"duration=3 min", "account={ put_log_events: 2/s, lambda_concurrency: 5000 }",
               "flows.automation.logs=audit", "flows.automation.uploads.arrivals={ deterministic: 12000/s }",
               "s3.inbox.prefixes=1000", "s3.inbox.partitions=1000",
               "cloudwatch_logs={ audit: { record: { constant: 200 B }, retries: 0 } }"});
  const auto& complete = test::finding(result, "D-LG-01");
  CHECK(complete.status == Status::fail);
  // Of the records alone: the function logs to no group, and what it does counts as well.
  const auto silent = std::find_if(complete.reasons.begin(), complete.reasons.end(),
                                   [](const auto& reason) { return reason.first == "disabled"; });
  REQUIRE(silent != complete.reasons.end());
  const auto lost = static_cast<double>(complete.count - silent->second);
  test::check_within("completeness", 1 - lost / static_cast<double>(complete.n - silent->second),
                     2 * 4639.0 / 12000, 1);
}

TEST_CASE("known answer 6, from a scenario: 100 volumes of AFR 0.2 % are lost 0.2 times a year") {
  const auto result = test::run_text(
      flow_1, {"ec2.app.count=100", "backup=~", "flows.intake.backup=~", "duration=2 h", "warmup=0 s"});
  const auto& chance = test::finding(result, "D-DU-01");
  CHECK(chance.status == Status::fail);
  test::check_within("losses a year", figure(chance, "losses_per_year"), 0.2, 0.5);
}

TEST_CASE("known answer 6, from a scenario: 1e11 objects lose one a year") {
  const auto result =
      test::run_text(flow_2, {"duration=1 h", "s3.inbox.existing={ objects: 100000000000, size: 1 kB }"});
  test::check_within("losses a year", figure(test::finding(result, "D-DU-01"), "losses_per_year"), 1, 0.1);
}

TEST_CASE("known answer 7, from a scenario: R = detection + provision + thaw + V/r") {
  const auto result = test::run_text(
      flow_1, {"backup.job.to=archive", "s3.archive={ storage_class: GLACIER }", "warmup=0 s", "duration=2 d",
               "flows.intake.uploads.until=10 h", "policy.rto=4 h",
               "drills=[{ at: 20 h, restore: job, detect: 10 min, provision: 5 min, retrieval: standard }]"});
  CHECK(result.restores.size() == 1);
  const auto& time = test::finding(result, "D-RC-04");
  CHECK(time.status == Status::fail);
  MESSAGE("restore of ", *time.measured, " s");
  CHECK(*time.measured > 600 + 300 + 3 * 3600);
}

TEST_CASE("known answer 8, from a scenario: where nothing happens nothing passes") {
  const auto first =
      test::run_text(flow_1, {"backup.job.to=archive", "load=0", "duration=30 min", "warmup=0 s",
                              "flows.intake.logs=audit", "cloudwatch_logs={ audit: {} }"});
  for (const auto* control : {"D-LG-01", "D-BK-02", "D-RC-01", "D-LG-03", "D-RT-03", "D-DU-01"}) {
    CAPTURE(control);
    CHECK(test::finding(first, control).status == Status::not_evaluated);
  }
  const auto second = test::run_text(flow_2, {"load=0", "duration=30 min"});
  for (const auto* control : {"D-EV-01", "D-EV-02", "D-EV-03", "D-LG-03", "D-DT-01", "D-NT-01"}) {
    CAPTURE(control);
    CHECK(test::finding(second, control).status == Status::not_evaluated);
  }
}

TEST_CASE("D-LG-01: what a function leaves unlogged counts, however long the way on which events reach it") {
  // A document a second for 10 min; `works` logs, `last` does not.
  const std::vector<std::string> base{"duration=15 min",
                                      "flows.automation.uploads.arrivals={deterministic: 1/s}",
                                      "flows.automation.uploads.until=10 min",
                                      "flows.automation.logs=audit",
                                      "lambda.works.logs=audit",
                                      "cloudwatch_logs={audit: {}}"};
  const auto silent = [&](const std::string& trigger, std::vector<std::string> more) {
    more.insert(more.begin(), base.begin(), base.end());
    more.push_back("lambda.last={ trigger: " + trigger + ", runtime: python3.12, memory: 1769 MB }");
    const auto result = test::run_text(flow_2, more);
    const auto& complete = test::finding(result, "D-LG-01");
    CHECK(complete.status == Status::fail);
    CHECK(complete.key == "lambda.last.logs");
    CHECK(complete.first_violation_s.has_value());
    const auto found = std::find_if(complete.reasons.begin(), complete.reasons.end(),
                                    [](const auto& reason) { return reason.first == "disabled"; });
    return found == complete.reasons.end() ? 0.0 : static_cast<double>(found->second);
  };
  const auto direct = silent("{ bucket: inbox, via: eventbridge }", {});
  CHECK(direct == doctest::Approx(600).epsilon(0.01));
  CHECK(silent("{ topic: done }", {"sns={ done: {} }", "lambda.works.notifies=done"}) == direct);
  CHECK(silent("{ queue: jobs }", {"sns={ done: {} }", "sqs={ jobs: { trigger: { topic: done } } }",
                                   "lambda.works.notifies=done"}) == direct);
  CHECK(silent("{ bucket: results }", {"s3.results={}", "lambda.works.writes_to=results"}) == direct);
  CHECK(silent("{ queue: jobs }", {"sqs={ jobs: {} }", "lambda.works.on_success=jobs"}) == direct);
  CHECK(
      silent("{ bucket: results }",
             {"s3.results={}", "sns={ done: {} }", "lambda.works.notifies=done",
              "lambda.middle={ trigger: { topic: done }, runtime: python3.12, memory: 1769 MB, logs: audit, "
              "writes_to: results }"}) == direct);
  CHECK(silent("{ queue: dead }", {"sqs={ dead: {} }", "lambda.works.error_rate=1", "lambda.works.dlq=dead",
                                   "lambda.works.asynchronous.retries=0"}) == direct);
}

}  // namespace known_answers_test
