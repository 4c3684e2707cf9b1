#include "sim/flows/handler.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "sim/flows/bucket_events.hpp"

namespace garoa {
namespace {

/// Of an object among all flows'.
std::uint64_t identity_of(const DocumentEvent& event) {
  constexpr unsigned bits_of_name = 48;
  return (std::uint64_t{event.document.flow} << bits_of_name) ^ event.object.key.number;
}

}  // namespace

Handler::Handler(const Run& run, Parts parts)
    : run_{run},
      parts_{std::move(parts)},
      steps_{steps_of(parts_)},
      calls_{parts_.function.settings().duration ? usual_time_of_calls() : 0},
      usual_put_{parts_.function.settings().duration && parts_.results != nullptr
                     ? parts_.results->bucket().settings().client.put_latency.mean()
                     : 0},
      luck_{short_hash_of(run.journal.name(parts_.function.names().self))},
      process_phase_{run.journal.intern("process")} {}

std::vector<Handler::Step> Handler::steps_of(const Parts& parts) {
  using enum Clock;
  std::vector<Step> steps{{Part::start, own, &Handler::needs_runtime, &Handler::start_runtime},
                          {Part::read, own, &Handler::has_object, &Handler::get},
                          {Part::read, own, nullptr, &Handler::take_in}};
  if (parts.done != nullptr) steps.push_back({Part::call, own, nullptr, &Handler::look_up});
  if (parts.others != nullptr) steps.push_back({Part::read, own, nullptr, &Handler::read_others});
  steps.push_back({Part::work, own, nullptr, &Handler::work});
  if (parts.function.settings().ordering == Ordering::sequencer)
    steps.push_back({Part::work, of_run, nullptr, &Handler::leave_outdated});
  if (!parts.services.empty()) steps.push_back({Part::call, own, nullptr, &Handler::call_services});
  if (parts.table != nullptr) {
    steps.push_back({Part::write, own, nullptr, &Handler::write_item});
    steps.push_back({Part::write, of_run, nullptr, &Handler::item_written});
  }
  if (parts.results != nullptr) steps.push_back({Part::write, own, nullptr, &Handler::write_object});
  if (parts.done != nullptr) {
    steps.push_back({Part::write, own, nullptr, &Handler::note_done});
    steps.push_back({Part::write, of_run, nullptr, &Handler::done_noted});
  }
  steps.push_back({Part::call, of_run, nullptr, &Handler::finish});
  if (parts.topic != nullptr) {
    steps.push_back({Part::call, own, nullptr, &Handler::tell});
    steps.push_back({Part::call, of_run, nullptr, &Handler::told});
  }
  return steps;
}

Task<bool> Handler::invoke(std::span<Delivery> batch, Function::Invocation& invocation,
                           AfterFailure after_failure) {
  Execution execution{invocation, run_.now()};
  if (invocation.cold) co_await run_.simulator.delay(invocation.init_seconds);
  start(execution, batch);
  auto outcome = events::InvocationOutcome::success;
  for (auto& delivery : batch) {
    execution.delivery = &delivery;
    execution.downstream = 0;
    End ended = End::done;
    for (const auto& step : steps_) {
      if (step.applies != nullptr && !(this->*step.applies)(execution)) continue;
      const double began = execution.now;
      if (step.clock == Clock::of_run) co_await catch_up(execution);
      ended = co_await (this->*step.run)(execution);
      execution.spent[static_cast<std::size_t>(step.part)] += execution.now - began;
      if (ended != End::done) break;
    }
    co_await catch_up(execution);
    delivery.done = ended == End::done || ended == End::settled;
    // Of a try that failed no document's way is told: the one that follows has records of its own.
    if (delivery.event->logs != nullptr)
      delivery.event->logs->put(1, delivery.event->is_one_off(),
                                delivery.done ? key_of(delivery.event->document) : no_document);
    const bool only_this =
        after_failure == AfterFailure::go_on && (ended == End::failed || ended == End::tmp_full);
    if (!only_this) outcome = outcome_of(ended);
    if (outcome != events::InvocationOutcome::success) break;
  }
  end(execution, batch, outcome);
  co_return outcome == events::InvocationOutcome::success;
}

void Handler::start(Execution& execution, std::span<const Delivery> batch) const {
  const auto& names = parts_.function.names();
  const auto& invocation = execution.invocation;
  const Document& document = batch.front().event->document;
  const double now = run_.now();
  if (invocation.cold)
    run_.journal.report(
        events::Waited{now, document.flow, process_phase_, names.init, invocation.init_seconds, 0});
  execution.now = execution.started = now;
  if (parts_.function.settings().runtime.cpu.vcpus < 1) {
    const auto luck = parts_.function.luck_of(document);
    parts_.function.meet_slices(invocation, luck.slices);
    execution.luck = luck.work;
  }
  execution.runtime = invocation.first_run == 0;
  if (const auto measured = parts_.function.measured_duration(document, invocation.cold))
    execution.measured = *measured / static_cast<double>(batch.size());
  execution.deadline = now + parts_.function.settings().timeout.count();
  double queued = execution.taken;
  std::uint32_t depth = 0;
  for (const auto& delivery : batch) {
    queued = std::min(queued, delivery.queued);
    depth = std::max(depth, delivery.event->chain.runs_of(names.self));
  }
  const auto age = batch.front().is_call ? std::nullopt : std::optional{execution.taken - queued};
  run_.journal.report(events::InvocationStarted{now, names.self, document, invocation.cold,
                                                invocation.init_seconds, age, batch.front().attempt,
                                                invocation.init, depth, invocation.restore});
}

/// Of a batch those that are done.
DocumentsOfRecord Handler::done_of(std::span<const Delivery> batch) {
  if (batch.size() == 1) return {batch[0].done ? key_of(batch[0].event->document) : no_document};
  auto done = std::make_shared<std::vector<DocumentKey>>();
  for (const auto& delivery : batch)
    if (delivery.done) done->push_back(key_of(delivery.event->document));
  if (done->empty()) return {};
  return {no_document, std::move(done)};
}

void Handler::end(const Execution& execution, std::span<const Delivery> batch,
                  events::InvocationOutcome outcome) {
  const auto& event = *batch.front().event;
  auto& function = parts_.function;
  const double duration = run_.now() - execution.started;
  function.end(execution.invocation,
               {duration, outcome, execution.read, event.document.flow, event.is_one_off()});
  const auto spent = [&](Part part) { return execution.spent[static_cast<std::size_t>(part)]; };
  run_.journal.report(events::InvocationFinished{
      run_.now(),
      function.names().self,
      event.document,
      outcome,
      duration,
      {spent(Part::read), spent(Part::work), spent(Part::call), spent(Part::write)}});
  if (parts_.logs == nullptr) return;
  const bool succeeded = outcome == events::InvocationOutcome::success;
  write_logs(event.is_one_off(), succeeded ? done_of(batch) : DocumentsOfRecord{});
}

events::InvocationOutcome Handler::outcome_of(End end) {
  using events::InvocationOutcome;
  switch (end) {
    case End::deadline:
      return InvocationOutcome::timeout;
    case End::init_deadline:
      return InvocationOutcome::init_timeout;
    case End::memory_deadline:
      return InvocationOutcome::memory_timeout;
    case End::out_of_memory:
      return InvocationOutcome::out_of_memory;
    case End::tmp_full:
      return InvocationOutcome::tmp_full;
    case End::failed:
      return InvocationOutcome::error;
    case End::done:
    case End::settled:
      break;
  }
  return InvocationOutcome::success;
}

void Handler::write_logs(bool one_off, const DocumentsOfRecord& of) {
  const auto& logs = parts_.function.settings().logs;
  parts_.logs->put_sized(logs.start.count(), one_off, of);
  if (logs.application.count() > 0) parts_.logs->put_sized(logs.application.count(), one_off, of);
  parts_.logs->put_sized(logs.end.count(), one_off, of);
  parts_.logs->put_sized(logs.report.count(), one_off, of);
}

/// INIT within the invocation, and what the first handler of an environment takes longer: once for a batch.
bool Handler::needs_runtime(const Execution& execution) const {
  return execution.invocation.repeated_init > 0 || execution.invocation.first_run > 0;
}

Task<Handler::End> Handler::start_runtime(Execution& execution) {
  const auto& names = parts_.function.names();
  const double init = std::exchange(execution.invocation.repeated_init, 0);
  if (init > 0 && spend(execution, names.init, init) != End::done) return End::init_deadline;
  const double first_run = std::exchange(execution.invocation.first_run, 0);
  return first_run > 0 ? spend(execution, names.first_run, first_run) : End::done;
}

/// Else the document came with the call.
bool Handler::has_object(const Execution& execution) const {
  return execution.event().object.bucket != nullptr;
}

Task<Handler::End> Handler::get(Execution& execution) {
  const auto& event = execution.event();
  auto& bucket = *event.object.bucket;
  return transfer(execution, bucket,
                  {.operation = S3Operation::get,
                   .document = event.document,
                   .entity = entity_of(event),
                   .purpose = Purpose{"handler: GET"}.at(execution.delivery->attempt),
                   .from = bucket.class_of(event.created, event.document.bytes),
                   .one_off = event.is_one_off()});
}

/// What the document exhausts of the environment while it is read: memory or /tmp.
std::optional<Exhausted> Handler::exhausted_by(const Execution& execution) const {
  return parts_.function.exhausted_by(execution.invocation, execution.event().document);
}

/// The document has arrived, unless it exhausted the environment.
Task<Handler::End> Handler::take_in(Execution& execution) {
  const auto limit = exhausted_by(execution);
  if (limit && limit->what == Exhausted::What::memory) return run_out_of_memory(execution);
  if (limit) return End::tmp_full;
  execution.read += execution.event().document.bytes;
  return End::done;
}

Handler::End Handler::spend(Execution& execution, NameId resource, double seconds) {
  const double left = std::max(execution.deadline - execution.now, 0.0);
  const double spent = std::min(seconds, left);
  execution.now += spent;
  execution.untold.push_back({execution.now, resource, spent, 0});
  return seconds <= left ? End::done : End::deadline;
}

Handler::End Handler::stand_in_line(Execution& execution, NameId resource, double seconds) {
  const End ended = spend(execution, resource, seconds);
  auto& stood = execution.untold.back();
  stood.queueing = stood.seconds;
  return ended;
}

void Handler::tell_spent(Execution& execution) const {
  const NameId flow = execution.event().document.flow;
  for (const auto& [until, resource, seconds, queueing] : execution.untold)
    run_.journal.report(events::Waited{until, flow, process_phase_, resource, seconds, queueing});
  execution.untold.clear();
}

/// Has a newer version of the object had its effect already?
bool Handler::is_outdated(const DocumentEvent& event) const {
  if (!event.object.key_repeats) return false;
  const auto newest = newest_.find(identity_of(event));
  return newest != newest_.end() && event.object.sequencer < newest->second;
}

/// A handler that compares sequencers leaves an outdated version alone; that settles its event.
bool Handler::is_superseded(const Execution& execution) {
  const auto& event = execution.event();
  if (event.rehearsal || parts_.function.settings().ordering != Ordering::sequencer || !is_outdated(event))
    return false;
  if (auto& before = effects(execution); before == 0) {
    ++before;
    run_.journal.report(
        events::DocumentSuperseded{run_.now(), parts_.function.names().self, event.document, event.created});
  }
  return true;
}

/// An effect that replaces a newer version's is out of order. False where the key had no effect of another version before.
bool Handler::order(const DocumentEvent& event) {
  if (!event.object.key_repeats) return false;
  if (is_outdated(event)) {
    run_.journal.report(events::OutOfOrder{run_.now(), parts_.function.names().self, event.document});
    return true;
  }
  const auto [newest, is_first] = newest_.try_emplace(identity_of(event), event.object.sequencer);
  return !is_first && std::exchange(newest->second, event.object.sequencer) != event.object.sequencer;
}

/// With an idempotency choice a second run finds the effect done and changes nothing: false. So does a handler
/// that compares sequencers and comes too late.
bool Handler::commit(const Execution& execution) {
  const auto& event = execution.event();
  if (event.rehearsal) return false;
  const bool idempotent = parts_.function.settings().idempotency != Idempotency::none;
  if (effects(execution) > 0 && idempotent) return false;
  if (is_superseded(execution)) return false;
  const auto number = ++effects(execution);
  const bool replaces = order(event);
  const double now = run_.now();
  const double queued = execution.delivery->queued;
  run_.journal.report(events::DocumentProcessed{
      now,
      parts_.function.names().self,
      event.document,
      event.created,
      number,
      {queued - event.created, execution.taken - queued, execution.started - execution.taken,
       now - execution.started - execution.downstream, execution.downstream},
      replaces});
  return true;
}

}  // namespace garoa
