#include "sim/flows/async_queue.hpp"

namespace garoa {

AsyncQueue::AsyncQueue(const Run& run, Function& function, Handler& handler, LambdaAccount& account)
    : run_{run},
      function_{function},
      handler_{handler},
      rules_{function.settings().async},
      process_phase_{run.journal.intern("process")} {
  if (rules_.throttled == ThrottledEvents::in_order) line_.emplace(run, function, account);
}

void AsyncQueue::pass_over(const Document& document, bool wanted) {
  run_.journal.report(events::EventPassedOver{run_.now(), function_.names().self, document, wanted});
}

Process AsyncQueue::work_off(Delivery delivery) {
  const auto self = function_.names().self;
  const auto& settings = function_.settings();
  const auto& document = delivery.event->document;
  delivery.queued = run_.now();
  delivery.attempt = 0;
  run_.journal.report(
      events::EventQueued{run_.now(), self, document, delivery.copy, delivery.event->created});
  const bool refuses_all = settings.concurrency.reserved == 0U;
  if (stops(settings.loop_guard, delivery.event->chain, self)) {
    drop(delivery, 0, Reason::recursion);
    co_return;
  }
  if (refuses_all && settings.destinations.take_failures()) {
    drop(delivery, 0, Reason::no_concurrency);
    co_return;
  }
  BackOff back_off{rules_};
  for (;;) {
    auto invocation = co_await start(delivery, back_off);
    if (!invocation) {
      drop(delivery, age_since(delivery.queued), Reason::event_age);
      co_return;
    }
    ++delivery.attempt;
    if (co_await handler_.invoke({&delivery, 1}, *invocation)) {
      run_.journal.report(events::EventHandled{run_.now(), self, document});
      if (outlets_.on_success != nullptr) outlets_.on_success->take(std::move(delivery));
      co_return;
    }
    if (delivery.attempt > rules_.retries) {
      drop(delivery, age_since(delivery.queued), Reason::retries);
      co_return;
    }
    const double pause = (delivery.attempt == 1 ? rules_.first_retry : rules_.second_retry).count();
    co_await run_.simulator.delay(pause);
    waited(document, function_.names().retry, pause);
  }
}

AsyncQueue::Start AsyncQueue::start(const Delivery& delivery, BackOff& back_off) {
  return line_ ? stand_in_line(delivery) : try_again_and_again(delivery, back_off);
}

AsyncQueue::Start AsyncQueue::stand_in_line(const Delivery& delivery) {
  const auto& document = delivery.event->document;
  const double from = run_.now();
  EnvironmentLine::Turn turn{*line_, document, delivery.queued, {}, {}};
  const auto invocation = co_await turn;
  waited(document, function_.names().throttle, run_.now() - from);
  co_return invocation;
}

AsyncQueue::Start AsyncQueue::try_again_and_again(const Delivery& delivery, BackOff& back_off) {
  const auto& document = delivery.event->document;
  while (age_since(delivery.queued) <= rules_.event_age_max.count()) {
    const auto invocation = function_.try_start(document);
    if (invocation) co_return invocation;
    const double pause = back_off.take();
    co_await run_.simulator.delay(pause);
    waited(document, function_.names().throttle, pause);
  }
  co_return std::nullopt;
}

void AsyncQueue::waited(const Document& document, NameId cause, double seconds) {
  run_.journal.report(events::Waited{run_.now(), document.flow, process_phase_, cause, seconds, seconds});
}

void AsyncQueue::drop(const Delivery& delivery, double age, Reason reason) {
  const auto& destinations = function_.settings().destinations;
  run_.journal.report(events::DocumentDropped{run_.now(), function_.names().self, delivery.event->document,
                                              age, reason, destinations.take_failures()});
  for (auto* const outlet : {outlets_.dead_letter, outlets_.on_failure}) {
    if (outlet != nullptr) outlet->take(delivery);
  }
}

}  // namespace garoa
