// The function's own work, as far as the memory of its environment goes.
#include "sim/flows/handler.hpp"

namespace garoa {

/// Most of the handlers that run at one time are here.
Task<Handler::End> Handler::work(Execution& execution) {
  const auto& event = execution.event();
  const End worked = co_await spend_on_work(execution);
  if (worked != End::done) co_return worked;
  if (parts_.function.exhausted_by_work(event.document)) co_return co_await run_out_of_memory(execution);
  if (parts_.function.fails(event.entity(), execution.delivery->attempt)) co_return End::failed;
  co_return is_superseded(execution) ? End::settled : End::done;
}

Handler::Spending Handler::spend_on_work(const Execution& execution) const {
  const auto& function = parts_.function;
  const auto& event = execution.event();
  const double seconds = function.work_time(event.document, event.own_duration, execution.invocation.cold);
  return spend(execution, function.names().work,
               seconds * function.exhausted_by_work(event.document).value_or(1));
}

/// The process is killed, or goes on asking for memory until its time is over.
Task<Handler::End> Handler::run_out_of_memory(Execution& execution) {
  if (parts_.function.settings().space.on_exhaustion == OnExhaustion::kill) return End::out_of_memory;
  return hang(execution);
}

Task<Handler::End> Handler::hang(Execution& execution) {
  const auto& function = parts_.function;
  (void)co_await stand_in_line(execution, function.names().memory, function.settings().timeout.count());
  co_return End::memory_deadline;
}

}  // namespace garoa
