#include "sim/flows/async_queue.hpp"

#include <algorithm>

namespace garoa {

AsyncQueue::AsyncQueue(const Run& run, Function& function, Handler& handler, LambdaAccount& account)
    : run_{run},
      function_{function},
      handler_{handler},
      rules_{function.settings().async},
      process_phase_{run.journal.intern("process")} {
  if (rules_.throttled == ThrottledEvents::in_order) account.on_release([this] { serve(); });
}

void AsyncQueue::pass_over(const Document& document, bool wanted) {
  run_.journal.report(events::EventPassedOver{run_.now(), function_.names().self, document, wanted});
}

Process AsyncQueue::work_off(ObjectMessage message) {
  const auto self = function_.names().self;
  const auto& settings = function_.settings();
  const Item& item = message.item;
  const double queued = run_.now();
  run_.journal.report(events::EventQueued{queued, self, item.document, message.copy, item.created});
  const bool refuses_all = settings.concurrency.reserved == 0U;
  if (stops(settings.loop_guard, item.chain, self)) {
    drop(message, 0, Reason::recursion);
    co_return;
  }
  if (refuses_all && settings.destinations.take_failures()) {
    drop(message, 0, Reason::no_concurrency);
    co_return;
  }
  std::uint32_t own_effects = 0;
  HandlerEvent event{item, queued, message.effects ? (*message.effects)[self] : own_effects};
  double back_off = rules_.throttle_delay_min.count();
  for (;;) {
    auto invocation = co_await start(item.document, queued, back_off);
    if (!invocation) {
      drop(message, age_since(queued), Reason::event_age);
      co_return;
    }
    ++event.attempt;
    if (co_await handler_.invoke({&event, 1}, *invocation)) {
      run_.journal.report(events::EventHandled{run_.now(), self, item.document});
      if (outlets_.on_success != nullptr) outlets_.on_success->take(std::move(message));
      co_return;
    }
    if (event.attempt > rules_.retries) {
      drop(message, age_since(queued), Reason::retries);
      co_return;
    }
    const double pause = (event.attempt == 1 ? rules_.first_retry : rules_.second_retry).count();
    co_await run_.simulator.delay(pause);
    waited(item.document, function_.names().retry, pause);
  }
}

/// An environment for the event, or nothing when it grew too old before one was free.
Task<std::optional<Function::Invocation>> AsyncQueue::start(const Document& document, double queued,
                                                            double& back_off) {
  if (rules_.throttled == ThrottledEvents::in_order) {
    const double from = run_.now();
    Turn turn{*this, document, queued, {}, {}};
    const auto invocation = co_await turn;
    waited(document, function_.names().throttle, run_.now() - from);
    co_return invocation;
  }
  while (age_since(queued) <= rules_.event_age_max.count()) {
    const auto invocation = function_.try_start(document);
    if (invocation) co_return invocation;
    const double pause = back_off;
    back_off = std::min(2 * back_off, rules_.throttle_delay_max.count());
    co_await run_.simulator.delay(pause);
    waited(document, function_.names().throttle, pause);
  }
  co_return std::nullopt;
}

/// Gives environments to those who wait, as long as there are any. Those that come to be by time alone are
/// found by asking every second.
void AsyncQueue::serve() {
  if (serving_) return;
  serving_ = true;
  while (!waiting_.empty()) {
    auto& first = *waiting_.front();
    if (age_since(first.queued) <= rules_.event_age_max.count()) {
      first.invocation = function_.try_start(first.document);
      if (!first.invocation) break;
    }
    waiting_.pop_front();
    run_.simulator.resume_soon(first.waiting);
  }
  serving_ = false;
  const double next = run_.now() + rules_.throttle_delay_min.count();
  if (!waiting_.empty() && !run_.simulator.armed_before(*this, next)) run_.simulator.arm(*this, next);
}

void AsyncQueue::waited(const Document& document, NameId cause, double seconds) {
  run_.journal.report(events::Waited{run_.now(), document.flow, process_phase_, cause, seconds});
}

void AsyncQueue::drop(const ObjectMessage& message, double age, Reason reason) {
  const auto& destinations = function_.settings().destinations;
  run_.journal.report(events::DocumentDropped{run_.now(), function_.names().self, message.item.document, age,
                                              reason, destinations.take_failures()});
  for (auto* const outlet : {outlets_.dead_letter, outlets_.on_failure}) {
    if (outlet != nullptr) outlet->take(message);
  }
}

}  // namespace garoa
