#include "sim/flows/async_queue.hpp"

#include <fmt/format.h>

namespace garoa {

AsyncQueue::AsyncQueue(const Run& run, Function& function, Handler& handler, LambdaAccount& account)
    : run_{run},
      function_{function},
      handler_{handler},
      rules_{function.settings().async},
      line_{run, function, account},
      stream_{run.stream(fmt::format("lambda.{}.async", function.settings().name))},
      process_phase_{run.journal.intern("process")} {}

void AsyncQueue::pass_over(const Document& document, bool wanted) {
  run_.journal.report(events::EventPassedOver{run_.now(), function_.names().self, document, wanted});
}

std::optional<Reason> AsyncQueue::hopeless(const DocumentEvent& event) const {
  const auto& settings = function_.settings();
  if (stops(settings.loop_guard, event.chain, function_.names().self)) return Reason::recursion;
  if (settings.concurrency.reserved == 0U && !rules_.waits_without_concurrency) return Reason::no_concurrency;
  return std::nullopt;
}

Process AsyncQueue::work_off(Delivery delivery) {
  const auto self = function_.names().self;
  const auto& document = delivery.event->document;
  delivery.queued = run_.now();
  delivery.attempt = 0;
  run_.journal.report(
      events::EventQueued{run_.now(), self, document, delivery.copy, delivery.event->created});
  if (const auto reason = hopeless(*delivery.event)) {
    drop(delivery, 0, *reason);
    co_return;
  }
  const auto place = line_.place_of(delivery.queued);
  BackOff back_off{rules_, stream_, delivery.event->entity(), Purpose{"throttled"}.at(delivery.copy)};
  for (;;) {
    auto invocation = co_await start(delivery, place, back_off);
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
    const double pause = pause_after_error(delivery);
    co_await run_.simulator.delay(pause);
    waited(document, function_.names().retry, pause);
  }
}

AsyncQueue::Start AsyncQueue::start(const Delivery& delivery, EnvironmentLine::Place place,
                                    BackOff& back_off) {
  const auto& document = delivery.event->document;
  for (;;) {
    const double from = run_.now();
    EnvironmentLine::Turn turn{line_, document, place};
    const auto outcome = co_await turn;
    if (run_.now() > from) waited(document, function_.names().throttle, run_.now() - from);
    if (outcome == EnvironmentLine::Outcome::started) co_return turn.invocation;
    if (outcome == EnvironmentLine::Outcome::too_old) co_return std::nullopt;
    const double pause = back_off.take();
    co_await run_.simulator.delay(pause);
    waited(document, function_.names().throttle, pause);
  }
}

double AsyncQueue::pause_after_error(const Delivery& delivery) const {
  const auto& least = delivery.attempt == 1 ? rules_.first_retry : rules_.second_retry;
  const auto purpose = Purpose{"after an error"}.at(delivery.copy).at(delivery.attempt);
  return least.count() * (1 + rules_.retry_later * stream_.uniform(delivery.event->entity(), purpose));
}

void AsyncQueue::waited(const Document& document, NameId cause, double seconds) {
  run_.journal.report(events::Waited{run_.now(), document.flow, process_phase_, cause, seconds, seconds});
}

void AsyncQueue::drop(const Delivery& delivery, double age, Reason reason) {
  const auto& destinations = function_.settings().destinations;
  run_.journal.report(events::DocumentDropped{
      run_.now(), function_.names().self, delivery.event->document, age, reason, destinations.take_failures(),
      delivery.event->created, delivery.copy, delivery.event->effects.of(function_.names().self)});
  for (auto* const outlet : {outlets_.dead_letter, outlets_.on_failure}) {
    if (outlet != nullptr) outlet->take(delivery);
  }
}

}  // namespace garoa
