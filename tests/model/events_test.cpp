// Who gets which event, and what becomes of it: filters, fan-out, order of versions, loops, destinations.
#include <algorithm>
#include <cmath>

#include "tests/support/run_scenario.hpp"

namespace events_test {

using namespace garoa;
using namespace garoa::test;

namespace {

constexpr const char* intake = R"(
garoa: 1
region: us-east-1
duration: 1 h
s3: { inbox: {} }
lambda:
  validate:
    trigger: { bucket: inbox }
    runtime: python3.12
    memory: 1769 MB
    timeout: 20 s
    work: { per_document: 100 ms }
flows:
  automation:
    kind: s3-lambda
    bucket: inbox
    uploads:
      arrivals: { deterministic: 10/s }
      until: 50 min
      key: { prefix: in/, suffix: .pdf }
      size: { constant: 10 kB }
)";

/// The lines of a bill that a meter makes, in its units.
double units(const RunResult& result, Meter meter) {
  double sum = 0;
  for (const auto& usage : result.meters) {
    if (usage.meter == info_of(meter).name) sum += static_cast<double>(usage.units);
  }
  return sum;
}

double figure(const RunResult& result, const std::string& control, const std::string& name) {
  for (const auto& [key, value] : finding(result, control).figures) {
    if (key == name) return value;
  }
  return -1;
}

double lost(const RunResult& result, const std::string& function) {
  for (const auto& finding : result.compliance.findings) {
    if (finding.control == "D-EV-01" && finding.resource == "lambda." + function)
      return finding.measured.value_or(-1);
  }
  return -1;
}
}  // namespace

TEST_CASE("events: a function gets the keys that its prefix and suffix let through, and loses none of them") {
  const auto result =
      run_text(intake, {"lambda.validate.trigger.prefix=in/1", "lambda.validate.trigger.suffix=.pdf",
                        "lambda.others={runtime: python3.12, trigger: {bucket: inbox, prefix: in/2}}"});
  // Of the numbers 0 to 29,998: 1, 10 to 19, 100 to 199, 1,000 to 1,999, 10,000 to 19,999; the same with 2.
  CHECK(metric(result, "flows.automation.upload.acknowledged") == 29'999);
  const double mine =
      metric(result, "lambda.validate.events") - metric(result, "lambda.validate.duplicate_events");
  CHECK(mine == 11'111);
  CHECK(metric(result, "lambda.others.events") - metric(result, "lambda.others.duplicate_events") == 11'110);
  // Keys of nobody are lost to both.
  CHECK(lost(result, "validate") == 29'999 - 11'111 - 11'110);
  const auto all = run_text(intake, {"lambda.validate.trigger.prefix=in/"});
  CHECK(lost(all, "validate") == 0);
  CHECK(lost(run_text(intake, {"lambda.validate.trigger.suffix=.xml"}), "validate") == 29'999);
}

TEST_CASE(
    "events: results beside the documents that a function listens to are no documents that it has missed") {
  const std::vector<std::string> beside{"lambda.validate.trigger.prefix=in/",
                                        "lambda.validate.writes_to=inbox",
                                        "lambda.validate.output.prefix=out/"};
  const auto result = run_text(intake, beside);
  CHECK(metric(result, "flows.automation.processing.finished") == 29'999);
  CHECK(metric(result, "flows.automation.processing.without_event") == 0);
  CHECK(finding(result, "D-EV-01").n == 29'999);
  CHECK(lost(result, "validate") == 0);
  // What clients put where nobody listens is missed still, and so is a result that the next function's type of event keeps away.
  auto elsewhere = beside;
  elsewhere.emplace_back("flows.automation.uploads.key.prefix=new/");
  CHECK(lost(run_text(intake, elsewhere), "validate") == 29'999);
  const auto stages = run_text(
      intake,
      {"lambda.validate.writes_to=mid", "s3.mid={}",
       "lambda.second={runtime: python3.12, trigger: {bucket: mid, events: ['ObjectCreated:Post']}}"});
  CHECK(lost(stages, "validate") == 0);
  CHECK(lost(stages, "second") > 29'000);
}

TEST_CASE("events: through a topic, a queue and EventBridge every function works on every document") {
  const auto result = run_text(
      intake,
      {"sns.created={trigger: {bucket: inbox}}", "sqs.jobs={trigger: {topic: created}}",
       "lambda.validate.trigger={bucket: null, topic: created}",
       "lambda.archive={runtime: python3.12, memory: 1769 MB, timeout: 20 s, trigger: {queue: jobs}}",
       "lambda.index={runtime: python3.12, memory: 1769 MB, timeout: 20 s, trigger: {bucket: inbox, via: "
       "eventbridge}}"});
  const double documents = metric(result, "flows.automation.upload.acknowledged");
  for (const char* function : {"validate", "archive", "index"}) {
    INFO(function);
    const std::string path = std::string{"lambda."} + function;
    const double twice = metric(result, path + ".duplicate_events");
    CHECK(metric(result, path + ".events") == documents + twice);
    CHECK(lost(result, function) == 0);
  }
  CHECK(metric(result, "flows.automation.processing.started") == 3 * documents);
  CHECK(metric(result, "flows.automation.processing.finished") == 3 * documents);
  const double told = documents + metric(result, "lambda.validate.duplicate_events");
  CHECK(metric(result, "sns.created.published") == told);
  CHECK(metric(result, "sqs.jobs.sent") == told);
  CHECK(metric(result, "sqs.jobs.deleted") == told);
  CHECK(units(result, Meter::eventbridge_events) ==
        documents + metric(result, "lambda.index.duplicate_events"));
  // A message is sent, received and deleted; five pollers ask 3 times a minute each when there is nothing.
  CHECK(units(result, Meter::sqs_requests) > 3 * told / 10);
  CHECK(units(result, Meter::sqs_requests) <= 3 * told + 5 * 3 * 60);
}

TEST_CASE("events: a topic without subscriptions takes its time to a function, and a queue another time") {
  const auto straight = run_text(intake);
  const auto told = run_text(intake, {"sns.created={trigger: {bucket: inbox}}",
                                      "lambda.validate.trigger={bucket: null, topic: created}"});
  const auto queued =
      run_text(intake, {"sns.created={trigger: {bucket: inbox}}", "sqs.jobs={trigger: {topic: created}}",
                        "lambda.validate.trigger={bucket: null, queue: jobs, batch_size: 1}"});
  const auto mean = [](const RunResult& result) {
    return metric(result, "flows.automation.processing.latency.mean");
  };
  // The means of log-normal delays that begin at a least value: l + (m - l) exp(s^2 / 2).
  check_within("to a function", mean(told) - mean(straight), 0.055 + 0.018 * std::exp(0.5), 2);
  // Of messages that a poller finds at one time only the first waited for it.
  const double to_queue = 0.022 + 0.018 * std::exp(0.5);
  CHECK(mean(queued) - mean(straight) > to_queue + 0.013);
  CHECK(mean(queued) - mean(straight) < to_queue + 0.013 + 0.0032 * std::exp(1.45 * 1.45 / 2));
}

TEST_CASE("events: an idle queue is asked by five pollers, 648,000 times in thirty days") {
  const auto result =
      run_text(intake, {"duration=30 d", "sqs.jobs={}", "lambda.validate.trigger={bucket: null, queue: jobs}",
                        "flows.automation.uploads.arrivals={poisson: 0/s}"});
  CHECK(units(result, Meter::sqs_requests) == doctest::Approx(648'000).epsilon(1e-4));
}

TEST_CASE("events: a record of an invocation that gets lost breaks the chain of each document of its batch") {
  const auto told = [](const std::string& buffer) {
    return finding(
        run_text(intake,
                 {"sqs.jobs={trigger: {bucket: inbox}}",
                  "cloudwatch_logs={audit: {buffer: " + buffer + "}, clients: {}}",
                  "lambda.validate.trigger={bucket: null, queue: jobs, batch_size: 10, batch_window: 5 s}",
                  "lambda.validate.logs=audit", "lambda.validate.log_bytes=2 KiB",
                  "flows.automation.logs=clients"}),
        "D-LG-03");
  };
  // What the function itself says never fits into the buffer: of each invocation that record is lost, or all four.
  const auto lost = told("1 KiB");
  CHECK(lost.n == 29'999);
  CHECK(lost.count == 29'999);
  CHECK(lost.ids_total == 29'999);
  CHECK(lost.reasons.front().second < 4 * 29'999 / 5);
  CHECK(told("1 MiB").count == 0);
}

TEST_CASE("events: of a batch only the messages that the handler names come back, unless its time is over") {
  const std::vector<std::string> batches{
      "sqs={jobs: {trigger: {bucket: inbox}, max_receives: 3, dead_letter: dead}, dead: {}}",
      "lambda.validate.trigger={bucket: null, queue: jobs, batch_size: 5, batch_window: 10 s}",
      "flows.automation.uploads.arrivals={deterministic: 1/s}"};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), batches.begin(), batches.end());
    return run_text(intake, more);
  };
  const std::string named = "lambda.validate.trigger.partial_failures=true";
  const std::string errors = "lambda.validate.error_rate=0.2";
  const auto mended = with({named, errors});
  CHECK(metric(mended, "flows.automation.processing.duplicates") ==
        metric(mended, "lambda.validate.duplicate_events"));
  CHECK(metric(mended, "lambda.validate.errors") == 0);
  const auto whole = with({errors});
  CHECK(metric(whole, "flows.automation.processing.duplicates") > 100);
  CHECK(metric(whole, "lambda.validate.errors") > 100);
  // Five documents of 6 s end after 20 s: the answer that names the failed ones is never given.
  const auto late = with({named, "lambda.validate.work.per_document=6 s"});
  CHECK(metric(late, "lambda.validate.timeouts") > 100);
  CHECK(metric(late, "flows.automation.processing.duplicates") > 100);
  CHECK(metric(late, "sqs.jobs.dead_letters") > 100);
}

TEST_CASE("events: uploads over one another lose their order now and then, and the sequencer restores it") {
  // Two uploads of a key come on average 1 s apart, the delays of their events have a standard deviation of
  // 0.7 s: many overtake.
  const std::vector<std::string> over{"flows.automation.uploads.key={distinct: 10}"};
  const auto naive = run_text(intake, over);
  const double documents = metric(naive, "flows.automation.upload.acknowledged");
  const double wrong = metric(naive, "flows.automation.processing.out_of_order");
  CHECK(wrong / documents > 0.1);
  CHECK(wrong / documents < 0.6);
  CHECK(metric(naive, "lambda.validate.out_of_order") == wrong);
  auto careful = over;
  careful.emplace_back("lambda.validate.ordering=sequencer");
  const auto ordered = run_text(intake, careful);
  CHECK(metric(ordered, "flows.automation.processing.out_of_order") == 0);
  // Each document has its effect, or left it to a newer version: what was out of order, but for second events.
  const double superseded = metric(ordered, "flows.automation.processing.superseded");
  CHECK(superseded <= wrong);
  CHECK(superseded >= wrong - metric(naive, "flows.automation.processing.duplicates"));
  CHECK(metric(ordered, "flows.automation.processing.finished") + superseded == documents);
  CHECK(figure(ordered, "D-EV-01", "pending") == 0);
  CHECK(metric(ordered, "lambda.validate.events") == metric(naive, "lambda.validate.events"));
  CHECK(metric(run_text(intake), "flows.automation.processing.out_of_order") == 0);
}

TEST_CASE(
    "events: uploads over one another leave one object a key, and with versioning the old ones behind it") {
  const std::vector<std::string> over{
      "flows.automation.uploads.key={prefix: in/, suffix: .pdf, distinct: 10}"};
  const auto plain = run_text(intake, over);
  CHECK(metric(plain, "s3.inbox.objects") == 10);
  CHECK(metric(plain, "s3.inbox.bytes") == 10 * 10'000);
  auto kept = over;
  kept.emplace_back("s3.inbox.versioning=true");
  const auto versioned = run_text(intake, kept);
  const double documents = metric(versioned, "flows.automation.upload.acknowledged");
  CHECK(metric(versioned, "s3.inbox.objects") == 10);
  CHECK(metric(versioned, "s3.inbox.noncurrent_bytes") == (documents - 10) * 10'000);
}

TEST_CASE("events: without concurrency an event is lost at once, or goes to the destination") {
  const std::vector<std::string> none{"lambda.validate.reserved_concurrency=0",
                                      "flows.automation.uploads.until=20 min"};
  const auto lost_at_once = run_text(intake, none);
  const double documents = metric(lost_at_once, "flows.automation.upload.acknowledged");
  CHECK(metric(lost_at_once, "lambda.validate.dropped.no_concurrency") >= documents);
  CHECK(metric(lost_at_once, "lambda.validate.dead_letters") == 0);
  auto sent = none;
  sent.insert(sent.end(), {"lambda.validate.dlq=dead", "sqs.dead={}"});
  const auto result = run_text(intake, sent);
  CHECK(metric(result, "lambda.validate.dropped.no_concurrency") == metric(result, "lambda.validate.events"));
  CHECK(metric(result, "lambda.validate.throttles") == 0);
  CHECK(metric(result, "sqs.dead.depth.end") == metric(result, "lambda.validate.events"));
}

TEST_CASE("events: what fails goes to the destinations of failure, what succeeds to that of success") {
  const auto result = run_text(intake, {"lambda.validate.error_rate=0.5", "lambda.validate.dlq=dead",
                                        "lambda.validate.on_failure=alarm", "lambda.validate.on_success=good",
                                        "sqs={dead: {}, good: {}}", "sns.alarm={}"});
  const double dropped = metric(result, "lambda.validate.dropped.retries");
  CHECK(dropped > 0);
  CHECK(metric(result, "sqs.dead.sent") == dropped);
  CHECK(metric(result, "sns.alarm.published") == dropped);
  CHECK(metric(result, "sqs.good.sent") == metric(result, "lambda.validate.events") - dropped);
}

TEST_CASE(
    "events: known answer 4: an ideal queue grows old by 1 - C/(lambda S) a second, and drops from its limit "
    "on") {
  // 20/s for 1 s at 10 at once: half of what comes is served; the age grows by 0.5 s a second. GET and the bytes
  // take no part: events come by a topic that a function publishes to would, so their mean is added.
  const auto result =
      run_text(intake, {"lambda.validate.reserved_concurrency=10",
                        "lambda.validate.asynchronous={throttled: in_order, event_age: 10 min}",
                        "lambda.validate.work={per_document: 964 ms}", "duration=1 h",
                        "flows.automation.uploads.arrivals={deterministic: 20/s}",
                        "flows.automation.uploads.until=1 h"});
  const double service = metric(result, "lambda.validate.duration.mean");
  const double growth = 1 - 10 / (20 * service);
  for (const auto& series : result.series) {
    if (series.resource != "lambda.validate" || series.metric != "AWS/Lambda AsyncEventAge") continue;
    for (const auto& point : series.points) {
      if (point.time != 600 && point.time != 1080) continue;
      check_within("event age at 10 and 18 min", point.value / 1000, growth * (point.time - 1), 0.2);
    }
  }
  const auto& late = finding(result, "D-EV-01");
  REQUIRE(late.first_violation_s.has_value());
  check_within("first drop", *late.first_violation_s, 600 / growth, 0.5);
  // From there on the share that is dropped is what does not fit.
  const double from = 600 / growth;
  check_within("dropped events", metric(result, "lambda.validate.dropped.event_age"),
               20 * growth * (3600 - from), 2);
}

TEST_CASE("events: a function that notifies the topic that calls it runs 16 times, then the guard stops it") {
  const std::vector<std::string> circle{
      "sns.again={trigger: {bucket: inbox}}", "lambda.validate.trigger={bucket: null, topic: again}",
      "lambda.validate.notifies=again",
      "flows.automation.uploads={arrivals: {deterministic: 2/min}, until: 10 min}", "duration=12 min"};
  const auto guarded = run_text(intake, circle);
  const double chains = metric(guarded, "s3.inbox.objects");
  CHECK(metric(guarded, "lambda.validate.invocations") == 16 * chains);
  CHECK(metric(guarded, "lambda.validate.dropped.recursion") == chains);
  // One run for the client's document, fifteen that came of it.
  CHECK(*finding(guarded, "D-EV-05").measured == 15);
  CHECK(figure(guarded, "D-EV-05", "invocations_per_external") == 16);
  CHECK(finding(guarded, "D-EV-05").status == compliance::Status::fail);
  CHECK(lost(guarded, "validate") == 0);
  auto early = circle;
  early.emplace_back("aws_date=2023-07-01");
  early.emplace_back("lambda.validate.stand_in=true");
  CHECK(metric(run_text(intake, early), "lambda.validate.invocations") > 100 * chains);
  auto open = circle;
  open.emplace_back("lambda.validate.loop_guard={messages: false}");
  CHECK(metric(run_text(intake, open), "lambda.validate.invocations") > 100 * chains);
}

TEST_CASE(
    "events: a queue in the circle is watched like the topic, and a function that it calls by turns too") {
  const auto result = run_text(
      intake, {"sns={first: {trigger: {bucket: inbox}}, second: {}}", "sqs.jobs={trigger: {topic: second}}",
               "lambda.validate={trigger: {bucket: null, topic: first}, notifies: second}",
               "lambda.answer={runtime: python3.12, timeout: 20 s, trigger: {queue: jobs}, notifies: first}",
               "flows.automation.uploads={arrivals: {deterministic: 2/min}, until: 10 min}"});
  const double chains = metric(result, "flows.automation.upload.acknowledged");
  CHECK(metric(result, "lambda.validate.invocations") == 16 * chains);
  CHECK(metric(result, "lambda.answer.invocations") == 16 * chains);
  CHECK(metric(result, "lambda.validate.dropped.recursion") == chains);
}

TEST_CASE(
    "D-EV-01: objects that no filter takes are lost since the first of them came, and a queue's failures are "
    "its own") {
  const char* const passed_by = R"(
garoa: 1
region: us-east-1
duration: 12 h
s3: { inbox: {} }
lambda: { f: { trigger: { bucket: inbox, prefix: a/ }, runtime: python3.12, memory: 512 MB } }
flows:
  a: { kind: s3-lambda, bucket: inbox, uploads: { key: { prefix: a/ }, arrivals: { deterministic: 60/h }, size: { constant: 1 kB } } }
  b: { kind: s3-lambda, bucket: inbox, uploads: { key: { prefix: b/ }, from: 3 h, arrivals: { deterministic: 60/h }, size: { constant: 1 kB } } }
policy: { profiles: [br-cmn-4893] }
)";
  const auto result = test::run_text(passed_by);
  const auto& lost = test::finding(result, "D-EV-01");
  CHECK(lost.status == compliance::Status::fail);
  REQUIRE(lost.first_violation_s.has_value());
  CHECK(*lost.first_violation_s == doctest::Approx(3 * 3600 + 60).epsilon(0.01));
  const auto& told = test::finding(result, "D-DT-01");
  CHECK(told.status == compliance::Status::fail);
  CHECK(told.message.find("D-EV-01") != std::string::npos);
  const auto queued = test::run_text(
      passed_by,
      {"flows.b=null", "sqs={jobs: {trigger: {bucket: inbox}, max_receives: 2, dead_letter: dead}, dead: {}}",
       "lambda={g: {trigger: {queue: jobs}, runtime: python3.12, memory: 512 MB, timeout: 10 s, error_rate: "
       "1}}",
       "lambda.f=null"});
  CHECK(test::finding(queued, "D-EV-01").key == "sqs.jobs.dead_letter");
}

}  // namespace events_test
