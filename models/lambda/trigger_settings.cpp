#include "models/lambda/trigger_settings.hpp"

#include <fmt/format.h>

namespace garoa {
namespace {

QueueReading read_reading(Fields& f, Figures& figures) {
  QueueReading r;
  r.batch_size =
      f.optional<std::uint32_t>("batch_size", "messages of a queue for one invocation",
                                figures.fallback<std::uint32_t>("sqs.batch.default"),
                                {1, figures.limit<std::uint32_t>("sqs.batch.max"), "Lambda allows"});
  r.batch_window = f.optional("batch_window", "longest wait for a batch to fill", Seconds{0},
                              {Seconds{0}, figures.limit<Seconds>("sqs.window.max"), "Lambda allows"});
  r.max_concurrency =
      f.maybe<std::uint32_t>("max_concurrency", "batches of a queue at once",
                             {figures.limit<std::uint32_t>("sqs.concurrency.min"),
                              figures.limit<std::uint32_t>("sqs.concurrency.max"), "Lambda allows"});
  r.partial_failures =
      f.optional("partial_failures", "the handler tells which messages of a batch failed", false);
  const auto small = figures.get<std::uint32_t>("sqs.batch.without_window");
  const auto shortest = figures.get<Seconds>("sqs.window.of_large_batch");
  if (r.batch_size > small && r.batch_window < shortest) {
    f.error("batch_size", fmt::format("'{}.batch_size' is {}; Lambda asks for a batch_window of {} or more "
                                      "above {} messages",
                                      f.path(), r.batch_size, format_quantity(shortest), small));
  }
  r.first = figures.get<std::uint32_t>("sqs.concurrency.first");
  r.more_per_minute = figures.get<std::uint32_t>("sqs.concurrency.more_per_minute");
  r.less_per_failure = figures.get<double>("sqs.concurrency.less_per_failure");
  r.most = figures.get<std::uint32_t>("sqs.concurrency.most");
  r.long_poll = figures.get<Seconds>("sqs.long_poll");
  return r;
}

}  // namespace

TriggerSettings read_trigger(Fields& fields, Catalogue& catalogue) {
  TriggerSettings s;
  fields.maybe_section("trigger", "the source of the events that call the function", [&](Fields& f) {
    static_cast<ObjectTrigger&>(s) = read_object_trigger(f, catalogue);
    s.topic = f.reference("topic", "SNS topic", true);
    s.queue = f.reference("queue", "SQS queue, which Lambda reads for the function", true);
    if (f.given("queue") || f.describing()) s.reading = read_reading(f, catalogue.figures("lambda"));
    const int sources = (f.given("bucket") ? 1 : 0) + (f.given("topic") ? 1 : 0) + (f.given("queue") ? 1 : 0);
    if (sources != 1 && !f.describing())
      f.error("", fmt::format("'{}' names one of 'bucket', 'topic' and 'queue'", f.path()));
  });
  return s;
}

AsyncRules read_async(Fields& fields, Figures& figures) {
  AsyncRules rules;
  rules.first_retry = figures.get<Seconds>("async.first_retry");
  rules.second_retry = figures.get<Seconds>("async.second_retry");
  rules.throttle_delay_min = figures.get<Seconds>("async.throttle_delay.min");
  rules.throttle_delay_max = figures.get<Seconds>("async.throttle_delay.max");
  rules.retry_later = figures.get<double>("async.retry.later");
  rules.pause_earlier = figures.get<double>("async.throttle_delay.earlier");
  rules.pause_later = figures.get<double>("async.throttle_delay.later");
  rules.tries_ahead = figures.get<std::uint32_t>("async.tries_ahead");
  rules.waits_without_concurrency = figures.get<bool>("async.waits_without_concurrency");
  fields.section("asynchronous", "what happens to events that fail or wait", [&](Fields& f) {
    const auto most = figures.get<std::uint32_t>("async.retries");
    rules.retries = f.optional<std::uint32_t>("retries", "further tries after an error or timeout", most,
                                              {0, most, "Lambda allows"});
    const auto oldest = figures.get<Seconds>("async.event_age.max");
    rules.event_age_max =
        f.optional("event_age", "events older than this are given up", oldest,
                   {figures.limit<Seconds>("async.event_age.min"), oldest, "Lambda allows"});
    rules.throttled =
        f.optional("throttled",
                   "events that no environment is free for: back_off tries each again after 1 s "
                   "doubling to 5 min, and lets many wait in line; in_order is the ideal queue, first come "
                   "first served",
                   ThrottledEvents::back_off);
  });
  return rules;
}

LoopGuard read_loop_guard(Fields& fields, Figures& figures) {
  LoopGuard guard;
  guard.invocations = figures.get<std::uint32_t>("loop_guard.invocations");
  fields.section(
      "loop_guard", "ends a chain in which the function calls itself again and again", [&](Fields& f) {
        guard.for_messages = f.optional("messages", "chains through SNS and SQS",
                                        figures.fallback<bool>("loop_guard.messages"));
        guard.for_objects =
            f.optional("objects", "chains through S3", figures.fallback<bool>("loop_guard.objects"));
      });
  return guard;
}

Destinations read_destinations(Fields& fields) {
  return {fields.reference("dlq", "queue or topic that takes the events that were given up", true),
          fields.reference("on_failure", "the same with the outcome: destination of failures", true),
          fields.reference("on_success", "queue or topic that takes the record of every success", true)};
}

}  // namespace garoa
