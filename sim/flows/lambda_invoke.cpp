#include "sim/flows/lambda_invoke.hpp"

#include <fmt/format.h>

#include <utility>

namespace garoa {

LambdaInvokeFlow::LambdaInvokeFlow(const Run& run, const LambdaInvokeSettings& settings,
                                   const Calendar& calendar, Parts parts)
    : Flow{run, settings.common, LambdaInvokeSettings::keys, calendar},
      settings_{settings},
      parts_{parts},
      overhead_name_{run.journal.intern(fmt::format("lambda.{}.invoke", settings.function.name))} {}

/// The caller of each call that succeeded has its answer, and with it the effect; or Lambda's queue has the event.
Task<std::optional<UploadFailure>> LambdaInvokeFlow::attempt(Upload& upload) {
  co_await run().simulator.delay(settings_.overhead.count());
  clients().waited(overhead_name_, settings_.overhead.count(), 0);
  auto event = share({.document = upload.document,
                      .own_duration = upload.own_duration,
                      .logs = parts_.logs,
                      .first = upload.first});
  if (upload.given_up()) co_return UploadFailure{Reason::client_timeout};
  Admission admission = admit(event);
  if (admission.failure) co_return admission.failure;
  if (admission.invocation) {
    if (!std::exchange(upload.admitted, true))
      run().journal.report(events::CallAdmitted{run().now(), parts_.function.names().self, upload.document});
    Delivery delivery{.event = event, .attempt = upload.tries, .queued = event->created, .is_call = true};
    const bool answered = co_await parts_.handler.invoke({&delivery, 1}, *admission.invocation);
    if (!answered && !upload.first) upload.first = event;
    if (upload.given_up()) co_return UploadFailure{Reason::client_timeout};
    if (!answered) co_return UploadFailure{Reason::function_error};
  }
  clients().acknowledge(upload.document);
  run().journal.report(events::DocumentProtected{run().now(), upload.document, run().now()});
  co_return std::nullopt;
}

/// Lambda's front end lets the call in, or not; its queue takes an asynchronous one.
LambdaInvokeFlow::Admission LambdaInvokeFlow::admit(SharedEvent& event) {
  constexpr bool is_final = true;
  const UploadFailure throttled{Reason::throttled};
  if (event->document.bytes > settings_.largest_payload.count())
    return {UploadFailure{Reason::payload_too_large, is_final}, {}};
  const bool asynchronous = settings_.invocation == InvocationKind::asynchronous;
  if (!parts_.function.accept_request(event->document, !asynchronous)) return {throttled, {}};
  event->created = run().now();
  if (asynchronous) {
    parts_.queue.take({std::move(event)});
    return {};
  }
  const auto invocation = parts_.function.try_start(event->document);
  if (!invocation) return {throttled, {}};
  return {{}, invocation};
}

}  // namespace garoa
