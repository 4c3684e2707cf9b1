// Functions, concurrency, throttles, notifications and log groups, from events worked out by hand.
#include <doctest/doctest.h>

#include <array>

#include "sim/collect/collector.hpp"
#include "sim/results/metric_table.hpp"

namespace report_functions_test {

using namespace garoa;

namespace {

double value_of(const RunResult& result, std::string_view name) {
  const Metric* metric = result.find_metric(name);
  REQUIRE_MESSAGE(metric != nullptr, name);
  return metric->value;
}

struct Recording {
  explicit Recording(double warmup = 0)
      : collector{journal, {.warmup = warmup, .sample_interval = 60, .local_time = {}}} {}
  RunResult finish(double end) {
    RunResult result;
    collector.fill(result, end);
    CHECK(metric_faults(result) == std::vector<std::string>{});
    return result;
  }
  Document document(DocumentId id, double arrived = 1) const { return {flow, id, 1000, arrived}; }

  Journal journal;
  FlowId flow = journal.flow("flows.automation");
  NameId function = journal.intern("lambda.validate");
  Collector collector;
};

}  // namespace

TEST_CASE("report: only invocations that an event led to have an event age") {
  Recording run;
  auto& journal = run.journal;
  journal.report(events::EventQueued{1, run.function, run.document(0), 0, 1});
  journal.report(events::InvocationStarted{3, run.function, run.document(0), false, 0, 2, 1});
  for (DocumentId id = 1; id < 5; ++id)
    journal.report(events::InvocationStarted{4, run.function, run.document(id), false, 0, {}, 1});
  const auto result = run.finish(200);
  CHECK(value_of(result, "lambda.validate.invocations") == 5);
  CHECK(value_of(result, "lambda.validate.event_age.mean") == 2);
}

TEST_CASE("report: cold starts, attempts and outcomes of a function") {
  Recording run;
  using Outcome = events::InvocationOutcome;
  auto& journal = run.journal;
  for (DocumentId id = 0; id < 2; ++id)
    journal.report(events::EventQueued{1, run.function, run.document(id), 0, 1});
  journal.report(events::EventQueued{1.5, run.function, run.document(1), 1, 1});
  journal.report(events::InvocationStarted{2, run.function, run.document(0), true, 0.25, 1, 1});
  journal.report(events::InvocationFinished{3, run.function, run.document(0), Outcome::error, 1});
  journal.report(events::InvocationStarted{62, run.function, run.document(0), false, 0, 61, 2});
  journal.report(events::InvocationFinished{122, run.function, run.document(0), Outcome::timeout, 60});
  journal.report(events::DocumentDropped{122, run.function, run.document(0), 121, Reason::retries, true});
  journal.report(events::InvocationStarted{3, run.function, run.document(1), false, 0, 2, 1});
  journal.report(events::InvocationFinished{4, run.function, run.document(1), Outcome::success, 1});
  journal.report(events::EventHandled{4, run.function, run.document(1)});
  const auto result = run.finish(200);
  CHECK(value_of(result, "lambda.validate.events") == 3);
  CHECK(value_of(result, "lambda.validate.duplicate_events") == 1);
  CHECK(value_of(result, "lambda.validate.invocations") == 3);
  CHECK(value_of(result, "lambda.validate.cold_starts") == 1);
  CHECK(value_of(result, "lambda.validate.cold_starts.share") == doctest::Approx(1.0 / 3));
  CHECK(value_of(result, "lambda.validate.init_duration.max") == doctest::Approx(0.25));
  CHECK(value_of(result, "lambda.validate.attempts.mean") == doctest::Approx(1.5));
  CHECK(value_of(result, "lambda.validate.attempts.max") == 2);
  CHECK(value_of(result, "lambda.validate.errors") == 1);
  CHECK(value_of(result, "lambda.validate.timeouts") == 1);
  CHECK(value_of(result, "lambda.validate.event_age.max") == doctest::Approx(61));
  CHECK(value_of(result, "lambda.validate.duration.mean") == doctest::Approx(62.0 / 3));
  CHECK(value_of(result, "lambda.validate.dropped.retries") == 1);
  CHECK(value_of(result, "lambda.validate.dead_letters") == 1);
  // One success and one drop of three events: the duplicate is still in the queue.
  REQUIRE(result.balances.size() == 2);
  CHECK(result.balances[0].name == "lambda.validate events");
  CHECK(result.balances[0].open == 1);
  CHECK(result.balances[1].open == 0);
  CHECK(result.conserved());
}

TEST_CASE("report: documents that went wrong are listed by function and kind with the first ids") {
  Recording run;
  auto& journal = run.journal;
  for (DocumentId id = 0; id < 30; ++id)
    journal.report(events::DocumentDropped{100.0 + static_cast<double>(id), run.function, run.document(id),
                                           21600, Reason::event_age, false});
  journal.report(events::DocumentDropped{5, run.function, run.document(40), 1, Reason::retries, true});
  journal.report(events::DocumentDropped{5, run.function, run.document(41), 1, Reason::recursion, false});
  journal.report(events::EventPassedOver{200, run.function, run.document(42), true});
  journal.report(events::EventPassedOver{200, run.function, run.document(43), false});
  journal.report(events::DocumentProcessed{7, run.function, run.document(44), 5, 2});
  journal.report(events::OutOfOrder{8, run.function, run.document(45)});
  const auto result = run.finish(300);
  REQUIRE(result.incidents.size() == 3);
  const auto& lost = result.incidents[1];
  CHECK(lost.kind == "lost");
  CHECK(lost.flow == "automation");
  CHECK(lost.function == "validate");
  CHECK(lost.count == 31);
  CHECK(lost.first_at_s == 100);
  CHECK(lost.ids.size() == 20);
  CHECK(lost.ids.back() == 19);
  CHECK(result.incidents[0].kind == "duplicated");
  CHECK(result.incidents[0].ids == std::vector<std::uint64_t>{44});
  CHECK(result.incidents[2].kind == "out_of_order");
  CHECK(result.incidents[2].ids == std::vector<std::uint64_t>{45});
  CHECK(value_of(result, "flows.automation.processing.out_of_order") == 1);
  CHECK(value_of(result, "flows.automation.processing.without_event") == 1);
  CHECK(value_of(result, "lambda.validate.out_of_order") == 1);
}

TEST_CASE("report: the parts of the time from arrival to effect add up to it") {
  Recording run;
  const NameId topic = run.journal.intern("sns.done");
  run.journal.report(
      events::DocumentProcessed{7.5, run.function, run.document(0), 2, 1, {1, 2, 0.5, 1.75, 0.25}});
  run.journal.report(events::DocumentProcessed{9, run.function, run.document(0), 2, 2, {3, 2, 0.5, 1, 0.5}});
  run.journal.report(events::Notified{8, topic, run.document(0), 7.5});
  const auto result = run.finish(10);
  const auto mean = [&](const char* part) {
    return value_of(result, std::string{"flows.automation.end_to_end."} + part + ".mean");
  };
  CHECK(mean("upload") == doctest::Approx(1));
  CHECK(mean("event") == doctest::Approx(1));
  CHECK(mean("queue") == doctest::Approx(2));
  CHECK(mean("init") == doctest::Approx(0.5));
  CHECK(mean("run") == doctest::Approx(1.75));
  CHECK(mean("downstream") == doctest::Approx(0.25));
  CHECK(mean("total") == doctest::Approx(6.5));
  CHECK(mean("notification") == doctest::Approx(0.5));
}

TEST_CASE("report: concurrency is averaged over the time after warm-up and keeps its level across it") {
  Recording run{10};
  run.journal.report(events::ConcurrencyChanged{0, run.function, 9, 12});
  run.journal.report(events::ConcurrencyChanged{5, run.function, 2, 12});
  run.journal.report(events::ConcurrencyChanged{20, run.function, 4, 4});
  const auto result = run.finish(30);
  CHECK(value_of(result, "lambda.validate.concurrency.avg") == doctest::Approx(3));  // 2 for 10 s, 4 for 10 s
  CHECK(value_of(result, "lambda.validate.concurrency.max") == 4);                   // the 9 was in warm-up
  CHECK(value_of(result, "lambda.validate.environments.avg") == doctest::Approx(8));
  CHECK(value_of(result, "lambda.validate.environments.max") == 12);
}

TEST_CASE("report: an environment that initialises is in use, and executes only from the handler's start") {
  Recording run;
  using Outcome = events::InvocationOutcome;
  run.journal.report(events::ConcurrencyChanged{0, run.function, 1, 1});
  run.journal.report(events::InvocationStarted{6, run.function, run.document(0), true, 6, 0, 1});
  run.journal.report(events::InvocationFinished{8, run.function, run.document(0), Outcome::success, 2});
  run.journal.report(events::ConcurrencyChanged{8, run.function, 0, 1});
  const auto result = run.finish(10);
  CHECK(value_of(result, "lambda.validate.concurrency.avg") == doctest::Approx(0.8));
  CHECK(value_of(result, "lambda.validate.executing.avg") == doctest::Approx(0.2));
  CHECK(value_of(result, "lambda.validate.executing.max") == 1);
}

TEST_CASE("report: processing starts once for each function that an event or a call of a document reaches") {
  Recording run;
  const NameId other = run.journal.intern("lambda.index");
  run.journal.report(events::EventQueued{1, run.function, run.document(0), 0, 1});
  run.journal.report(events::EventQueued{2, run.function, run.document(0), 1, 1});  // a second delivery
  run.journal.report(events::EventQueued{2, other, run.document(0), 0, 1});
  run.journal.report(events::CallAdmitted{3, run.function, run.document(1)});
  const auto result = run.finish(10);
  CHECK(value_of(result, "flows.automation.processing.started") == 3);
}

TEST_CASE("report: a level that never changes after warm-up still counts") {
  Recording run{10};
  run.journal.report(events::ConcurrencyChanged{1, run.function, 7, 7});
  const auto result = run.finish(20);
  CHECK(value_of(result, "lambda.validate.concurrency.avg") == doctest::Approx(7));
  CHECK(value_of(result, "lambda.validate.concurrency.max") == 7);
}

TEST_CASE("report: throttles are there for every bucket and function, also at zero") {
  Recording run;
  const NameId bucket = run.journal.intern("s3.inbox");
  run.journal.intern("s3.inbox.transfer");  // a resource of waits, not a bucket
  run.journal.report(events::Throttled{1, bucket, run.document(0)});
  run.journal.report(events::Throttled{2, bucket, run.document(0)});
  const auto result = run.finish(10);
  CHECK(value_of(result, "s3.inbox.throttles") == 2);
  CHECK(value_of(result, "lambda.validate.throttles") == 0);
  CHECK(result.find_metric("s3.inbox.transfer.throttles") == nullptr);
}

TEST_CASE("report: the notification delay runs from the effect to the subscriber") {
  Recording run;
  const NameId topic = run.journal.intern("sns.done");
  run.journal.report(events::Notified{5, topic, run.document(0), 4.5});
  run.journal.report(events::Notified{9, topic, run.document(1), 7.5});
  const auto result = run.finish(10);
  CHECK(value_of(result, "sns.done.notifications") == 2);
  CHECK(value_of(result, "sns.done.notification_delay.mean") == doctest::Approx(1));
}

TEST_CASE("report: log records are counted by group and delayed by their operation's time") {
  Recording run{10};
  const NameId group = run.journal.intern("cloudwatch_logs.audit");
  const std::array written{5.0, 11.0, 12.0};
  for (const double time : written) run.journal.report(events::LogRecordsWritten{time, group, 1});
  run.journal.report(events::LogRecordsWritten{13, group, 2});
  run.journal.report(events::LogRecordsIngested{17, group, written});
  run.journal.report(events::LogRecordsLost{20, group, 2, Reason::crash_before_flush});
  const auto result = run.finish(30);
  CHECK(value_of(result, "cloudwatch_logs.audit.records") == 4);
  CHECK(value_of(result, "cloudwatch_logs.audit.records_ingested") == 2);
  CHECK(value_of(result, "cloudwatch_logs.audit.records_lost") == 2);
  CHECK(value_of(result, "cloudwatch_logs.audit.records_lost.crash_before_flush") == 2);
  CHECK(value_of(result, "cloudwatch_logs.audit.ingestion_delay.mean") == doctest::Approx(5.5));
  REQUIRE(result.balances.size() == 1);
  CHECK(result.balances[0].started == 5);
  CHECK(result.balances[0].open == 0);
  CHECK(result.conserved());
}

}  // namespace report_functions_test
