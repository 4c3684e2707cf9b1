// Bounds that are broken before the end is known, and whose they are: documents, runs, volumes and keys, by hand.
#include <doctest/doctest.h>

#include "tests/support/compliance_run.hpp"

namespace compliance_broken_bounds_test {

using namespace garoa;
using namespace garoa::compliance;
using testing::figure;
using testing::good_architecture;
using testing::reason;
using testing::ToldRun;

namespace {

constexpr double end = 100000;

void queue(ToldRun& run, NameId function, double time, DocumentId id) {
  run.journal.report(events::EventQueued{time, function, run.document(run.automation, id), 0, time});
}
void process(ToldRun& run, NameId function, double time, DocumentId id, double created) {
  run.journal.report(events::DocumentProcessed{time, function, run.document(run.automation, id), created, 1});
}

void drop(ToldRun& run, NameId function, double time, DocumentId id, double created) {
  run.journal.report(events::DocumentDropped{time, function, run.document(run.automation, id), time - created,
                                             Reason::retries, false, created});
}

/// Two functions work on what comes into the inbox.
Architecture with_two_functions() {
  auto architecture = good_architecture();
  auto second = architecture.functions[0];
  second.name = "index";
  architecture.functions.push_back(second);
  return architecture;
}

}  // namespace

TEST_CASE("D-BK-02: without a window a run is late when the one after the next is due, ended or not") {
  for (const bool ended : {false, true}) {
    auto architecture = good_architecture();
    architecture.backups[0].window_s = never;
    ToldRun run{architecture};
    run.journal.report(events::BackupDue{3600, run.nightly, run.intake});
    run.start_backup(3600, 3600);
    if (ended) run.finish_backup(3600 + 7300, 3600, 3600);
    const auto finding = ToldRun::one(run.finish(20000), "D-BK-02", "backup.nightly");
    CHECK(finding.status == Status::fail);
    CHECK(finding.count == 1);
    CHECK(*finding.first_violation_s == 3 * 3600);
    CHECK(reason(finding, ended ? "late" : "not_ended") == 1);
    if (ended) CHECK(finding.key == "backup.nightly.schedule");
  }
}

TEST_CASE(
    "D-BK-02: without a window a run beside others is late when the next is due, ended or not, and a single "
    "one when that is over") {
  for (const bool side_by_side : {false, true}) {
    const double allowed = side_by_side ? 3600 : 7200;
    for (const double lasts : {allowed, allowed + 1, never}) {
      CAPTURE(side_by_side);
      CAPTURE(lasts);
      auto architecture = good_architecture();
      architecture.backups[0].window_s = never;
      architecture.backups[0].side_by_side = side_by_side;
      ToldRun run{architecture};
      run.journal.report(events::BackupDue{3600, run.nightly, run.intake});
      run.start_backup(3600, 3600);
      if (lasts < never) run.finish_backup(3600 + lasts, 3600, 3600);
      const auto finding = ToldRun::one(run.finish(20000), "D-BK-02", "backup.nightly");
      CHECK(finding.status == (lasts > allowed ? Status::fail : Status::pass));
      CHECK(finding.count == (lasts > allowed ? 1 : 0));
      if (lasts <= allowed) continue;
      CHECK(*finding.first_violation_s == 3600 + allowed);
      CHECK(reason(finding, lasts < never ? "late" : "not_ended") == 1);
    }
  }
}

TEST_CASE(
    "D-BK-02: of runs side by side each is judged by its own tick, and what still runs in time is not "
    "counted") {
  auto architecture = good_architecture();
  architecture.backups[0].window_s = never;
  architecture.backups[0].side_by_side = true;
  ToldRun run{architecture};
  for (const double tick : {3600.0, 7200.0, 10800.0}) {
    run.journal.report(events::BackupDue{tick, run.nightly, run.intake});
    run.start_backup(tick, tick);
  }
  run.finish_backup(10000, 7200, 7200);  // within its gap
  run.finish_backup(11000, 3600, 3600);  // 7,400 s
  const auto finding =
      ToldRun::one(run.finish(14000), "D-BK-02", "backup.nightly");  // the third has run for 3,200 s
  CHECK(finding.status == Status::fail);
  CHECK(finding.n == 2);
  CHECK(finding.count == 1);
  CHECK(reason(finding, "late") == 1);
  CHECK(*finding.first_violation_s == 7200);
}

TEST_CASE(
    "D-LG-03: a flow of several functions forgets a document twice the longest way after its last hop, from "
    "an hour to a day") {
  // `longest`: of another document, before; `gap`: from the first function's end to the second one's beginning.
  const auto documents = [](double longest, double gap) {
    auto architecture = with_two_functions();
    architecture.duration_s = 500000;
    ToldRun run{architecture};
    const auto index = run.journal.intern("lambda.index");
    queue(run, run.validate, 100, 9);
    process(run, run.validate, 100 + longest, 9, 100);
    const double done = 300000;
    queue(run, run.validate, done - 10, 1);
    process(run, run.validate, done, 1, done - 10);
    // What is forgotten goes when the next document is done.
    queue(run, run.validate, done + gap - 20, 2);
    process(run, run.validate, done + gap - 10, 2, done + gap - 20);
    queue(run, index, done + gap, 1);
    process(run, index, done + gap + 5, 1, done + gap);
    const auto finding = ToldRun::one(run.finish(500000), "D-LG-03", "flows.automation");
    CHECK(finding.status == Status::pass);
    return finding.n;
  };
  // Three documents, and one of them once more where it was forgotten.
  CHECK(documents(10, 3600) == 3);
  CHECK(documents(10, 3700) == 4);
  CHECK(documents(5000, 9900) == 3);
  CHECK(documents(5000, 10100) == 4);
  CHECK(documents(100000, 86400) == 3);
  CHECK(documents(100000, 86500) == 4);
}

TEST_CASE(
    "D-LG-03: a document whose chain broke stays broken when a function begins with it again, forgotten or "
    "not") {
  for (const double gap : {1000.0, 5000.0}) {
    ToldRun run{with_two_functions()};
    const auto index = run.journal.intern("lambda.index");
    queue(run, run.validate, 200, 1);
    process(run, run.validate, 210, 1, 200);
    run.journal.report(
        events::DeliveryFailed{220, run.topic, "http", run.document(run.automation, 1), 3, false, 210});
    queue(run, run.validate, 190 + gap, 2);
    process(run, run.validate, 200 + gap, 2, 190 + gap);
    queue(run, index, 210 + gap, 1);
    process(run, index, 215 + gap, 1, 210 + gap);
    const auto finding = ToldRun::one(run.finish(end), "D-LG-03", "flows.automation");
    CHECK(finding.status == Status::fail);
    CHECK(finding.message == "The way of 1 of 2 documents can be told from records.");
  }
}

TEST_CASE("D-LG-03: a document is one, however many functions pass it over or work on it") {
  ToldRun run{with_two_functions()};
  const auto index = run.journal.intern("lambda.index");
  for (const DocumentId id : {1, 2}) {
    for (const auto function : {run.validate, index})
      run.journal.report(events::EventPassedOver{100, function, run.document(run.automation, id), true});
  }
  for (const DocumentId id : {3, 4}) {
    queue(run, run.validate, 200, id);
    process(run, run.validate, 210, id, 200);
    queue(run, index, 220, id);
  }
  process(run, index, 230, 3, 200);
  // The second function drops the last one.
  drop(run, index, 230, 4, 200);
  const auto finding = ToldRun::one(run.finish(end), "D-LG-03", "flows.automation");
  CHECK(finding.n == 4);
  CHECK(reason(finding, "no_event") == 2);
  CHECK(finding.count == 3);
  CHECK(finding.message == "The way of 1 of 4 documents can be told from records.");
}

TEST_CASE("D-LG-03: an event that nobody works on is not late by the recovery points of its bucket") {
  auto architecture = good_architecture();
  BackupJob weekly{"vaulted", {}, "", "", 7 * 86400.0, 1800};
  weekly.from_bucket = "inbox";
  architecture.backups.push_back(weekly);
  ToldRun run{architecture};
  queue(run, run.validate, 100, 1);
  const auto finding = ToldRun::one(run.finish(end), "D-LG-03", "flows.automation");
  CHECK(finding.status == Status::fail);
  CHECK(reason(finding, "not_ended") == 1);
}

TEST_CASE("D-LG-03 and D-LG-02: a record that is lost breaks its chain, and never arrives") {
  auto architecture = good_architecture();
  architecture.duration_s = 200;
  ToldRun run{architecture};
  for (DocumentId id = 1; id <= 1000; ++id) run.acknowledge(100, id);
  run.journal.report(events::LogRecordsWritten{100, run.audit, 1000});
  const std::vector<double> written(600, 100.0);
  run.journal.report(events::LogRecordsIngested{110, run.audit, written});
  run.journal.report(events::LogRecordsLost{110, run.audit, 400, Reason::buffer_overflow});
  const auto findings = run.finish(200);
  const auto chains = ToldRun::one(findings, "D-LG-03", "flows.intake");
  CHECK(chains.status == Status::fail);
  CHECK(chains.n == 400);
  CHECK(reason(chains, "records_lost") == 400);
  const auto delay = ToldRun::one(findings, "D-LG-02", "cloudwatch_logs.audit");
  CHECK(delay.status == Status::fail);
  CHECK(delay.actual == "never");
  CHECK(delay.n == 1000);
  CHECK(figure(delay, "delay_p50_s") == doctest::Approx(10).epsilon(0.01));
}

TEST_CASE("percentiles: so many beyond the limit that no larger sample could mend it are a failure") {
  // Of 231, three beyond the limit: at 1 % each so many come with probability 0.41; nine with less than 0.1 %.
  for (const std::uint64_t dropped : {3, 9}) {
    ToldRun run{good_architecture()};
    for (DocumentId id = 1; id <= 231; ++id) {
      queue(run, run.validate, 100, id);
      if (id > dropped) {
        process(run, run.validate, 101, id, 100);
      } else {
        drop(run, run.validate, 200, id, 100);
      }
    }
    const auto finding = ToldRun::one(run.finish(end), "D-EV-02", "lambda.validate");
    CHECK(finding.status == (dropped == 9 ? Status::fail : Status::not_evaluated));
  }
}

TEST_CASE("D-EV-04: only keys that were overwritten are evidence of an order") {
  ToldRun run{good_architecture()};
  for (DocumentId id = 1; id <= 20; ++id) process(run, run.validate, 100, id, 90);
  const auto none = ToldRun::one(run.finish(end), "D-EV-04", "lambda.validate");
  CHECK(none.status == Status::not_evaluated);
  CHECK(none.n == 0);
  ToldRun again{good_architecture()};
  for (DocumentId id = 1; id <= 20; ++id)
    again.journal.report(events::DocumentProcessed{
        100, again.validate, again.document(again.automation, id), 90, 1, {}, id % 2 == 0});
  const auto replaced = ToldRun::one(again.finish(end), "D-EV-04", "lambda.validate");
  CHECK(replaced.status == Status::pass);
  CHECK(replaced.n == 10);
  CHECK(figure(replaced, "upper_bound_95") == doctest::Approx(0.3));
}

TEST_CASE("D-CP-01, D-AV-02: what a full volume refuses is that volume's") {
  auto architecture = good_architecture();
  architecture.volumes = {{"documents-1", {}, true, true}, {"documents-2", {}, true, true}};
  architecture.flows[0].volumes = {"documents-1", "documents-2"};
  ToldRun run{architecture};
  const auto first = run.journal.intern("ebs.documents-1");
  const auto second = run.journal.intern("ebs.documents-2");
  const auto used = run.journal.intern("CWAgent disk_used_percent");
  for (const auto volume : {first, second}) run.journal.report(events::LevelSampled{100, volume, used, 50});
  for (const DocumentId id : {1, 2, 3})
    run.journal.report(events::UploadRejected{200, run.document(run.intake, id), Reason::disk_full, second});
  const auto findings = run.finish(end);
  CHECK(ToldRun::one(findings, "D-CP-01", "ebs.documents-1").status == Status::pass);
  const auto full = ToldRun::one(findings, "D-CP-01", "ebs.documents-2");
  CHECK(full.status == Status::fail);
  CHECK(full.count == 3);
  CHECK(ToldRun::one(findings, "D-AV-02", "flows.intake").key == "ebs.documents-2.size");
}

TEST_CASE("D-AV-01: how much of the uploads may be missing decides how severe it is") {
  // A half is missing where a thousandth may be: 500 times.
  ToldRun run{good_architecture()};
  run.acknowledge(100, 1);
  run.journal.report(events::UploadRejected{200, run.document(run.intake, 2), Reason::disk_full});
  run.acknowledge(201, 3);
  run.journal.report(events::UploadRejected{300, run.document(run.intake, 4), Reason::disk_full});
  run.acknowledge(301, 5);
  const auto finding = ToldRun::one(run.finish(end), "D-AV-01", "flows.intake");
  CHECK(finding.status == Status::fail);
  CHECK(finding.severity == Severity::high);
  CHECK(finding.severity_step.find("Raised from medium to high: 400 times what may be missing is") == 0);
}

}  // namespace compliance_broken_bounds_test
