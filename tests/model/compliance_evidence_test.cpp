// Verdicts that could be fooled: records that were never made or are gone, what is counted twice, what never comes, and copies of
// what is not there.
#include <doctest/doctest.h>

#include <vector>

#include "tests/support/compliance_run.hpp"

namespace compliance_evidence_test {

using namespace garoa;
using namespace garoa::compliance;
using testing::good_architecture;
using testing::reason;
using testing::ToldRun;

namespace {

constexpr double end = 100000;

/// Objects that are created and processed, each with one record of the flow.
void process(ToldRun& run, DocumentId count, double time = 10) {
  for (DocumentId id = 0; id < count; ++id) {
    const auto document = run.document(run.automation, id);
    run.journal.report(events::ObjectCreated{time, run.inbox, document});
    run.journal.report(events::EventQueued{time, run.validate, document, 0, time});
    run.journal.report(events::DocumentProcessed{time + 5, run.validate, document, time, 1});
  }
}

void log(ToldRun& run, std::uint64_t count, double time) {
  run.journal.report(events::LogRecordsWritten{time, run.audit, count});
  run.journal.report(events::LogRecordsIngested{time + 1, run.audit, std::vector<double>(count, time)});
}

void drop(ToldRun& run, double time, DocumentId id, bool to_dlq, std::uint32_t copy = 0,
          double created = 10) {
  run.journal.report(events::DocumentDropped{time, run.validate, run.document(run.automation, id), 200,
                                             Reason::retries, to_dlq, created, copy, 0});
}

}  // namespace

TEST_CASE(
    "D-LG-01: what a function does that logs to no group leaves no record, whatever the flow's group says") {
  for (const bool told : {true, false}) {
    auto architecture = good_architecture();
    architecture.functions[0].log_group.clear();
    if (!told) architecture.log_groups[0].operations.clear();
    ToldRun run{architecture};
    process(run, 100);
    log(run, 100, 10);
    const auto finding = ToldRun::one(run.finish(end), "D-LG-01", "cloudwatch_logs.audit");
    CHECK(finding.status == Status::fail);
    CHECK(*finding.measured == 0.5);
    CHECK(reason(finding, "disabled") == 100);
    CHECK(finding.key == "lambda.validate.logs");
  }
}

TEST_CASE("D-LG-01: records that the group's retention deletes before the end are missing") {
  const auto verdict = [](double written_at) {
    auto architecture = good_architecture();
    architecture.log_groups[0].retention_days = 1;
    architecture.duration_s = 5 * 86400;
    ToldRun run{architecture};
    log(run, 10, written_at);
    log(run, 10, 4 * 86400);
    return ToldRun::one(run.finish(architecture.duration_s), "D-LG-01", "cloudwatch_logs.audit");
  };
  const auto gone = verdict(3600);  // kept for a day, and up to three more
  CHECK(gone.status == Status::fail);
  CHECK(reason(gone, "expired") == 10);
  CHECK(*gone.first_violation_s == 3601 + 4 * 86400);
  CHECK(gone.key == "cloudwatch_logs.audit.retention");
  CHECK(verdict(2 * 86400).status == Status::pass);
}

TEST_CASE("D-LG-03: a document whose notification is lost is one document, and none whose way can be told") {
  ToldRun run{good_architecture()};
  process(run, 10);
  for (DocumentId id = 0; id < 5; ++id) {
    for (const double time : {20, 30}) {  // two subscribers
      run.journal.report(
          events::DeliveryFailed{time, run.topic, "http", run.document(run.automation, id), 3, false, 15});
    }
  }
  const auto finding = ToldRun::one(run.finish(end), "D-LG-03", "flows.automation");
  CHECK(finding.n == 10);
  CHECK(*finding.measured == 0.5);
  CHECK(reason(finding, "notification_lost") == 5);
}

TEST_CASE("D-EV-01: nobody takes events out of the failure destination, so what lies there never passes") {
  ToldRun some{good_architecture()};
  process(some, 10);
  drop(some, end - 1000, 11, true);
  some.journal.report(events::ObjectCreated{10, some.inbox, some.document(some.automation, 11)});
  some.journal.report(events::EventQueued{10, some.validate, some.document(some.automation, 11), 0, 10});
  const auto open = ToldRun::one(some.finish(end), "D-EV-01", "lambda.validate");
  CHECK(open.status == Status::not_evaluated);
  CHECK(open.ids == std::vector<std::string>{"document 11"});

  ToldRun all{good_architecture()};
  for (DocumentId id = 0; id < 10; ++id) {
    const auto document = all.document(all.automation, id);
    all.journal.report(events::ObjectCreated{end - 2000, all.inbox, document});
    all.journal.report(events::EventQueued{end - 2000, all.validate, document, 0, end - 2000});
    drop(all, end - 1000, id, true, 0, end - 2000);
  }
  const auto none = ToldRun::one(all.finish(end), "D-EV-01", "lambda.validate");
  CHECK(none.status == Status::fail);
  CHECK(none.message.find("0 of 10 objects were lost. 10 lie unprocessed") == 0);
}

TEST_CASE(
    "D-EV-01: no more objects are lost than were created after the warm-up, however often their events "
    "came") {
  auto architecture = good_architecture();
  architecture.warmup_s = 100;
  ToldRun run{architecture};
  for (const double created : {50.0, 150.0}) {
    const auto document = run.document(run.automation, static_cast<DocumentId>(created));
    run.journal.report(events::ObjectCreated{created, run.inbox, document});
    run.journal.report(events::EventQueued{created, run.validate, document, 0, created});
    drop(run, 500, document.id, false, 0, created);
    drop(run, 510, document.id, false, 1, created);
  }
  const auto finding = ToldRun::one(run.finish(end), "D-EV-01", "lambda.validate");
  CHECK(finding.n == 1);
  CHECK(finding.count == 1);
  CHECK(finding.ids == std::vector<std::string>{"document 150"});
}

TEST_CASE("what never comes is a step more severe, as what is twice as late as it may be") {
  ToldRun run{good_architecture()};
  for (DocumentId id = 0; id < 2000; ++id) {
    const auto document = run.document(run.automation, id);
    run.journal.report(events::ObjectCreated{10, run.inbox, document});
    run.journal.report(events::EventQueued{10, run.validate, document, 0, 10});
    drop(run, 300, id, false);
  }
  const auto never = ToldRun::one(run.finish(end), "D-EV-02", "lambda.validate");
  CHECK(never.status == Status::fail);
  CHECK(never.severity == Severity::high);  // of medium
  CHECK_FALSE(never.ratio.has_value());
  CHECK(never.severity_step == "Raised from medium to high: what never comes is beyond any limit.");
  CHECK(never.message.find("or more") == std::string::npos);

  auto architecture = good_architecture();
  for (auto& bucket : architecture.buckets) bucket.lock = LockMode::none;
  ToldRun unlocked{architecture};
  unlocked.acknowledge(10, 1);
  const auto mutable_for_ever = ToldRun::one(unlocked.finish(end), "D-RT-01", "flows.intake");
  CHECK(mutable_for_ever.status == Status::fail);
  CHECK(mutable_for_ever.severity == Severity::critical);  // of high
}

TEST_CASE("D-AV-03: a document that was acknowledged and given up without a copy is lost") {
  ToldRun run{good_architecture()};
  for (DocumentId id = 0; id < 4; ++id) run.acknowledge(10, id);
  events::DocumentsLeft left{};
  left.time = 5000;
  left.flow = run.intake;
  left.documents = 3;
  left.uncopied_documents = 3;
  left.uncopied_bytes = 3000;
  left.acknowledged_before = 11;
  run.journal.report(left);
  const auto finding = ToldRun::one(run.finish(end), "D-AV-03", "flows.intake");
  CHECK(finding.status == Status::fail);
  CHECK(finding.count == 3);
  CHECK(reason(finding, "given_up") == 3);
  CHECK(*finding.first_violation_s == 5000);
  CHECK(finding.key == "ebs.documents.keep");
}

TEST_CASE("D-DT-01: each episode of a signal needs an alarm of its own, and a short one may have none") {
  auto architecture = good_architecture();
  Alarm alarm{"slow", {}, {Signal::throttles}, 3600, 3, true};
  architecture.alarms = {alarm};
  const auto throttle = [](ToldRun& run, double from, double to) {
    for (double time = from; time < to; time += 60)
      run.journal.report(
          events::Throttled{time, run.validate, run.document(run.automation, 1), Reason::concurrency});
  };
  ToldRun once{architecture};
  throttle(once, 5 * 3600, 11 * 3600);
  const auto told = ToldRun::one(once.finish(48 * 3600), "D-DT-01", "cloudwatch_alarms");
  CHECK(told.status == Status::not_evaluated);  // there is no clock
  CHECK(*told.measured == 3 * 3600);
  ToldRun twice{architecture};
  throttle(twice, 5 * 3600, 11 * 3600);
  throttle(twice, 34 * 3600, 34 * 3600 + 2400);
  const auto untold = ToldRun::one(twice.finish(48 * 3600), "D-DT-01", "cloudwatch_alarms");
  CHECK(untold.status == Status::fail);
  CHECK(reason(untold, "throttles") == 40);
  CHECK(*untold.first_violation_s == 34 * 3600);
}

TEST_CASE("D-DT-01: a control that fails without any of its signals told nobody") {
  auto architecture = good_architecture();
  architecture.policy.rpo_s = 3600;
  ToldRun run{architecture};
  for (DocumentId id = 0; id < 3; ++id) run.acknowledge(1000 + static_cast<double>(id), id);
  for (DocumentId id = 0; id < 3; ++id) run.protect(20000, id, 1000 + static_cast<double>(id));
  const auto findings = run.finish(end);
  REQUIRE(ToldRun::one(findings, "D-RC-01", "flows.intake").status == Status::fail);
  const auto untold = ToldRun::one(findings, "D-DT-01", "cloudwatch_alarms");
  CHECK(untold.status == Status::fail);
  CHECK(reason(untold, "D-RC-01") == 1);
  CHECK(untold.key == "cloudwatch_alarms.operations.notifies");
}

TEST_CASE("D-LG-02: a silence is too long since the limit is over, and an alarm has to tell of it") {
  for (const bool told : {false, true}) {
    auto architecture = good_architecture();
    architecture.alarms = {Alarm{"records", {}, {Signal::log_errors}, 60, 1, true}};
    ToldRun run{architecture};
    run.journal.report(events::LogRecordsWritten{1000, run.audit, 1});
    const std::vector<double> written{1000};
    if (told) run.journal.report(events::LogRecordsLost{2990, run.audit, 1, Reason::oversize});
    run.journal.report(events::LogRecordsIngested{3000, run.audit, written});
    const auto findings = run.finish(end);
    const auto silent = ToldRun::one(findings, "D-LG-02", "cloudwatch_logs.audit");
    REQUIRE(silent.status == Status::fail);
    CHECK(*silent.first_violation_s == 1300);  // the record's delay is too long before the silence is
    const auto detection = ToldRun::one(findings, "D-DT-01", "cloudwatch_alarms");
    CHECK(reason(detection, "D-LG-02") == (told ? 0 : 1));
    if (!told) CHECK(detection.status == Status::fail);
  }
}

TEST_CASE("findings name what was beyond the limit: since when, how often, and which documents") {
  auto architecture = good_architecture();
  architecture.buckets[0].replica_in_other_account = true;
  ToldRun run{architecture};
  run.acknowledge(10, 1);
  run.protect(20, 1, 10);
  run.acknowledge(100, 2);
  run.protect(100 + 90000, 2, 100);
  const auto findings = run.finish(end);
  const auto exposed = ToldRun::one(findings, "D-RT-01", "flows.intake");
  REQUIRE(exposed.status == Status::fail);  // a day at most
  CHECK(exposed.ids == std::vector<std::string>{"document 2"});
  CHECK(*exposed.first_violation_s == 100 + 86400);
  CHECK(exposed.episodes_total == 1);
  CHECK(testing::figure(exposed, "share_over_limit") == 0.5);
  const auto lagging = ToldRun::one(findings, "D-BK-05", "flows.intake");
  REQUIRE(lagging.status == Status::fail);  // neither was replicated
  CHECK(lagging.count == 2);
  CHECK(*lagging.first_violation_s == 10 + 900);
  CHECK(lagging.ids == std::vector<std::string>{"document 1", "document 2"});

  ToldRun slow{good_architecture()};
  for (DocumentId id = 0; id < 2000; ++id) {
    const auto document = slow.document(slow.automation, id);
    slow.journal.report(events::EventQueued{10, slow.validate, document, 0, 10});
    slow.journal.report(events::DocumentProcessed{id < 1900 ? 20.0 : 500.0, slow.validate, document, 10, 1});
  }
  const auto late = ToldRun::one(slow.finish(end), "D-EV-02", "lambda.validate");
  REQUIRE(late.status == Status::fail);
  CHECK(late.count == 100);
  CHECK(*late.first_violation_s == 310);
  CHECK(late.ids.front() == "document 1900");
}

TEST_CASE("D-DT-01: a control that fails since nobody knows when lets nothing pass") {
  // Objects of which no event ever comes: which of them it is that got none, nobody can tell.
  ToldRun run{good_architecture(), {testing::shipped_profile("pci-dss-4")}};
  run.journal.report(
      events::Throttled{700, run.validate, run.document(run.automation, 1), Reason::concurrency});
  for (DocumentId id = 0; id < 2000; ++id) {
    run.journal.report(events::ObjectCreated{1000, run.inbox, run.document(run.automation, id)});
  }
  const auto findings = run.finish(end);
  const auto lost = ToldRun::one(findings, "D-EV-01", "lambda.validate");
  REQUIRE(lost.status == Status::fail);
  const auto told = ToldRun::one(findings, "D-DT-01", "cloudwatch_alarms");
  REQUIRE_FALSE(lost.first_violation_s.has_value());
  CHECK(told.status == Status::not_evaluated);
  CHECK(*told.measured == 200);  // of the throttling an alarm told at 900 s
  CHECK(told.message.find("D-EV-01") != std::string::npos);
}

TEST_CASE("D-NT-01, D-NT-02: notifications that nobody got by the end are named, the longest wait first") {
  ToldRun run{good_architecture()};
  for (DocumentId id = 0; id < 2000; ++id) {
    const double done = 1000 + static_cast<double>(id);
    const auto document = run.document(run.automation, id);
    run.journal.report(events::NotificationSent{done, run.topic, done, 2, document});
    run.journal.report(events::Notified{done + 1, run.topic, document, done, "sqs", 1});
    if (id % 20 != 7) run.journal.report(events::Notified{done + 2, run.topic, document, done, "http", 1});
  }
  // Done just before the end: not too late yet.
  run.journal.report(
      events::NotificationSent{end - 30, run.topic, end - 30, 2, run.document(run.automation, 5000)});
  const auto findings = run.finish(end);
  const auto late = ToldRun::one(findings, "D-NT-01", "sns.done");
  REQUIRE(late.status == Status::fail);
  CHECK(late.count == 100);
  CHECK(late.ids_total == 100);
  REQUIRE(late.ids.size() == listed_ids);
  CHECK(late.ids.front() == "document 7");
  CHECK(late.ids.back() == "document 387");
  CHECK(*late.first_violation_s == 1007 + 300);
  const auto lost = ToldRun::one(findings, "D-NT-02", "sns.done");
  CHECK(lost.status == Status::not_evaluated);
  CHECK(lost.ids.front() == "document 7");
}

TEST_CASE("D-DT-01: records that came too late failed from an instant on, of which an alarm has to tell") {
  ToldRun run{good_architecture(), {testing::shipped_profile("pci-dss-4")}};
  for (int i = 0; i < 2000; ++i) log(run, 1, 1000 + i);
  for (int i = 0; i < 2000; ++i) {
    run.journal.report(events::LogRecordsWritten{50000.0 + i, run.audit, 1});
    run.journal.report(
        events::LogRecordsIngested{50000.0 + i + 600, run.audit, std::vector<double>{50000.0 + i}});
  }
  const auto findings = run.finish(end);
  const auto late = ToldRun::one(findings, "D-LG-02", "cloudwatch_logs.audit");
  REQUIRE(late.status == Status::fail);
  CHECK(*late.first_violation_s == 50300);
  const auto told = ToldRun::one(findings, "D-DT-01", "cloudwatch_alarms");
  CHECK(told.status == Status::fail);
  CHECK(reason(told, "D-LG-02") == 1);
}

TEST_CASE("findings have the instant at which their bound was broken: D-NT-01, D-RT-01, D-BK-04") {
  ToldRun notices{good_architecture()};
  for (int i = 0; i < 400; ++i) {
    const double done = 1000 + i;
    const auto document = notices.document(notices.automation, static_cast<DocumentId>(i));
    notices.journal.report(events::NotificationSent{done, notices.topic, done, 1, document});
    notices.journal.report(
        events::Notified{done + (i < 200 ? 1 : 100), notices.topic, document, done, "sqs"});
  }
  const auto late = ToldRun::one(notices.finish(end), "D-NT-01", "sns.done");
  REQUIRE(late.status == Status::fail);
  CHECK(late.first_violation_s == 1200 + 60);  // the first that took 100 s, of 60

  auto unlocked = good_architecture();
  for (auto& bucket : unlocked.buckets) bucket.lock = LockMode::none;
  unlocked.duration_s = 5 * 86400;
  ToldRun mutable_run{unlocked};
  mutable_run.acknowledge(1000, 1);
  const auto never_locked = ToldRun::one(mutable_run.finish(5 * 86400), "D-RT-01", "flows.intake");
  REQUIRE(never_locked.status == Status::fail);
  CHECK(never_locked.first_violation_s == 1000 + 86400);

  // Two bytes come a second, and a run of 1,000 s carries 1,000 of them; the first one keeps up, since less has come by then.
  ToldRun behind{good_architecture()};
  for (DocumentId id = 0; id < 100; ++id) {
    if (id > 0 && id % 10 == 0) {
      const double began = static_cast<double>(id) * 100 - 1000;
      behind.start_backup(began, began, 1000);
      behind.finish_backup(began + 1000, began, began, never, 1000);
    }
    behind.acknowledge(static_cast<double>(id) * 100, id, id < 10 ? 1 : 200);
  }
  const auto backlog = ToldRun::one(behind.finish(10000), "D-BK-04", "backup.nightly");
  REQUIRE(backlog.status == Status::fail);
  REQUIRE(backlog.first_violation_s.has_value());
  CHECK(*backlog.first_violation_s == 2000);
}

TEST_CASE("D-EV-01: what still waits is late, and what was dropped is lost") {
  ToldRun run{good_architecture()};
  for (DocumentId id = 0; id < 10; ++id) {
    run.journal.report(events::ObjectCreated{10, run.inbox, run.document(run.automation, id)});
    run.journal.report(events::EventQueued{10, run.validate, run.document(run.automation, id), 0, 10});
  }
  drop(run, 300, 0, false);
  const auto finding = ToldRun::one(run.finish(end), "D-EV-01", "lambda.validate");
  CHECK(finding.status == Status::fail);
  CHECK(finding.count == 10);
  CHECK(finding.message.find("1 of 10 objects were lost. 9 still wait, for more than") == 0);
}

}  // namespace compliance_evidence_test
