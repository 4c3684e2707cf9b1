#include "sim/flows/handler.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/flows/bucket_events.hpp"

namespace garoa {

Handler::Handler(const Run& run, Parts parts)
    : run_{run},
      parts_{std::move(parts)},
      get_stream_{run.stream(fmt::format("lambda.{}.get", parts_.function.settings().name))},
      process_phase_{run.journal.intern("process")} {}

Task<bool> Handler::invoke(const Item& item, Function::Invocation invocation, Attempt attempt,
                           std::uint32_t& effects) {
  auto& function = parts_.function;
  const double taken = run_.now();
  if (invocation.cold) {
    co_await run_.simulator.delay(invocation.init_seconds);
    run_.journal.report(events::Waited{run_.now(), item.document.flow, process_phase_, function.names().init,
                                       invocation.init_seconds});
  }
  const double started = run_.now();
  run_.journal.report(events::InvocationStarted{started, function.names().self, item.document,
                                                invocation.cold, invocation.init_seconds,
                                                taken - attempt.queued, attempt.number, invocation.init});
  Execution execution{item,
                      invocation,
                      attempt,
                      taken,
                      started,
                      started + function.settings().timeout.count(),
                      function.fails(item.document.id, attempt.number)};
  const Step step = co_await handle(execution, effects);
  const double duration = run_.now() - started;
  const auto outcome = outcome_of(step, execution.fails);
  function.end(invocation, {duration, outcome, execution.read});
  run_.journal.report(events::InvocationFinished{run_.now(), function.names().self, item.document, outcome,
                                                 duration, attempt.caller == Caller::queue});
  if (item.logs != nullptr) item.logs->put();
  if (parts_.logs != nullptr) write_logs();
  co_return outcome == events::InvocationOutcome::success;
}

events::InvocationOutcome Handler::outcome_of(Step step, bool fails) {
  using events::InvocationOutcome;
  switch (step) {
    case Step::deadline:
      return InvocationOutcome::timeout;
    case Step::init_deadline:
      return InvocationOutcome::init_timeout;
    case Step::out_of_memory:
      return InvocationOutcome::out_of_memory;
    case Step::tmp_full:
      return InvocationOutcome::tmp_full;
    case Step::refused:
      return InvocationOutcome::error;
    case Step::done:
      break;
  }
  return fails ? InvocationOutcome::error : InvocationOutcome::success;
}

void Handler::write_logs() {
  const auto& logs = parts_.function.settings().logs;
  parts_.logs->put_sized(logs.start.count());
  if (logs.application.count() > 0) parts_.logs->put_sized(logs.application.count());
  parts_.logs->put_sized(logs.end.count());
  parts_.logs->put_sized(logs.report.count());
}

Task<Handler::Step> Handler::handle(Execution& execution, std::uint32_t& effects) {
  const auto& function = parts_.function;
  const Step begun = co_await begin(execution);
  if (begun != Step::done) co_return begun;
  const Step got = co_await read(execution);
  if (got != Step::done) co_return got;
  const Step looked_up = co_await look_up(execution);
  if (looked_up != Step::done) co_return looked_up;
  if (parts_.done != nullptr && effects > 0) co_return Step::done;
  const double work =
      function.work_time(execution.item.document, execution.item.own_duration, execution.invocation.cold);
  if (co_await spend(execution, function.names().work, work) == Step::deadline) co_return Step::deadline;
  if (execution.fails) co_return Step::done;
  const Step called = co_await call_services(execution);
  if (called != Step::done) co_return called;
  const Step written = co_await write_result(execution, effects);
  if (written != Step::done) co_return written;
  const bool committed = commit(execution, effects);
  if (!committed || parts_.topic == nullptr) co_return Step::done;
  co_return co_await notify(execution);
}

/// INIT within the invocation, and what the first handler of an environment takes longer.
Task<Handler::Step> Handler::begin(const Execution& execution) {
  const auto& invocation = execution.invocation;
  const auto& names = parts_.function.names();
  if (invocation.repeated_init > 0) {
    const Step init = co_await spend(execution, names.init, invocation.repeated_init);
    if (init != Step::done) co_return Step::init_deadline;
  }
  if (invocation.first_run <= 0) co_return Step::done;
  co_return co_await spend(execution, names.first_run, invocation.first_run);
}

/// Gets the document from its bucket.
Task<Handler::Step> Handler::read(Execution& execution) {
  if (parts_.source == nullptr) co_return co_await receive(execution, 0);
  auto& bucket = *parts_.source;
  const auto& document = execution.item.document;
  const auto attempt = execution.attempt.number;
  const double get = bucket.settings().client.get_latency.quantile(get_stream_.uniform(document.id, attempt));
  if (co_await spend(execution, bucket.names().get_latency, get) == Step::deadline) co_return Step::deadline;
  if (bucket.refuses(document.id, handler_draws + attempt)) co_return Step::refused;
  bucket.bill_read();
  const double seconds =
      parts_.function.receive_time(execution.invocation, static_cast<double>(document.bytes),
                                   bucket.settings().client.get_rate_per_connection);
  co_return co_await receive(execution, seconds);
}

/// Takes the document in, as far as memory and /tmp allow.
Task<Handler::Step> Handler::receive(Execution& execution, double seconds) {
  const auto& document = execution.item.document;
  const auto limit = parts_.function.exhausted_by(execution.invocation, document);
  if (seconds > 0) {
    const double spent = seconds * (limit ? limit->at : 1);
    const Step step = co_await spend(execution, parts_.function.names().network, spent);
    if (step != Step::done) co_return step;
  }
  if (limit) co_return limit->what == Exhausted::What::memory ? Step::out_of_memory : Step::tmp_full;
  execution.read = document.bytes;
  co_return Step::done;
}

/// Lets the handler spend time on a resource, up to its deadline.
Task<Handler::Step> Handler::spend(const Execution& execution, NameId resource, double seconds) {
  const double left = execution.deadline - run_.now();
  const bool in_time = seconds <= left;
  const double spent = in_time ? seconds : std::max(left, 0.0);
  co_await run_.simulator.delay(spent);
  run_.journal.report(
      events::Waited{run_.now(), execution.item.document.flow, process_phase_, resource, spent});
  co_return in_time ? Step::done : Step::deadline;
}

/// With an idempotency choice a second run finds the effect done and changes nothing: false.
bool Handler::commit(const Execution& execution, std::uint32_t& effects) {
  const auto& item = execution.item;
  const bool idempotent = parts_.function.settings().idempotency != Idempotency::none;
  if (effects > 0 && idempotent) return false;
  ++effects;
  const double now = run_.now();
  const double init = execution.started - execution.taken;
  const double run = now - execution.started - execution.downstream;
  run_.journal.report(events::DocumentProcessed{
      now,
      parts_.function.names().self,
      item.document,
      item.created,
      effects,
      {execution.attempt.queued - item.created, execution.taken - execution.attempt.queued, init, run,
       execution.downstream}});
  return true;
}

}  // namespace garoa
