// What findings list: the first documents beyond a limit and how many there are, the times in which it was broken, and when first.
#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "tests/support/compliance_run.hpp"

namespace compliance_sample_test {

using namespace garoa;
using namespace garoa::compliance;
using testing::good_architecture;
using testing::ToldRun;

namespace {

constexpr double end = 100000;

void reject(ToldRun& run, double time, DocumentId id) {
  run.journal.report(events::UploadRejected{time, run.document(run.intake, id), Reason::disk_full});
}

void log(ToldRun& run, double time, double delay) {
  run.journal.report(events::LogRecordsWritten{time, run.audit, 1});
  run.journal.report(events::LogRecordsIngested{time + delay, run.audit, std::vector<double>{time}});
}

}  // namespace

TEST_CASE("D-RC-01: a backup that comes too late names all documents that waited beyond the RPO") {
  ToldRun run{good_architecture()};
  for (DocumentId id = 0; id < 5000; ++id) run.acknowledge(static_cast<double>(id), id);
  for (DocumentId id = 0; id < 5000; ++id) run.protect(10000, id, static_cast<double>(id));
  const auto finding = ToldRun::one(run.finish(end), "D-RC-01", "flows.intake");
  REQUIRE(finding.status == Status::fail);
  CHECK(finding.ids_total == 2800);  // acknowledged before 10,000 s less two hours
  REQUIRE(finding.ids.size() == listed_ids);
  CHECK(finding.ids.front() == "document 0");
  CHECK(finding.ids.back() == "document 19");
  CHECK(finding.episodes_total == 1);
}

TEST_CASE("D-RT-01: documents that are never locked are named") {
  auto architecture = good_architecture();
  for (auto& bucket : architecture.buckets) bucket.lock = LockMode::none;
  ToldRun run{architecture};
  for (DocumentId id = 0; id < 1000; ++id) run.acknowledge(20 * static_cast<double>(id), id);
  const auto finding = ToldRun::one(run.finish(end), "D-RT-01", "flows.intake");
  REQUIRE(finding.status == Status::fail);
  CHECK(finding.ids_total == 680);  // acknowledged a day before the end, at 100,000 s
  CHECK(finding.ids.size() == listed_ids);
  CHECK(finding.count == 1000);
}

TEST_CASE(
    "D-AV-01: a failing one tells each outage, with its length or without any upload that came through") {
  for (const bool long_one : {false, true}) {
    ToldRun run{good_architecture()};
    const int before = long_one ? 10000 : 10;
    for (int i = 0; i < before; ++i) run.acknowledge(10 + i, static_cast<DocumentId>(i));
    reject(run, 20000, 50000);
    run.acknowledge(20100, 50001);
    reject(run, 30000, 50002);
    run.acknowledge(long_one ? 60000 : 30300, 50003);
    const auto finding = ToldRun::one(run.finish(end), "D-AV-01", "flows.intake");
    REQUIRE(finding.status == Status::fail);
    REQUIRE(finding.episodes.size() == 2);
    CHECK(finding.episodes_total == 2);
    CHECK(finding.episodes[0].from == 20000);
    CHECK(finding.episodes[0].to == 20100);
    CHECK(finding.episodes[0].peak == (long_one ? 100 : 0));
    CHECK(finding.episodes[1].to == (long_one ? 60000 : 30300));
    CHECK(*finding.worst_s == 30000);
    CHECK(*finding.violation_total_s == (long_one ? 30100 : 400));
    CHECK(finding.ids == std::vector<std::string>{"document 50000", "document 50002"});
  }
}

TEST_CASE("D-AV-01: within its limits it has no time in which they were broken") {
  ToldRun run{good_architecture()};
  for (int i = 0; i < 2000; ++i) run.acknowledge(10 + i, static_cast<DocumentId>(i));
  reject(run, 30000, 5000);
  run.acknowledge(30100, 5001);
  const auto finding = ToldRun::one(run.finish(end), "D-AV-01", "flows.intake");
  CHECK(finding.status == Status::pass);
  CHECK(finding.episodes.empty());
}

TEST_CASE("D-LG-02: a delay that is too long has the instant from which it was, and the worst one") {
  ToldRun run{good_architecture()};
  for (int i = 0; i < 980; ++i) log(run, 100 + i, 1);
  for (int i = 0; i < 20; ++i) log(run, 5000 + 10 * i, i == 7 ? 700 : 301);
  const auto finding = ToldRun::one(run.finish(end), "D-LG-02", "cloudwatch_logs.audit");
  REQUIRE(finding.status == Status::fail);
  CHECK(finding.unit == "s");
  CHECK(*finding.first_violation_s == 5300);
  CHECK(*finding.worst_s == 5770);
}

TEST_CASE(
    "D-LG-02: what never arrives is too late from its loss on, and what has not arrived from its limit on") {
  for (const bool lost : {false, true}) {
    auto architecture = good_architecture();
    architecture.duration_s = 2700;
    ToldRun run{architecture};
    for (int i = 0; i < 900; ++i) log(run, 100 + i, 1);
    run.journal.report(events::LogRecordsWritten{2000, run.audit, 100});
    if (lost) run.journal.report(events::LogRecordsLost{2100, run.audit, 100, Reason::throttle_exhausted});
    log(run, 2100, 1);
    const auto finding = ToldRun::one(run.finish(2700), "D-LG-02", "cloudwatch_logs.audit");
    REQUIRE(finding.status == Status::fail);
    // Of what waits at the end a histogram knows the wait of 700 s, to 0.4 %.
    CHECK(std::abs(*finding.first_violation_s - (lost ? 2100 : 2300)) <= (lost ? 0 : 0.004 * 700));
    CHECK(*finding.worst_s == (lost ? 2100 : 2700));
  }
}

TEST_CASE("D-EV-02: documents that were given up or still wait are named beside those that came late") {
  ToldRun run{good_architecture()};
  for (DocumentId id = 0; id < 1200; ++id) {
    const auto document = run.document(run.automation, id);
    run.journal.report(events::EventQueued{1000, run.validate, document, 0, 1000});
    if (id < 1000) run.journal.report(events::DocumentProcessed{1001, run.validate, document, 1000, 1});
    if (id >= 1000 && id < 1050)
      run.journal.report(events::DocumentProcessed{2000, run.validate, document, 1000, 1});
    if (id >= 1050 && id < 1100)
      run.journal.report(
          events::DocumentDropped{1200, run.validate, document, 200, Reason::retries, false, 1000, 0, 0});
  }
  const auto finding = ToldRun::one(run.finish(end), "D-EV-02", "lambda.validate");
  REQUIRE(finding.status == Status::fail);
  CHECK(finding.ids_total == 200);
  CHECK(finding.count == 200);
  CHECK(*finding.first_violation_s == 1300);
  CHECK(finding.ids.size() == listed_ids);
}

}  // namespace compliance_sample_test
