// What a handler calls: tables, outside services, the bucket of its results, the topic.
#include "sim/flows/bucket_events.hpp"
#include "sim/flows/handler.hpp"
#include "sim/flows/topic_events.hpp"

namespace garoa {

/// One call with its retries, up to the handler's deadline.
Task<Handler::End> Handler::call(Execution& execution, Callee& callee, Callee::Kind kind) {
  const double began = run_.now();
  Callee::Request request{.document = execution.event().document,
                          .entity = entity_of(execution.event()),
                          .attempt = execution.delivery->attempt,
                          .number = 1,
                          .kind = kind};
  const End step = co_await try_call(execution, callee, request);
  execution.downstream += run_.now() - began;
  run_.journal.report(events::CallFinished{run_.now(), callee.names().self, request.document,
                                           run_.now() - began, request.number - 1, step == End::done});
  co_return step;
}

Task<Handler::End> Handler::try_call(Execution& execution, Callee& callee, Callee::Request& request) {
  const auto& names = callee.names();
  for (;; ++request.number) {
    const auto answer = callee.ask(request);
    if (answer.queued > 0 && co_await stand_in_line(execution, names.queue, answer.queued) == End::deadline)
      co_return End::deadline;
    if (co_await spend(execution, names.self, answer.seconds) == End::deadline) co_return End::deadline;
    if (answer.refusal == Refusal::none) co_return End::done;
    const bool throttled = answer.refusal == Refusal::throttled;
    if (throttled) run_.journal.report(events::Throttled{run_.now(), names.self, request.document});
    const auto pause = callee.pause(request, answer.refusal);
    if (!pause) co_return End::failed;
    if (co_await stand_in_line(execution, throttled ? names.throttle : names.errors, *pause) == End::deadline)
      co_return End::deadline;
  }
}

/// Asks the table of documents that are done.
Task<Handler::End> Handler::look_up(Execution& execution) {
  const End step = co_await call(execution, *parts_.done, Callee::Kind::read);
  if (step != End::done) co_return step;
  parts_.done->was_read();
  co_return effects(execution) > 0 ? End::settled : End::done;
}

Task<Handler::End> Handler::call_services(Execution& execution) {
  for (auto* const service : parts_.services) {
    const End step = co_await call(execution, *service, Callee::Kind::write);
    if (step != End::done) co_return step;
  }
  co_return End::done;
}

/// The result, and the note that the document is done.
Task<Handler::End> Handler::write(Execution& execution) {
  const bool fresh = effects(execution) == 0;
  End step = End::done;
  if (parts_.table != nullptr) step = co_await write_item(execution, *parts_.table, fresh);
  if (parts_.results != nullptr) step = co_await write_object(execution);
  if (step == End::done && parts_.done != nullptr) step = co_await write_item(execution, *parts_.done, fresh);
  co_return step;
}

Task<Handler::End> Handler::write_item(Execution& execution, Table& table, bool fresh) {
  const End step = co_await call(execution, table, Callee::Kind::write);
  if (step == End::done) table.written(fresh);
  co_return step;
}

Task<Handler::End> Handler::ask(Execution& execution, Bucket& bucket, S3Request request) {
  for (;; ++request.attempt) {
    const auto answer = bucket.ask(request);
    const End answered = co_await spend(execution, bucket.latency_name(request.operation), answer.seconds);
    if (answered == End::deadline) co_return End::deadline;
    if (answer.refusal == Refusal::none) co_return End::done;
    bucket.refused(request, answer.refusal);
    const auto pause = bucket.pause(request, answer.refusal, retry_of(bucket));
    if (!pause) co_return End::failed;
    const End rested = co_await stand_in_line(execution, bucket.refusal_name(answer.refusal), *pause);
    if (rested == End::deadline) co_return End::deadline;
  }
}

/// The result is an object of its own, whose events continue the chain.
Task<Handler::End> Handler::write_object(Execution& execution) {
  auto& bucket = parts_.results->bucket();
  const auto& settings = parts_.function.settings();
  const auto& event = execution.event();
  const double before = run_.now();
  End step = co_await ask(execution, bucket,
                          {S3Operation::put, event.document, entity_of(event),
                           Purpose{"handler: PUT"}.at(execution.delivery->attempt)});
  if (step == End::done) {
    const double transfer =
        parts_.function.send_time(execution.invocation, static_cast<double>(event.document.bytes),
                                  bucket.settings().client.put_rate_per_connection);
    step = co_await spend(execution, parts_.function.names().network, transfer);
  }
  execution.downstream += run_.now() - before;
  if (step != End::done) co_return step;
  DocumentEvent result = event.following();
  result.own_duration = -1;
  auto& object = result.object;
  if (settings.renames) object.key.affixes = &settings.output;
  bucket.stored(result.document, object.key_repeats ? &object.key : nullptr, Bucket::Origin::function);
  if (parts_.results->has_consumers()) result.chain.add(parts_.function.names().self, true);
  parts_.results->created(std::move(result), ObjectEvent::put, false);
  co_return End::done;
}

/// The effect counts, and the topic hears of it.
Task<Handler::End> Handler::finish(Execution& execution) {
  return commit(execution) && parts_.topic != nullptr ? notify(execution) : End::done;
}

Task<Handler::End> Handler::notify(Execution& execution) {
  const double done = run_.now();
  const End step = co_await call(execution, parts_.topic->topic(), Callee::Kind::write);
  if (step != End::done) co_return step;
  DocumentEvent told = execution.event().following();
  if (parts_.topic->has_consumers()) told.chain.add(parts_.function.names().self, false);
  parts_.topic->publish(std::move(told), done);
  co_return End::done;
}

}  // namespace garoa
