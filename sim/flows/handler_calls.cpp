// What a handler calls: tables, outside services, the bucket of its results, the topic.
#include "sim/flows/bucket_events.hpp"
#include "sim/flows/handler.hpp"
#include "sim/flows/topic_events.hpp"

namespace garoa {

/// One call with its retries, up to the handler's deadline. Its latency begins when the request has been made.
Task<Handler::End> Handler::call(Execution& execution, Callee& callee, Callee::Kind kind) {
  End step = spend_on_requests(execution, Peer::service, 1);
  co_await catch_up(execution);
  if (step != End::done) co_return step;
  const double began = run_.now();
  const auto& names = callee.names();
  Callee::Request request{.document = execution.event().document,
                          .entity = entity_of(execution.event()),
                          .attempt = execution.delivery->attempt,
                          .number = 1,
                          .kind = kind,
                          .one_off = execution.event().is_one_off()};
  for (;; ++request.number) {
    const auto answer = callee.ask(request);
    if (parts_.vpc != nullptr)
      parts_.vpc->call(callee.endpoint(), {callee.bytes_of(kind), request.document.flow, request.one_off});
    if (answer.queued > 0) step = stand_in_line(execution, names.queue, answer.queued);
    if (step == End::done) step = spend(execution, names.self, answer.seconds);
    co_await catch_up(execution);
    if (step != End::done || answer.refusal == Refusal::none) break;
    const bool throttled = answer.refusal == Refusal::throttled;
    if (throttled) run_.journal.report(events::Throttled{run_.now(), names.self, request.document});
    const auto pause = callee.pause(request, answer.refusal);
    if (!pause) {
      step = End::failed;
      break;
    }
    step = stand_in_line(execution, throttled ? names.throttle : names.errors, *pause);
    if (step == End::done) step = spend_on_requests(execution, Peer::service, 1);
    co_await catch_up(execution);
    if (step != End::done) break;
  }
  execution.downstream += run_.now() - began;
  run_.journal.report(events::CallFinished{run_.now(), names.self, request.document, run_.now() - began,
                                           request.number - 1, step == End::done});
  co_return step;
}

/// Asks the table of documents that are done.
Task<Handler::End> Handler::look_up(Execution& execution) {
  const End step = co_await call(execution, *parts_.done, Callee::Kind::read);
  if (step != End::done) co_return step;
  parts_.done->was_read(execution.event().document, execution.event().is_one_off());
  co_return effects(execution) > 0 ? End::settled : End::done;
}

Task<Handler::End> Handler::call_services(Execution& execution) {
  for (auto* const service : parts_.services) {
    const End step = co_await call(execution, *service, Callee::Kind::write);
    if (step != End::done) co_return step;
  }
  co_return End::done;
}

Task<Handler::End> Handler::write_item(Execution& execution) {
  return call(execution, *parts_.table, Callee::Kind::write);
}

void Handler::note_write(const Execution& execution, Table& table) const {
  const bool rehearsed = execution.event().is_one_off();
  table.written(execution.event().document, effects(execution) == 0 && !rehearsed, rehearsed);
}

Task<Handler::End> Handler::item_written(Execution& execution) {
  note_write(execution, *parts_.table);
  return End::done;
}

/// The note that the document is done.
Task<Handler::End> Handler::note_done(Execution& execution) {
  return call(execution, *parts_.done, Callee::Kind::write);
}

Task<Handler::End> Handler::done_noted(Execution& execution) {
  note_write(execution, *parts_.done);
  return End::done;
}

/// The result is an object of its own, whose events continue the chain.
Task<Handler::End> Handler::write_object(Execution& execution) {
  auto& bucket = parts_.results->bucket();
  const auto& settings = parts_.function.settings();
  const auto& event = execution.event();
  const double before = execution.now;
  const S3Request put{.operation = S3Operation::put,
                      .document = event.document,
                      .entity = entity_of(event),
                      .purpose = Purpose{"handler: PUT"}.at(execution.delivery->attempt),
                      .one_off = event.is_one_off()};
  const End step = co_await transfer(execution, bucket, put);
  co_await catch_up(execution);
  execution.downstream += run_.now() - before;
  if (step != End::done || event.rehearsal) co_return step;
  const auto result = share(event.following());
  result->own_duration = -1;
  auto& object = result->object;
  if (settings.renames) object.key.affixes = &settings.output;
  bucket.stored(result->document, object.key_repeats ? &object.key : nullptr, Bucket::Origin::function);
  if (parts_.results->has_consumers()) result->chain.add(parts_.function.names().self, true);
  const auto told = pieces_of(bucket, put) > 1 ? ObjectEvent::multipart : ObjectEvent::put;
  parts_.results->created(result, told, false);
  co_return End::done;
}

/// The effect counts; one that does not is not told of.
Task<Handler::End> Handler::finish(Execution& execution) {
  execution.committed = run_.now();
  return commit(execution) ? End::done : End::settled;
}

/// The topic hears of the effect.
Task<Handler::End> Handler::tell(Execution& execution) {
  return call(execution, parts_.topic->topic(), Callee::Kind::write);
}

Task<Handler::End> Handler::told(Execution& execution) {
  parts_.topic->publish(execution.event(), parts_.function.names().self, execution.committed);
  return End::done;
}

}  // namespace garoa
