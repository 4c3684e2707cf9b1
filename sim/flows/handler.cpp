#include "sim/flows/handler.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/flows/bucket_events.hpp"

namespace garoa {
namespace {

/// Of an object among all flows'.
std::uint64_t identity_of(const Item& item) {
  constexpr unsigned bits_of_name = 48;
  return (std::uint64_t{item.document.flow} << bits_of_name) ^ item.key.number;
}

}  // namespace

Handler::Handler(const Run& run, Parts parts)
    : run_{run},
      parts_{std::move(parts)},
      get_stream_{run.stream(fmt::format("lambda.{}.get", parts_.function.settings().name))},
      process_phase_{run.journal.intern("process")} {}

Task<bool> Handler::invoke(std::span<HandlerEvent> batch, Function::Invocation invocation,
                           AfterFailure after_failure) {
  auto& function = parts_.function;
  const Document& document = batch.front().item.document;
  const double taken = run_.now();
  if (invocation.cold) {
    co_await run_.simulator.delay(invocation.init_seconds);
    run_.journal.report(events::Waited{run_.now(), document.flow, process_phase_, function.names().init,
                                       invocation.init_seconds});
  }
  const double started = run_.now();
  double queued = taken;
  std::uint32_t depth = 0;
  for (const auto& event : batch) {
    queued = std::min(queued, event.queued);
    depth = std::max(depth, event.item.chain.runs_of(function.names().self));
  }
  run_.journal.report(events::InvocationStarted{started, function.names().self, document, invocation.cold,
                                                invocation.init_seconds, taken - queued,
                                                batch.front().attempt, invocation.init, depth});
  Execution execution{invocation, nullptr, taken, started, started + function.settings().timeout.count()};
  auto outcome = events::InvocationOutcome::success;
  for (auto& event : batch) {
    execution.event = &event;
    execution.downstream = 0;
    const Step step = co_await handle(execution);
    event.done = step == Step::done;
    if (event.item.logs != nullptr) event.item.logs->put();
    const bool only_this =
        after_failure == AfterFailure::go_on && (step == Step::failed || step == Step::tmp_full);
    if (!only_this) outcome = outcome_of(step);
    if (outcome != events::InvocationOutcome::success) break;
  }
  const double duration = run_.now() - started;
  function.end(invocation, {duration, outcome, execution.read});
  run_.journal.report(
      events::InvocationFinished{run_.now(), function.names().self, document, outcome, duration});
  if (parts_.logs != nullptr) write_logs();
  co_return outcome == events::InvocationOutcome::success;
}

events::InvocationOutcome Handler::outcome_of(Step step) {
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
    case Step::failed:
      return InvocationOutcome::error;
    case Step::done:
      break;
  }
  return InvocationOutcome::success;
}

void Handler::write_logs() {
  const auto& logs = parts_.function.settings().logs;
  parts_.logs->put_sized(logs.start.count());
  if (logs.application.count() > 0) parts_.logs->put_sized(logs.application.count());
  parts_.logs->put_sized(logs.end.count());
  parts_.logs->put_sized(logs.report.count());
}

Task<Handler::Step> Handler::handle(Execution& execution) {
  const auto& function = parts_.function;
  const auto& item = execution.event->item;
  const Step begun = co_await begin(execution);
  if (begun != Step::done) co_return begun;
  const Step got = co_await read(execution);
  if (got != Step::done) co_return got;
  const Step looked_up = co_await look_up(execution);
  if (looked_up != Step::done) co_return looked_up;
  if (parts_.done != nullptr && execution.event->effects > 0) co_return Step::done;
  const double work = function.work_time(item.document, item.own_duration, execution.invocation.cold);
  if (co_await spend(execution, function.names().work, work) == Step::deadline) co_return Step::deadline;
  if (function.fails(item.document.id, execution.event->draw())) co_return Step::failed;
  if (is_superseded(*execution.event)) co_return Step::done;
  const Step called = co_await call_services(execution);
  if (called != Step::done) co_return called;
  const Step written = co_await write_result(execution);
  if (written != Step::done) co_return written;
  const bool committed = commit(execution);
  if (!committed || parts_.topic == nullptr) co_return Step::done;
  co_return co_await notify(execution);
}

/// INIT within the invocation, and what the first handler of an environment takes longer: once for a batch.
Task<Handler::Step> Handler::begin(Execution& execution) {
  const auto& names = parts_.function.names();
  const double init = std::exchange(execution.invocation.repeated_init, 0);
  if (init > 0 && co_await spend(execution, names.init, init) != Step::done) co_return Step::init_deadline;
  const double first_run = std::exchange(execution.invocation.first_run, 0);
  if (first_run <= 0) co_return Step::done;
  co_return co_await spend(execution, names.first_run, first_run);
}

/// Gets the document from its bucket.
Task<Handler::Step> Handler::read(Execution& execution) {
  const auto& item = execution.event->item;
  if (item.bucket == nullptr) co_return co_await receive(execution, 0);
  auto& bucket = *item.bucket;
  const auto& document = item.document;
  const auto draw = execution.event->draw();
  const double get = bucket.settings().client.get_latency.quantile(get_stream_.uniform(document.id, draw));
  if (co_await spend(execution, bucket.names().get_latency, get) == Step::deadline) co_return Step::deadline;
  if (bucket.refuses(document.id, handler_draws + draw)) co_return Step::failed;
  bucket.bill_read();
  const double seconds =
      parts_.function.receive_time(execution.invocation, static_cast<double>(document.bytes),
                                   bucket.settings().client.get_rate_per_connection);
  co_return co_await receive(execution, seconds);
}

/// Takes the document in, as far as memory and /tmp allow.
Task<Handler::Step> Handler::receive(Execution& execution, double seconds) {
  const auto& document = execution.event->item.document;
  const auto limit = parts_.function.exhausted_by(execution.invocation, document);
  if (seconds > 0) {
    const double spent = seconds * (limit ? limit->at : 1);
    const Step step = co_await spend(execution, parts_.function.names().network, spent);
    if (step != Step::done) co_return step;
  }
  if (limit) co_return limit->what == Exhausted::What::memory ? Step::out_of_memory : Step::tmp_full;
  execution.read += document.bytes;
  co_return Step::done;
}

Handler::Spending Handler::spend(const Execution& execution, NameId resource, double seconds) const {
  const double left = execution.deadline - run_.now();
  const bool in_time = seconds <= left;
  return {*this, execution, resource, in_time ? seconds : std::max(left, 0.0), in_time};
}

Handler::Step Handler::Spending::await_resume() const {
  const auto& run = handler.run_;
  const auto flow = execution.event->item.document.flow;
  run.journal.report(events::Waited{run.now(), flow, handler.process_phase_, resource, seconds});
  return in_time ? Step::done : Step::deadline;
}

/// Has a newer version of the object had its effect already?
bool Handler::is_outdated(const Item& item) const {
  if (!item.key_repeats) return false;
  const auto newest = newest_.find(identity_of(item));
  return newest != newest_.end() && item.sequencer < newest->second;
}

/// A handler that compares sequencers leaves an outdated version alone; that settles its event.
bool Handler::is_superseded(HandlerEvent& event) {
  if (parts_.function.settings().ordering != Ordering::sequencer || !is_outdated(event.item)) return false;
  if (event.effects == 0) {
    ++event.effects;
    run_.journal.report(events::DocumentSuperseded{run_.now(), parts_.function.names().self,
                                                   event.item.document, event.item.created});
  }
  return true;
}

/// An effect that replaces a newer version's is out of order.
void Handler::order(const Item& item) {
  if (!item.key_repeats) return;
  if (is_outdated(item)) {
    run_.journal.report(events::OutOfOrder{run_.now(), parts_.function.names().self, item.document});
  } else {
    newest_[identity_of(item)] = item.sequencer;
  }
}

/// With an idempotency choice a second run finds the effect done and changes nothing: false. So does a handler
/// that compares sequencers and comes too late.
bool Handler::commit(const Execution& execution) {
  const auto& event = *execution.event;
  const auto& item = event.item;
  const bool idempotent = parts_.function.settings().idempotency != Idempotency::none;
  if (event.effects > 0 && idempotent) return false;
  if (is_superseded(*execution.event)) return false;
  ++event.effects;
  order(item);
  const double now = run_.now();
  const double init = execution.started - execution.taken;
  const double run = now - execution.started - execution.downstream;
  run_.journal.report(events::DocumentProcessed{
      now,
      parts_.function.names().self,
      item.document,
      item.created,
      event.effects,
      {event.queued - item.created, execution.taken - event.queued, init, run, execution.downstream}});
  return true;
}

}  // namespace garoa
