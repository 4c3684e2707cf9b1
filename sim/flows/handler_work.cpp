// The function's own work, as far as the memory of its environment goes.
#include <algorithm>
#include <optional>
#include <utility>

#include "sim/flows/bucket_events.hpp"
#include "sim/flows/handler.hpp"
#include "sim/flows/topic_events.hpp"

namespace garoa {

Task<Handler::End> Handler::work(Execution& execution) {
  const auto& event = execution.event();
  const End worked = spend_on_work(execution);
  if (worked != End::done) return worked;
  if (parts_.function.exhausted_by_work(event.document)) return run_out_of_memory(execution);
  return parts_.function.fails(event.entity(), execution.delivery->attempt) ? End::failed : End::done;
}

Task<Handler::End> Handler::leave_outdated(Execution& execution) {
  return is_superseded(execution) ? End::settled : End::done;
}

Handler::End Handler::spend_on_requests(Execution& execution, Peer peer, std::uint32_t requests) const {
  auto& function = parts_.function;
  const double seconds =
      function.call_time(execution.invocation, {.peer = peer, .requests = requests, .now = execution.now});
  return spend(execution, function.names().requests, seconds);
}

Handler::End Handler::spend_on_work(Execution& execution) {
  const auto& function = parts_.function;
  const auto& event = execution.event();
  return spend(execution, function.names().work,
               own_work(execution) * function.exhausted_by_work(event.document).value_or(1));
}

/// Seconds: of the trace, or what is left of the measured duration, or by the model.
double Handler::own_work(Execution& execution) {
  const auto& event = execution.event();
  if (event.own_duration >= 0) return event.own_duration;
  if (!execution.measured)
    return parts_.function.work_time(execution.invocation, event.document,
                                     {.now = execution.now,
                                      .runtime = std::exchange(execution.runtime, false),
                                      .luck = std::exchange(execution.luck, std::nullopt)});
  return std::max(0.0, *execution.measured - usual_time_beside_work(event));
}

/// Seconds in the mean that the event's other steps take without load.
double Handler::usual_time_beside_work(const DocumentEvent& event) {
  const auto& function = parts_.function;
  const auto bytes = static_cast<double>(event.document.bytes);
  double seconds = calls_;
  if (event.object.bucket != nullptr) {
    const auto& client = event.object.bucket->settings().client;
    const auto get = usual_gets_.try_emplace(event.object.bucket, 0);
    if (get.second) get.first->second = client.get_latency.mean();
    seconds += function.usual_call_time(1) + get.first->second +
               function.unhindered_transfer(bytes, client.get_rate_per_connection);
  }
  if (parts_.results != nullptr) {
    const auto& client = parts_.results->bucket().settings().client;
    seconds += usual_put_ * client.put_growth.factor(event.document.bytes) +
               function.unhindered_transfer(bytes, client.put_rate_per_connection);
  }
  return seconds;
}

/// Beside the GET of the document.
std::uint32_t Handler::requests_to_services() const {
  const auto those = [](bool there, std::uint32_t requests) { return there ? requests : 0; };
  return those(parts_.results != nullptr, 1) + those(parts_.table != nullptr, 1) +
         those(parts_.done != nullptr, 2) + those(parts_.topic != nullptr, 1) +
         static_cast<std::uint32_t>(parts_.services.size());
}

double Handler::usual_time_of_calls() const {
  double seconds = usual_time_of_others() + requests_to_services() * parts_.function.usual_call_time(1);
  if (parts_.table != nullptr) seconds += parts_.table->usual_time(Callee::Kind::write);
  if (parts_.done != nullptr)
    seconds += parts_.done->usual_time(Callee::Kind::read) + parts_.done->usual_time(Callee::Kind::write);
  for (const auto* const service : parts_.services) seconds += service->usual_time(Callee::Kind::write);
  if (parts_.topic != nullptr) seconds += parts_.topic->topic().usual_time(Callee::Kind::write);
  return seconds;
}

/// The process is killed, or goes on asking for memory until its time is over.
Handler::End Handler::run_out_of_memory(Execution& execution) const {
  if (parts_.function.settings().space.on_exhaustion == OnExhaustion::kill) return End::out_of_memory;
  return hang(execution);
}

Handler::End Handler::hang(Execution& execution) const {
  const auto& function = parts_.function;
  (void)stand_in_line(execution, function.names().memory, function.settings().timeout.count());
  return End::memory_deadline;
}

}  // namespace garoa
