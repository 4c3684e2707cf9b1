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
      luck_{short_hash_of(run.journal.name(parts_.function.names().self))},
      get_stream_{run.stream(fmt::format("lambda.{}.get", parts_.function.settings().name))},
      process_phase_{run.journal.intern("process")} {}

Task<bool> Handler::invoke(std::span<HandlerEvent> batch, Function::Invocation& invocation,
                           AfterFailure after_failure) {
  static constexpr std::array steps{&Handler::begin, &Handler::read,          &Handler::look_up,
                                    &Handler::work,  &Handler::call_services, &Handler::write_result,
                                    &Handler::finish};
  Execution execution{invocation, run_.now()};
  if (invocation.cold) co_await run_.simulator.delay(invocation.init_seconds);
  start(execution, batch);
  auto outcome = events::InvocationOutcome::success;
  for (auto& event : batch) {
    execution.event = &event;
    execution.downstream = 0;
    Step step = Step::done;
    for (std::size_t i = 0; i < steps.size() && step == Step::done; ++i)
      step = co_await (this->*steps[i])(execution);
    event.done = step == Step::done || step == Step::settled;
    if (event.item.logs != nullptr) event.item.logs->put();
    const bool only_this =
        after_failure == AfterFailure::go_on && (step == Step::failed || step == Step::tmp_full);
    if (!only_this) outcome = outcome_of(step);
    if (outcome != events::InvocationOutcome::success) break;
  }
  end(execution, batch.front().item.document, outcome);
  co_return outcome == events::InvocationOutcome::success;
}

void Handler::start(Execution& execution, std::span<const HandlerEvent> batch) const {
  const auto& names = parts_.function.names();
  const auto& invocation = execution.invocation;
  const Document& document = batch.front().item.document;
  const double now = run_.now();
  if (invocation.cold)
    run_.journal.report(
        events::Waited{now, document.flow, process_phase_, names.init, invocation.init_seconds});
  execution.started = now;
  execution.deadline = now + parts_.function.settings().timeout.count();
  double queued = execution.taken;
  std::uint32_t depth = 0;
  for (const auto& event : batch) {
    queued = std::min(queued, event.queued);
    depth = std::max(depth, event.item.chain.runs_of(names.self));
  }
  run_.journal.report(events::InvocationStarted{now, names.self, document, invocation.cold,
                                                invocation.init_seconds, execution.taken - queued,
                                                batch.front().attempt, invocation.init, depth});
}

void Handler::end(const Execution& execution, const Document& document, events::InvocationOutcome outcome) {
  auto& function = parts_.function;
  const double duration = run_.now() - execution.started;
  function.end(execution.invocation, {duration, outcome, execution.read});
  run_.journal.report(
      events::InvocationFinished{run_.now(), function.names().self, document, outcome, duration});
  if (parts_.logs != nullptr) write_logs();
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
    case Step::settled:
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

/// INIT within the invocation, and what the first handler of an environment takes longer: once for a batch.
Task<Handler::Step> Handler::begin(Execution& execution) {
  const auto& invocation = execution.invocation;
  if (invocation.repeated_init <= 0 && invocation.first_run <= 0) return Step::done;
  return start_runtime(execution);
}

Task<Handler::Step> Handler::start_runtime(Execution& execution) {
  const auto& names = parts_.function.names();
  const double init = std::exchange(execution.invocation.repeated_init, 0);
  if (init > 0 && co_await spend(execution, names.init, init) != Step::done) co_return Step::init_deadline;
  const double first_run = std::exchange(execution.invocation.first_run, 0);
  if (first_run <= 0) co_return Step::done;
  co_return co_await spend(execution, names.first_run, first_run);
}

/// Gets the document from its bucket, unless it came with the call.
Task<Handler::Step> Handler::read(Execution& execution) {
  if (execution.event->item.bucket != nullptr) return get(execution);
  return take_in(execution, exhausted_by(execution));
}

Task<Handler::Step> Handler::get(Execution& execution) {
  const auto& item = execution.event->item;
  auto& bucket = *item.bucket;
  const auto& document = item.document;
  const auto entity = entity_of(*execution.event);
  const auto purpose = Purpose{"handler: GET"}.at(execution.event->attempt);
  const double get = bucket.settings().client.get_latency.quantile(get_stream_.uniform(entity, purpose));
  if (co_await spend(execution, bucket.names().get_latency, get) == Step::deadline) co_return Step::deadline;
  if (bucket.refuses(entity, purpose)) co_return Step::failed;
  bucket.bill_read();
  const double seconds =
      parts_.function.receive_time(execution.invocation, static_cast<double>(document.bytes),
                                   bucket.settings().client.get_rate_per_connection);
  const auto limit = exhausted_by(execution);
  if (seconds > 0) {
    const double spent = seconds * (limit ? limit->at : 1);
    const Step step = co_await spend(execution, parts_.function.names().network, spent);
    if (step != Step::done) co_return step;
  }
  co_return take_in(execution, limit);
}

/// What the document exhausts of the environment: memory or /tmp.
std::optional<Exhausted> Handler::exhausted_by(const Execution& execution) const {
  return parts_.function.exhausted_by(execution.invocation, execution.event->item.document);
}

/// The document has arrived, as far as memory and /tmp allow.
Handler::Step Handler::take_in(Execution& execution, const std::optional<Exhausted>& limit) {
  if (limit) return limit->what == Exhausted::What::memory ? Step::out_of_memory : Step::tmp_full;
  execution.read += execution.event->item.document.bytes;
  return Step::done;
}

/// The function's own work. Most of the handlers that run at one time are here.
Task<Handler::Step> Handler::work(Execution& execution) {
  const Step worked = co_await spend_on_work(execution);
  if (worked != Step::done) co_return worked;
  if (parts_.function.fails(execution.event->item.entity(), execution.event->attempt)) co_return Step::failed;
  co_return is_superseded(*execution.event) ? Step::settled : Step::done;
}

Handler::Spending Handler::spend_on_work(const Execution& execution) const {
  const auto& function = parts_.function;
  const auto& item = execution.event->item;
  return spend(execution, function.names().work,
               function.work_time(item.document, item.own_duration, execution.invocation.cold));
}

Handler::Spending Handler::spend(const Execution& execution, NameId resource, double seconds) const {
  const double left = execution.deadline - run_.now();
  const bool in_time = seconds <= left;
  return {*this, execution, in_time ? seconds : std::max(left, 0.0), resource, in_time};
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
