#include "sim/flows/message.hpp"

namespace garoa {

MessageFlow::MessageFlow(const Run& run, const FlowCommon& settings, const Calendar& calendar, Parts parts)
    : Flow{run, settings, UploadKeys::none, calendar}, parts_{parts} {}

Task<std::optional<UploadFailure>> MessageFlow::attempt(Upload& upload) {
  constexpr bool is_final = true;
  if (upload.document.bytes > parts_.largest.count())
    co_return UploadFailure{Reason::payload_too_large, is_final};
  const bool taken = co_await call(upload);
  if (upload.given_up()) co_return UploadFailure{Reason::client_timeout};
  if (!taken) co_return UploadFailure{Reason::throttled};
  clients().acknowledge(upload.document);
  run().journal.report(events::DocumentProtected{run().now(), upload.document, run().now()});
  co_return std::nullopt;
}

Task<bool> MessageFlow::call(const Upload& upload) {
  auto& service = parts_.service;
  const auto& names = service.names();
  Callee::Request request{
      .document = upload.document, .entity = upload.document.entity(), .attempt = upload.tries, .number = 1};
  for (;; ++request.number) {
    const auto answer = service.ask(request);
    const bool taken = answer.refusal == Refusal::none;
    if (taken) hand_over(upload);
    co_await run().simulator.delay(answer.seconds);
    clients().waited(names.self, answer.seconds, 0);
    if (taken) co_return true;
    run().journal.report(events::Throttled{run().now(), names.self, upload.document});
    if (upload.given_up()) co_return false;
    const auto pause = service.pause(request, answer.refusal);
    if (!pause) co_return false;
    co_await run().simulator.delay(*pause);
    clients().waited(names.throttle, *pause, *pause);
  }
}

void MessageFlow::hand_over(const Upload& upload) {
  const auto event = share({.document = upload.document,
                            .own_duration = upload.own_duration,
                            .created = run().now(),
                            .logs = parts_.logs,
                            .message_bytes = upload.document.bytes,
                            .first = upload.first});
  parts_.messages.take({event});
}

}  // namespace garoa
