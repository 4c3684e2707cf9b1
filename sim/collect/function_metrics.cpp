#include "sim/collect/function_metrics.hpp"

#include <algorithm>

namespace garoa {

FunctionMetrics::FunctionMetrics(Journal& journal, double warmup) : journal_{journal}, warmup_{warmup} {
  journal.on<events::EventQueued>([this](const auto& event) { observe(event); });
  journal.on<events::InvocationStarted>([this](const auto& event) { observe(event); });
  journal.on<events::InvocationFinished>([this](const auto& event) { observe(event); });
  journal.on<events::OutOfOrder>([this](const auto& event) {
    if (event.document.arrived >= warmup_) ++functions_[event.function].out_of_order;
  });
  journal.on<events::EventHandled>([this](const auto& event) { ++functions_[event.function].all_handled; });
  journal.on<events::DocumentDropped>([this](const auto& event) { observe(event); });
}

void FunctionMetrics::observe(const events::EventQueued& event) {
  Function& function = functions_[event.function];
  function.seen = true;
  ++function.all_queued;
  if (event.document.arrived < warmup_) return;
  ++function.queued;
  if (event.copy > 0) ++function.duplicate_events;
}

void FunctionMetrics::observe(const events::InvocationStarted& event) {
  Function& function = functions_[event.function];
  function.seen = true;
  ++function.all_started;
  if (event.document.arrived < warmup_) return;
  if (event.attempt == 1) ++function.first_attempts;
  function.most_attempts = std::max(function.most_attempts, event.attempt);
  ++function.started;
  if (event.event_age) function.event_age.add(*event.event_age);
  if (!event.cold) return;
  ++function.cold_starts;
  const auto add = [](Histogram& part, double seconds) {
    if (seconds > 0) part.add(seconds);
  };
  add(function.init_duration, event.init_seconds);
  add(function.init_phase, event.init);
  add(function.restore, event.restore);
}

void FunctionMetrics::observe(const events::InvocationFinished& event) {
  Function& function = functions_[event.function];
  const bool success = event.outcome == events::InvocationOutcome::success;
  ++(success ? function.all_succeeded : function.all_unsuccessful);
  if (event.document.arrived < warmup_) return;
  function.duration.add(event.duration);
  const auto add = [](Histogram& part, double seconds) {
    if (seconds > 0) part.add(seconds);
  };
  add(function.read, event.seconds.read);
  add(function.work, event.seconds.work);
  add(function.call, event.seconds.call);
  add(function.write, event.seconds.write);
  count_outcome(function, event.outcome);
}

void FunctionMetrics::count_outcome(Function& function, events::InvocationOutcome outcome) {
  using events::InvocationOutcome;
  if (outcome != InvocationOutcome::success) ++(is_timeout(outcome) ? function.timeouts : function.errors);
  if (outcome == InvocationOutcome::init_timeout) ++function.init_timeouts;
  if (outcome == InvocationOutcome::memory_timeout) ++function.memory_timeouts;
  if (outcome == InvocationOutcome::out_of_memory) ++function.out_of_memory;
  if (outcome == InvocationOutcome::tmp_full) ++function.tmp_full;
}

void FunctionMetrics::observe(const events::DocumentDropped& event) {
  Function& function = functions_[event.function];
  function.seen = true;
  ++function.all_dropped;
  if (event.document.arrived < warmup_) return;
  function.dropped.add(name_of(event.reason));
  if (event.to_dlq) ++function.dead_letters;
}

void FunctionMetrics::add_metrics(MetricList& metrics) const {
  functions_.each_seen([&](NameId id, const Function& function) {
    const std::string name = journal_.name(id) + ".";
    const auto invocations = function.started;
    const auto cold_starts = function.cold_starts;
    metrics.add_count(name + "events", function.queued);
    metrics.add_count(name + "duplicate_events", function.duplicate_events);
    metrics.add_count(name + "invocations", invocations);
    metrics.add_count(name + "cold_starts", cold_starts);
    if (invocations > 0) {
      metrics.add(name + "cold_starts.share",
                  static_cast<double>(cold_starts) / static_cast<double>(invocations), invocations);
      metrics.add(name + "attempts.max", function.most_attempts, invocations);
    }
    if (function.first_attempts > 0) {
      metrics.add(name + "attempts.mean",
                  static_cast<double>(invocations) / static_cast<double>(function.first_attempts),
                  function.first_attempts);
    }
    metrics.add_distribution(name + "init_duration", function.init_duration);
    metrics.add_distribution(name + "init_phase", function.init_phase);
    metrics.add_distribution(name + "restore_duration", function.restore);
    metrics.add_distribution(name + "duration", function.duration);
    metrics.add_distribution(name + "duration_read", function.read);
    metrics.add_distribution(name + "duration_work", function.work);
    metrics.add_distribution(name + "duration_calls", function.call);
    metrics.add_distribution(name + "duration_write", function.write);
    metrics.add_distribution(name + "event_age", function.event_age);
    metrics.add_count(name + "errors", function.errors);
    metrics.add_count(name + "timeouts", function.timeouts);
    metrics.add_count(name + "init_timeouts", function.init_timeouts);
    metrics.add_count(name + "memory_timeouts", function.memory_timeouts);
    metrics.add_count(name + "out_of_memory", function.out_of_memory);
    metrics.add_count(name + "tmp_full", function.tmp_full);
    metrics.add_reasons(name + "dropped", function.dropped);
    metrics.add_count(name + "dead_letters", function.dead_letters);
    metrics.add_count(name + "out_of_order", function.out_of_order);
  });
}

void FunctionMetrics::add_balances(std::vector<Balance>& balances) const {
  functions_.each_seen([&](NameId id, const Function& function) {
    const std::string& name = journal_.name(id);
    balances.push_back({name + " events", function.all_queued, function.all_handled, function.all_dropped,
                        still_open(function.all_queued, function.all_handled, function.all_dropped)});
    balances.push_back({name + " invocations", function.all_started, function.all_succeeded,
                        function.all_unsuccessful,
                        still_open(function.all_started, function.all_succeeded, function.all_unsuccessful)});
  });
}

}  // namespace garoa
