// Logs, events and notifications: each dynamic control passes and fails for the reason it is made for.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>

#include "tests/support/compliance_run.hpp"

namespace compliance_events_test {

using namespace garoa;
using namespace garoa::compliance;
using testing::good_architecture;
using testing::ToldRun;

namespace {

void process(ToldRun& run, double time, DocumentId id, double created, std::uint32_t effects = 1) {
  run.journal.report(
      events::DocumentProcessed{time, run.validate, run.document(run.automation, id), created, effects});
}

void create(ToldRun& run, double time, DocumentId id, bool with_event = true) {
  run.journal.report(events::ObjectCreated{time, run.inbox, run.document(run.automation, id)});
  if (with_event)
    run.journal.report(events::EventQueued{time, run.validate, run.document(run.automation, id), 0, time});
}

Finding events_finding(ToldRun& run, std::string_view control) {
  return ToldRun::one(run.finish(100000), control, "lambda.validate");
}

}  // namespace

TEST_CASE("D-LG-01: one lost record of 2000 fails, none passes, a flow without a log group fails") {
  for (const std::uint64_t lost : {0U, 1U}) {
    auto architecture = good_architecture();
    architecture.flows[0].log_group.clear();
    ToldRun run{architecture};
    run.acknowledge(1, 0);
    const std::vector<double> written(2000 - lost, 1.0);
    for (int i = 0; i < 1000; ++i) run.journal.report(events::LogRecordsWritten{1, run.audit, 2});
    run.journal.report(events::LogRecordsIngested{6, run.audit, written});
    if (lost > 0) run.journal.report(events::LogRecordsLost{7, run.audit, lost, Reason::buffer_overflow});
    const auto findings = run.finish(100000);
    const auto finding = ToldRun::one(findings, "D-LG-01", "cloudwatch_logs.audit");
    CHECK(finding.status == (lost == 0 ? Status::pass : Status::fail));
    CHECK(*finding.measured == 1 - static_cast<double>(lost) / 2000);
    CHECK(finding.count == lost);
    CHECK(ToldRun::one(findings, "D-LG-01", "flows.intake").status == Status::fail);
  }
}

TEST_CASE(
    "D-LG-01: operations of kinds that the group has no records of are missing, whatever it has of the "
    "others") {
  auto architecture = good_architecture();
  architecture.log_groups[0].operations = {LogOperation::download};
  architecture.trails.clear();
  ToldRun run{architecture};
  for (DocumentId id = 0; id < 500; ++id) run.acknowledge(1, id);
  for (int i = 0; i < 1500; ++i) run.journal.report(events::LogRecordsWritten{1, run.audit, 1});
  run.journal.report(events::LogRecordsIngested{6, run.audit, std::vector<double>(1500, 1.0)});
  const auto finding = ToldRun::one(run.finish(100000), "D-LG-01", "cloudwatch_logs.audit");
  CHECK(finding.status == Status::fail);
  CHECK(*finding.measured == 0.75);
  CHECK(testing::reason(finding, "not_logged_kind") == 500);
  CHECK(finding.key == "cloudwatch_logs.audit.operations");
}

TEST_CASE("D-EV-02 and D-NT-01: what never comes is no better than what comes late") {
  for (const bool kept : {false, true}) {
    ToldRun run{good_architecture()};
    for (DocumentId id = 0; id < 2000; ++id) {
      create(run, 10, id);
      if (id % 2 == 0) {
        process(run, 12, id, 10);
      } else {
        run.journal.report(events::DocumentDropped{20, run.validate, run.document(run.automation, id), 10,
                                                   Reason::retries, kept, 10});
      }
      run.journal.report(events::NotificationSent{12, run.topic, 12, 1, run.document(run.automation, id)});
      if (id % 2 == 0) {
        run.journal.report(events::Notified{13, run.topic, run.document(run.automation, id), 12, "sqs"});
      } else {
        run.journal.report(
            events::DeliveryFailed{20, run.topic, "http", run.document(run.automation, id), 3, kept, 12});
      }
    }
    const auto findings = run.finish(100000);
    const auto effects = ToldRun::one(findings, "D-EV-02", "lambda.validate");
    CHECK(effects.status == Status::fail);
    CHECK(effects.actual == "never");
    CHECK(effects.n == 2000);
    CHECK(effects.key == "lambda.validate.asynchronous.retries");
    const auto notices = ToldRun::one(findings, "D-NT-01", "sns.done");
    CHECK(notices.status == Status::fail);
    CHECK(notices.n == 2000);
    if (!kept) CHECK(notices.key == "sns.done.delivery.http");
  }
}

TEST_CASE(
    "D-LG-02: delay and silence each have a limit, idle time is no silence, and few records cannot tell") {
  const auto tell = [](int records, double delay, double silence) {
    ToldRun run{good_architecture()};
    double time = 0;
    for (int i = 0; i < records; ++i) {
      time += 5000;  // idle between operations, which is no silence
      run.journal.report(events::LogRecordsWritten{time, run.audit, 1});
      const std::array<double, 1> written{time};
      run.journal.report(events::LogRecordsIngested{time + delay, run.audit, written});
    }
    run.journal.report(events::LogRecordsWritten{time + 1000, run.audit, 1});
    return ToldRun::one(run.finish(time + 1000 + silence), "D-LG-02", "cloudwatch_logs.audit");
  };
  CHECK(tell(1000, 5, 10).status == Status::pass);
  CHECK(tell(998, 5, 10).status == Status::not_evaluated);  // with the one that has not arrived
  CHECK(tell(1000, 400, 10).status == Status::fail);
  const auto silent = tell(10, 5, 2000);
  CHECK(silent.status == Status::fail);
  CHECK(*silent.measured == 2000);
  CHECK(*silent.first_violation_s == 51900);  // 900 s after the operation at 51,000 s
  CHECK(*silent.worst_s == 53000);
  CHECK(silent.censored);
  CHECK(silent.severity == Severity::high);  // more than twice the limit
}

TEST_CASE("D-LG-02: silence counts from the end of the warm-up on") {
  auto architecture = good_architecture();
  architecture.warmup_s = 5000;
  ToldRun run{architecture};
  run.journal.report(events::LogRecordsWritten{1000, run.audit, 1});
  const std::array<double, 1> written{1000};
  run.journal.report(events::LogRecordsIngested{5100, run.audit, written});
  run.journal.report(events::LogRecordsWritten{6000, run.audit, 1});
  const std::array<double, 1> later{6000};
  run.journal.report(events::LogRecordsIngested{6400, run.audit, later});
  const auto finding = ToldRun::one(run.finish(100000), "D-LG-02", "cloudwatch_logs.audit");
  const auto gap = std::find_if(finding.figures.begin(), finding.figures.end(),
                                [](const auto& figure) { return figure.first == "longest_gap_s"; });
  REQUIRE(gap != finding.figures.end());
  CHECK(gap->second == 400);  // from 6,000 s to 6,400 s; the 4,100 s before count from 5,000 s: 100 s
}

TEST_CASE(
    "D-EV-01: processed objects pass, and one without an event, or too long in the failure destination, "
    "fails") {
  ToldRun good{good_architecture()};
  create(good, 10, 0);
  process(good, 11, 0, 10);
  create(good, 99900, 1, false);  // may be under way still
  CHECK(events_finding(good, "D-EV-01").status == Status::pass);

  ToldRun filtered{good_architecture()};
  create(filtered, 10, 0);
  process(filtered, 11, 0, 10);
  create(filtered, 20, 1, false);
  const auto no_event = events_finding(filtered, "D-EV-01");
  CHECK(no_event.status == Status::fail);
  CHECK(no_event.reasons == std::vector<std::pair<std::string, std::uint64_t>>{{"no_event", 1}});

  for (const double dropped_at : {1000.0, 20000.0}) {
    ToldRun parked{good_architecture()};
    create(parked, 10, 1);
    process(parked, 11, 1, 10);
    create(parked, 10, 0);
    parked.journal.report(events::DocumentDropped{
        dropped_at, parked.validate, parked.document(parked.automation, 0), 200, Reason::retries, true});
    CHECK(events_finding(parked, "D-EV-01").status ==
          (dropped_at == 1000 ? Status::fail : Status::not_evaluated));
  }

  ToldRun stuck{good_architecture()};
  create(stuck, 10, 0);
  const auto never = events_finding(stuck, "D-EV-01");
  CHECK(never.status == Status::fail);
  CHECK(never.censored);
  CHECK(never.reasons == std::vector<std::pair<std::string, std::uint64_t>>{{"pending", 1}});
  CHECK(never.ids == std::vector<std::string>{"document 0"});

  ToldRun young{good_architecture()};
  create(young, 99900, 0);
  CHECK(events_finding(young, "D-EV-01").status == Status::not_evaluated);
}

TEST_CASE(
    "D-EV-02: p99 of 1000 latencies against 300 s, with a warning when the event age comes near its limit") {
  const auto tell = [](int documents, double latency, double age) {
    ToldRun run{good_architecture()};
    for (int i = 0; i < documents; ++i) process(run, 1000 + latency, static_cast<DocumentId>(i), 1000);
    run.journal.report(
        events::InvocationStarted{2000, run.validate, run.document(run.automation, 0), false, 0, age, 1});
    return events_finding(run, "D-EV-02");
  };
  CHECK(tell(1000, 2, 1).status == Status::pass);
  CHECK(tell(1000, 301, 1).status == Status::fail);
  CHECK(tell(999, 2, 1).status == Status::not_evaluated);
  CHECK(tell(1000, 2, 0.81 * 21600).status == Status::warn);
}

TEST_CASE("D-EV-03: a second effect of a document fails and names it") {
  ToldRun run{good_architecture()};
  process(run, 11, 4, 10);
  CHECK(events_finding(run, "D-EV-03").status == Status::pass);

  ToldRun twice{good_architecture()};
  process(twice, 11, 4, 10);
  process(twice, 70, 4, 10, 2);
  const auto finding = events_finding(twice, "D-EV-03");
  CHECK(finding.status == Status::fail);
  CHECK(finding.ids == std::vector<std::string>{"document 4"});
  CHECK(*finding.first_violation_s == 70);
}

TEST_CASE("D-NT-01: the p99 needs 1000 samples to pass, the p95 200 to fail unless fewer break it for sure") {
  const auto tell = [](int notices, double delay, int late = 1000) {
    ToldRun run{good_architecture()};
    for (int i = 0; i < notices; ++i) {
      run.journal.report(events::Notified{100 + (i < late ? delay : 1), run.topic,
                                          run.document(run.automation, static_cast<DocumentId>(i)), 100});
    }
    return ToldRun::one(run.finish(100000), "D-NT-01", "sns.done");
  };
  CHECK(tell(1000, 1).status == Status::pass);
  CHECK(tell(200, 61).status == Status::fail);
  // Of 199, 11 beyond the limit say nothing of 5 %, and all of them do.
  CHECK(tell(199, 61, 11).status == Status::not_evaluated);
  CHECK(tell(199, 61).status == Status::fail);
  CHECK(tell(999, 1).status == Status::not_evaluated);
}

TEST_CASE("D-NT-02: a notification that SNS gave up is lost unless a dead-letter queue took it") {
  const auto tell = [](bool to_dlq) {
    ToldRun run{good_architecture()};
    run.journal.report(events::Notified{101, run.topic, run.document(run.automation, 1), 100, "sqs"});
    run.journal.report(
        events::DeliveryFailed{150, run.topic, "http", run.document(run.automation, 2), 4, to_dlq});
    return ToldRun::one(run.finish(1000), "D-NT-02", "sns.done");
  };
  CHECK(tell(true).status == Status::pass);
  const auto lost = tell(false);
  CHECK(lost.status == Status::fail);
  CHECK(lost.count == 1);
  CHECK(*lost.first_violation_s == 150);
  CHECK(lost.reasons.front().first == "http");
  CHECK(lost.ids == std::vector<std::string>{"document 2"});
}

TEST_CASE(
    "D-EV-05: a function that its own run leads to fails, with what that multiplies the invocations by") {
  const auto with_depths = [](std::initializer_list<std::uint32_t> depths) {
    ToldRun run{good_architecture()};
    for (const auto depth : depths)
      run.journal.report(events::InvocationStarted{2000, run.validate, run.document(run.automation, 7), false,
                                                   0, 0, 1, 0, depth});
    return events_finding(run, "D-EV-05");
  };
  CHECK(with_depths({}).status == Status::not_evaluated);
  CHECK(with_depths({0, 0}).status == Status::pass);
  const auto chain = with_depths({0, 1, 2, 0});
  CHECK(chain.status == Status::fail);
  CHECK(*chain.measured == 2);
  CHECK(chain.count == 2);
  CHECK(chain.ids == std::vector<std::string>{"document 7", "document 7"});
  CHECK(chain.figures.front().second == 2);
}

}  // namespace compliance_events_test
