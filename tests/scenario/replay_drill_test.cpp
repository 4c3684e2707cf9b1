// Drills of Flow 2, documents that go through their function once more, against their arithmetic; and the controls that see them.
#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "sim/journal/meters.hpp"
#include "tests/support/cost_lines.hpp"
#include "tests/support/run_scenario.hpp"

namespace replay_drill_test {

using namespace garoa;
using namespace garoa::test;
using compliance::Status;

namespace {

/// A document a minute, of which the function has a full vCPU for 2 s.
constexpr const char* intake = R"yaml(garoa: 1
region: us-east-1
start: 2026-03-02T00:00:00
timezone: UTC
duration: 1 d
warmup: 0 s
s3: { inbox: {} }
dynamodb: { results: {} }
lambda:
  validate:
    runtime: python3.12
    memory: 1769 MB
    timeout: 1 min
    trigger: { bucket: inbox }
    writes_to: results
    work: { per_document: 2 s }
flows:
  intake:
    kind: s3-lambda
    bucket: inbox
    uploads: { arrivals: { deterministic: 1/min }, size: { constant: 1 MB } }
drills: [ { at: 12 h, replay: validate, invocations: 4 } ]
policy: { rto: 1 h, profiles: [br-cmn-4893] }
)yaml";

constexpr double documents = 719;  // stored by 12 h

double of_run(const RunResult& result, Meter meter, std::string_view resource) {
  return billed(result, info_of(meter).meaning, resource);
}

}  // namespace

TEST_CASE("replay drill: so many documents at so many calls take their number over that, times a call") {
  for (const int at_once : {1, 4, 16}) {
    const auto result = run_text(
        intake, {"drills=[ { at: 12 h, replay: validate, invocations: " + std::to_string(at_once) + " } ]"});
    REQUIRE(result.restores.size() == 1);
    const auto& drill = result.restores.front();
    CHECK(drill.flow == "intake");
    CHECK(drill.source == "lambda.validate");
    CHECK(drill.expected_files == documents);
    CHECK(drill.files == documents);
    check_within("s of the calls", metric(result, "drills.1.transfer"),
                 documents / at_once * metric(result, "lambda.validate.duration.mean"), 3);
    check_within("s from the decision on", drill.duration_s(),
                 metric(result, "drills.1.list") + metric(result, "drills.1.transfer"), 0.01);
    CHECK(metric(result, "drills.1.calls") == documents);
    CHECK(result.conserved());
  }
}

TEST_CASE("replay drill: its calls are real, and leave the flow's own documents alone") {
  const auto without = run_text(intake, {"drills=null"});
  const auto with = run_text(intake);
  CHECK(metric(with, "lambda.validate.invocations") ==
        metric(without, "lambda.validate.invocations") + documents);
  check_within("GETs", of_run(with, Meter::s3_get_requests, "s3.inbox"),
               of_run(without, Meter::s3_get_requests, "s3.inbox") * (1 + documents / 1439), 0.1);
  check_within("writes", of_run(with, Meter::dynamodb_write_units, "dynamodb.results"),
               of_run(without, Meter::dynamodb_write_units, "dynamodb.results") * (1 + documents / 1439),
               0.1);
  for (const auto* const name : {"finished", "duplicates", "created", "started"}) {
    const auto path = std::string{"flows.intake.processing."} + name;
    CHECK(metric(with, path) == metric(without, path));
  }
  CHECK(finding(with, "D-EV-03").status == finding(without, "D-EV-03").status);
}

TEST_CASE("replay drill: a month repeats nothing of it") {
  // Everything that a function may use: another bucket's objects, a table of what is done, a service outside AWS, its own log group, a VPC.
  const std::vector<std::string> all{"cloudwatch_logs={ audit: {}, lines: {} }",
                                     "flows.intake.logs=audit",
                                     "lambda.validate.logs=lines",
                                     "dynamodb.done={}",
                                     "lambda.validate.idempotency=dedup_table",
                                     "lambda.validate.dedup_table=done",
                                     "http={ checker: { latency: 100 ms } }",
                                     "lambda.validate.calls=[checker]"};
  const auto with_drills = [&](const std::string& drills, const std::string& provisioned) {
    auto sets = all;
    sets.push_back("drills=" + drills);
    sets.push_back("lambda.validate.provisioned_concurrency=" + provisioned);
    return run_text(intake, sets);
  };
  for (const char* const provisioned : {"null", "10"}) {
    CAPTURE(provisioned);
    const auto without = with_drills("null", provisioned);
    const auto with = with_drills("[ { at: 12 h, replay: validate, invocations: 4 } ]", provisioned);
    CHECK(with.cost.total > (std::string{provisioned} == "null" ? 1.2 : 1.0) * without.cost.total);
    CHECK(with.cost.one_offs == doctest::Approx(with.cost.total - without.cost.total).epsilon(0.01));
    CHECK(with.cost.per_month == doctest::Approx(without.cost.per_month).epsilon(0.001));
    for (const auto& line : with.cost.lines) {
      const auto* const same = find_line(without.cost, line.resource, line.item);
      CAPTURE(line.resource);
      CAPTURE(line.item);
      REQUIRE(same != nullptr);
      CHECK(line.per_month == doctest::Approx(same->per_month).epsilon(0.01));
    }
  }
}

TEST_CASE("replay drill: a window and a part of the documents") {
  const auto hour = run_text(intake, {"drills=[ { at: 12 h, replay: validate, window: 1 h } ]"});
  CHECK(hour.restores.front().expected_files == doctest::Approx(60).epsilon(0.02));
  const auto tenth = run_text(intake, {"drills=[ { at: 12 h, replay: validate, part: 0.1 } ]"});
  CHECK(tenth.restores.front().expected_files == doctest::Approx(72).epsilon(0.3));
  const auto expired = run_text(
      intake, {"s3.inbox.expiration=1 d", "duration=4 d", "drills=[ { at: 84 h, replay: validate } ]"});
  CHECK(expired.restores.front().expected_files == doctest::Approx(36 * 60).epsilon(0.01));
}

TEST_CASE("replay drill: what finds no room is tried again, and comes back later") {
  const auto result = run_text(intake, {"lambda.validate.reserved_concurrency=2",
                                        "drills=[ { at: 12 h, replay: validate, invocations: 4, retries: { "
                                        "attempts: 100, longest_delay: 1 s } } ]"});
  const auto& drill = result.restores.front();
  CHECK(metric(result, "drills.1.calls") > documents);
  CHECK(static_cast<double>(drill.files) + metric(result, "drills.1.failed_documents") == documents);
  CHECK(metric(result, "drills.1.transfer") >
        documents / 2 * metric(result, "lambda.validate.duration.mean") * 0.9);
}

TEST_CASE("replay drill: the controls of restores see it, passing and failing") {
  const auto well = run_text(intake);
  CHECK(finding(well, "D-RC-04").status == Status::pass);
  CHECK(finding(well, "D-RC-04").message.starts_with("Longest replay"));
  CHECK(finding(well, "D-RC-05").status == Status::pass);
  const auto late = run_text(intake, {"policy.rto=5 min"});
  CHECK(finding(late, "D-RC-04").status == Status::fail);
  CHECK(finding(late, "D-RC-04").key == "drills");
  CHECK(finding(late, "D-RC-05").status == Status::pass);
}

TEST_CASE("replay drill: documents whose calls all fail are named, the first twenty of them") {
  const auto broken = run_text(intake, {"failures=[{ at: 43190 s, bucket: inbox, kind: outage, for: 2 h }]"});
  CHECK(broken.restores.front().files == 0);
  const auto failing = run_text(intake, {"lambda.validate.error_rate=0.6"});
  const auto& drill = failing.restores.front();
  const auto missing = drill.expected_files - drill.files;
  // Of five tries all.
  CHECK(static_cast<double>(missing) / documents == doctest::Approx(0.07776).epsilon(0.4));
  const auto& found = finding(failing, "D-RC-05");
  CHECK(found.status == Status::fail);
  CHECK(found.ids.size() == 20);
  CHECK(found.ids_total == missing);
  CHECK(found.ids.front().starts_with("document "));
}

TEST_CASE("replay drill: one that runs at the end is judged by how long it has been") {
  const auto in_time = [&](const std::string& rto) {
    return run_text(intake, {"duration=12.25 h", "drills=[ { at: 12 h, replay: validate, invocations: 1 } ]",
                             "policy.rto=" + rto});
  };
  const auto open = in_time("1 h");
  CHECK_FALSE(open.restores.front().ended_s.has_value());
  CHECK(finding(open, "D-RC-04").status == Status::not_evaluated);
  CHECK(finding(open, "D-RC-05").status == Status::not_evaluated);
  const auto broken = in_time("10 min");
  CHECK(finding(broken, "D-RC-04").status == Status::fail);
  CHECK(finding(broken, "D-RC-04").censored);
}

TEST_CASE(
    "replay drill: two drills of the same documents are two trials, and none repeats the flow's own luck") {
  const auto result = run_text(intake, {"lambda.validate.error_rate=0.5", "flows.intake.uploads.until=6 h",
                                        "drills=[ { at: 8 h, replay: validate, retries: { attempts: 1 } }, "
                                        "{ at: 12 h, replay: validate, retries: { attempts: 1 } } ]"});
  REQUIRE(result.restores.size() == 2);
  std::vector<double> missing;
  for (const auto& drill : result.restores) {
    const auto all = static_cast<double>(drill.expected_files);
    missing.push_back(all - static_cast<double>(drill.files));
    CHECK(std::abs(missing.back() - all / 2) < 4 * std::sqrt(all / 4));
  }
  CHECK(missing[0] != missing[1]);  // as they were, when each drew what the flow had drawn
}

}  // namespace replay_drill_test
