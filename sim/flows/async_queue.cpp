#include "sim/flows/async_queue.hpp"

#include <fmt/format.h>

namespace garoa {

AsyncQueue::AsyncQueue(const Run& run, Function& function, Handler& handler, LambdaAccount& account)
    : run_{run},
      function_{function},
      handler_{handler},
      rules_{function.settings().async},
      line_{run, function, account, events_,
            [this](Index index, Answer answer) {
              const auto progress = events_.progress(index);
              run_.simulator.start(work_off(events_.take(index), progress, answer, true));
            }},
      stream_{run.stream(fmt::format("lambda.{}.async", function.settings().name))},
      process_phase_{run.journal.intern("process")} {}

void AsyncQueue::pass_over(const Document& document, bool wanted) {
  run_.journal.report(events::EventPassedOver{run_.now(), function_.names().self, document, wanted});
}

void AsyncQueue::finish(MetricSink& metrics) {
  const auto used = taken_ > 0 ? function_.mean_used() : std::nullopt;
  if (used) metrics.add(fmt::format("lambda.{}.queue_used_share", function_.settings().name), *used);
}

std::optional<Reason> AsyncQueue::hopeless(const DocumentEvent& event) const {
  const auto& settings = function_.settings();
  if (stops(settings.loop_guard, event.chain, function_.names().self)) return Reason::recursion;
  if (settings.concurrency.reserved == 0U && !rules_.waits_without_concurrency) return Reason::no_concurrency;
  return std::nullopt;
}

void AsyncQueue::take(Delivery&& delivery) {
  const auto& document = delivery.event->document;
  delivery.queued = run_.now();
  delivery.attempt = 0;
  run_.journal.report(events::EventQueued{run_.now(), function_.names().self, document, delivery.copy,
                                          delivery.event->created});
  if (const auto reason = hopeless(*delivery.event)) {
    drop(delivery, 0, *reason);
    return;
  }
  ask(std::move(delivery), {.number = taken_++});
}

void AsyncQueue::ask(Delivery&& delivery, Progress progress) {
  auto answer = line_.ask(delivery.event->document, delivery.queued);
  if (!answer) {
    progress.since = run_.now();
    line_.stand(events_.put(std::move(delivery), progress));
  } else if (answer->outcome == EnvironmentLine::Outcome::refused) {
    const double pause = pause_after_refusal(delivery, progress.refused++);
    sleep(events_.put(std::move(delivery), progress), pause, function_.names().throttle);
  } else {
    run_.simulator.start(work_off(std::move(delivery), progress, *answer, false));
  }
}

void AsyncQueue::sleep(Index index, double pause, NameId cause) {
  sleepers_.push({run_.now() + pause, pause, slept_++, index, cause});
  const double first = sleepers_.top().until;
  if (!run_.simulator.armed_before(*this, first)) run_.simulator.arm(*this, first);
}

void AsyncQueue::fire() {
  while (!sleepers_.empty() && sleepers_.top().until <= run_.now()) {
    const auto awake = sleepers_.top();
    sleepers_.pop();
    waited(events_.document(awake.index).flow, awake.cause, awake.pause);
    const auto progress = events_.progress(awake.index);
    ask(events_.take(awake.index), progress);
  }
  if (!sleepers_.empty() && !run_.simulator.armed_before(*this, sleepers_.top().until))
    run_.simulator.arm(*this, sleepers_.top().until);
}

/// `given` is taken before the first wait.
Process AsyncQueue::work_off(Delivery&& given, Progress progress, Answer answer, bool stood_in_line) {
  Delivery delivery = std::move(given);
  const auto& document = delivery.event->document;
  if (stood_in_line) {
    co_await run_.simulator.delay(0);  // after the run that gave its environment back
    if (run_.now() > progress.since)
      waited(document.flow, function_.names().throttle, run_.now() - progress.since);
  }
  if (!answer.invocation) {
    drop(delivery, age_since(delivery.queued), Reason::event_age);
    co_return;
  }
  ++delivery.attempt;
  if (co_await handler_.invoke({&delivery, 1}, *answer.invocation)) {
    run_.journal.report(events::EventHandled{run_.now(), function_.names().self, document});
    if (outlets_.on_success != nullptr) outlets_.on_success->take(std::move(delivery));
    co_return;
  }
  if (delivery.attempt > rules_.retries) {
    drop(delivery, age_since(delivery.queued), Reason::retries);
    co_return;
  }
  const double pause = pause_after_error(delivery);
  sleep(events_.put(std::move(delivery), progress), pause, function_.names().retry);
}

double AsyncQueue::pause_after_refusal(const Delivery& delivery, std::uint32_t refused) const {
  const auto purpose = Purpose{"throttled"}.at(delivery.copy);
  return BackOff{rules_, stream_, delivery.event->entity(), purpose}.pause(refused);
}

double AsyncQueue::pause_after_error(const Delivery& delivery) const {
  const auto& least = delivery.attempt == 1 ? rules_.first_retry : rules_.second_retry;
  const auto purpose = Purpose{"after an error"}.at(delivery.copy).at(delivery.attempt);
  return least.count() * (1 + rules_.retry_later * stream_.uniform(delivery.event->entity(), purpose));
}

void AsyncQueue::waited(NameId flow, NameId cause, double seconds) {
  run_.journal.report(events::Waited{run_.now(), flow, process_phase_, cause, seconds, seconds});
}

void AsyncQueue::drop(const Delivery& delivery, double age, Reason reason) {
  const auto& destinations = function_.settings().destinations;
  run_.journal.report(events::DocumentDropped{
      run_.now(), function_.names().self, delivery.event->document, age, reason, destinations.take_failures(),
      delivery.event->created, delivery.copy, delivery.event->all_effects().of(function_.names().self)});
  for (auto* const outlet : {outlets_.dead_letter, outlets_.on_failure}) {
    if (outlet != nullptr) outlet->take(Delivery{delivery});
  }
}

}  // namespace garoa
