// What a handler calls: tables, outside services, the bucket of its results, the topic.
#include "sim/flows/bucket_events.hpp"
#include "sim/flows/handler.hpp"
#include "sim/flows/topic_events.hpp"

namespace garoa {

/// One call with its retries, up to the handler's deadline.
Task<Handler::Step> Handler::call(Execution& execution, Callee& callee, Callee::Kind kind) {
  const double began = run_.now();
  Callee::Request request{.document = execution.event->item.document,
                          .entity = entity_of(*execution.event),
                          .attempt = execution.event->attempt,
                          .number = 1,
                          .kind = kind};
  const Step step = co_await try_call(execution, callee, request);
  execution.downstream += run_.now() - began;
  run_.journal.report(events::CallFinished{run_.now(), callee.names().self, request.document,
                                           run_.now() - began, request.number - 1, step == Step::done});
  co_return step;
}

Task<Handler::Step> Handler::try_call(Execution& execution, Callee& callee, Callee::Request& request) {
  const auto& names = callee.names();
  for (;; ++request.number) {
    const auto answer = callee.ask(request);
    if (answer.queued > 0 && co_await spend(execution, names.queue, answer.queued) == Step::deadline)
      co_return Step::deadline;
    if (co_await spend(execution, names.self, answer.seconds) == Step::deadline) co_return Step::deadline;
    if (answer.refusal == Refusal::none) co_return Step::done;
    const bool throttled = answer.refusal == Refusal::throttled;
    if (throttled) run_.journal.report(events::Throttled{run_.now(), names.self, request.document});
    const auto pause = callee.pause(request, answer.refusal);
    if (!pause) co_return Step::failed;
    if (co_await spend(execution, throttled ? names.throttle : names.errors, *pause) == Step::deadline)
      co_return Step::deadline;
  }
}

/// Asks the table of documents that are done, if there is one.
Task<Handler::Step> Handler::look_up(Execution& execution) {
  return parts_.done == nullptr ? Step::done : ask_whether_done(execution);
}

Task<Handler::Step> Handler::ask_whether_done(Execution& execution) {
  const Step step = co_await call(execution, *parts_.done, Callee::Kind::read);
  if (step != Step::done) co_return step;
  parts_.done->was_read();
  co_return execution.event->effects > 0 ? Step::settled : Step::done;
}

Task<Handler::Step> Handler::call_services(Execution& execution) {
  return parts_.services.empty() ? Step::done : call_each_service(execution);
}

Task<Handler::Step> Handler::call_each_service(Execution& execution) {
  for (auto* const service : parts_.services) {
    const Step step = co_await call(execution, *service, Callee::Kind::write);
    if (step != Step::done) co_return step;
  }
  co_return Step::done;
}

/// The result, and the note that the document is done.
Task<Handler::Step> Handler::write_result(Execution& execution) {
  const bool nothing = parts_.table == nullptr && parts_.results == nullptr && parts_.done == nullptr;
  return nothing ? Step::done : write(execution);
}

Task<Handler::Step> Handler::write(Execution& execution) {
  const bool fresh = execution.event->effects == 0;
  Step step = Step::done;
  if (parts_.table != nullptr) step = co_await write_item(execution, *parts_.table, fresh);
  if (parts_.results != nullptr) step = co_await write_object(execution);
  if (step == Step::done && parts_.done != nullptr)
    step = co_await write_item(execution, *parts_.done, fresh);
  co_return step;
}

Task<Handler::Step> Handler::write_item(Execution& execution, Table& table, bool fresh) {
  const Step step = co_await call(execution, table, Callee::Kind::write);
  if (step == Step::done) table.written(fresh);
  co_return step;
}

/// The result is an object of its own, whose events continue the chain.
Task<Handler::Step> Handler::write_object(Execution& execution) {
  auto& bucket = parts_.results->bucket();
  const auto& settings = parts_.function.settings();
  const auto& item = execution.event->item;
  const auto entity = entity_of(*execution.event);
  const auto purpose = Purpose{"handler: PUT"}.at(execution.event->attempt);
  const double before = run_.now();
  Step step = co_await spend(execution, bucket.names().put_latency, bucket.put_latency(entity, purpose));
  if (step == Step::done) {
    const double transfer =
        parts_.function.send_time(execution.invocation, static_cast<double>(item.document.bytes),
                                  bucket.settings().client.put_rate_per_connection);
    step = co_await spend(execution, parts_.function.names().network, transfer);
  }
  execution.downstream += run_.now() - before;
  if (step != Step::done) co_return step;
  if (bucket.refuses(entity, purpose)) co_return Step::failed;
  Item result = item;
  result.own_duration = -1;
  if (settings.renames) result.key.affixes = &settings.output;
  bucket.accept(item.document, result.key_repeats ? &result.key : nullptr);
  if (parts_.results->has_consumers()) result.chain.add(parts_.function.names().self, true);
  parts_.results->created(std::move(result), ObjectEvent::put, false);
  co_return Step::done;
}

/// The effect counts, and the topic hears of it.
Task<Handler::Step> Handler::finish(Execution& execution) {
  return commit(execution) && parts_.topic != nullptr ? notify(execution) : Step::done;
}

Task<Handler::Step> Handler::notify(Execution& execution) {
  const double done = run_.now();
  const Step step = co_await call(execution, parts_.topic->topic(), Callee::Kind::write);
  if (step != Step::done) co_return step;
  Item told = execution.event->item;
  if (parts_.topic->has_consumers()) told.chain.add(parts_.function.names().self, false);
  parts_.topic->publish(std::move(told), done);
  co_return Step::done;
}

}  // namespace garoa
