#include "sim/flows/async_queue.hpp"

#include <algorithm>

namespace garoa {

AsyncQueue::AsyncQueue(const Run& run, Function& function, Handler& handler)
    : run_{run}, function_{function}, handler_{handler}, process_phase_{run.journal.intern("process")} {}

Process AsyncQueue::work_off(ObjectMessage message) {
  const auto& rules = function_.settings().async;
  const Item& item = message.item;
  const double queued = run_.now();
  run_.journal.report(
      events::EventQueued{queued, function_.names().self, item.document, message.copy, item.created});
  std::uint32_t own_effects = 0;
  std::uint32_t& effects = message.effects ? *message.effects : own_effects;
  std::uint32_t attempt = 0;
  double back_off = rules.throttle_delay_min.count();
  for (;;) {
    const double age = run_.now() - queued;
    if (age > rules.event_age_max.count()) {
      drop(item, age, "event_age");
      co_return;
    }
    const auto invocation = function_.try_start(item.document);
    double pause = back_off;
    NameId cause = function_.names().throttle;
    if (invocation) {
      ++attempt;
      if (co_await handler_.invoke(item, *invocation, {attempt, queued}, effects)) co_return;
      if (attempt > rules.retries) {
        drop(item, run_.now() - queued, "retries");
        co_return;
      }
      pause = (attempt == 1 ? rules.first_retry : rules.second_retry).count();
      cause = function_.names().retry;
    } else {
      back_off = std::min(2 * back_off, rules.throttle_delay_max.count());
    }
    co_await run_.simulator.delay(pause);
    run_.journal.report(events::Waited{run_.now(), item.document.flow, process_phase_, cause, pause});
  }
}

void AsyncQueue::drop(const Item& item, double age, std::string_view reason) {
  const bool to_dlq = !function_.settings().dlq.empty();
  run_.journal.report(
      events::DocumentDropped{run_.now(), function_.names().self, item.document, age, reason, to_dlq});
}

}  // namespace garoa
