#include "sim/flows/lambda_invoke.hpp"

#include <fmt/format.h>

namespace garoa {
namespace {

constexpr std::string_view too_large = "payload_too_large";

}  // namespace

void read_lambda_invoke(LambdaInvokeSettings& s, Fields& fields, Catalogue& catalogue) {
  auto& figures = catalogue.figures("lambda");
  s.function = fields.reference("function", "Lambda function that clients call");
  s.invocation =
      fields.optional("invocation", "do clients wait for the handler's answer", InvocationKind::synchronous);
  s.overhead = figures.get<Seconds>("invoke.overhead");
  s.largest_payload =
      figures.get<Bytes>(s.invocation == InvocationKind::synchronous ? "invoke.payload.synchronous"
                                                                     : "invoke.payload.asynchronous");
}

LambdaInvokeFlow::LambdaInvokeFlow(const Run& run, const LambdaInvokeSettings& settings,
                                   const Calendar& calendar, Parts parts)
    : run_{run},
      settings_{settings},
      calendar_{calendar},
      parts_{parts},
      sizes_{settings.common.size},
      size_stream_{run.stream(fmt::format("flows.{}.size", settings.common.name))},
      retries_{run, settings.common.retries, fmt::format("flows.{}", settings.common.name)},
      name_{run.journal.flow(fmt::format("flows.{}", settings.common.name))},
      phase_{run.journal.intern("upload")},
      overhead_name_{run.journal.intern(fmt::format("lambda.{}.invoke", settings.function.name))} {}

void LambdaInvokeFlow::begin(double end) {
  run_.simulator.start(take_calls(make_arrivals(
      settings_.common.arrivals, run_.stream(fmt::format("flows.{}.uploads", settings_.common.name)),
      calendar_, settings_.common.uploads_end(end))));
}

Process LambdaInvokeFlow::take_calls(std::unique_ptr<ArrivalProcess> arrivals) {
  while (const auto arrival = arrivals->next()) {
    co_await run_.simulator.wait_until(arrival->time);
    burstiness_.add(arrival->time);
    const auto bytes = bytes_of(*arrival, sizes_, size_stream_);
    run_.simulator.start(
        call({{name_, arrival->id, bytes, arrival->time}, arrival->duration.value_or(-1), 0, parts_.logs}));
  }
}

Process LambdaInvokeFlow::call(DocumentEvent sent) {
  const auto event = std::make_shared<DocumentEvent>(std::move(sent));
  const auto& document = event->document;
  ++open_;
  run_.journal.report(events::UploadStarted{run_.now(), document});
  for (std::uint32_t number = 1;; ++number) {
    co_await run_.simulator.delay(settings_.overhead.count());
    Admission admission = admit(event);
    if (admission.invocation) {
      Delivery delivery{.event = event, .attempt = number, .queued = event->created};
      const bool answered = co_await parts_.handler.invoke({&delivery, 1}, *admission.invocation);
      if (!answered) admission.failure = "function_error";
    }
    if (admission.failure.empty()) break;
    if (number >= retries_.attempts() || admission.failure == too_large) {
      --open_;
      run_.journal.report(events::UploadRejected{run_.now(), document, admission.failure});
      co_return;
    }
    run_.journal.report(events::UploadRetried{run_.now(), document, admission.failure});
    co_await pause_before_retry(document.entity(), number);
  }
  acknowledge(document);
}

Task<> LambdaInvokeFlow::pause_before_retry(Entity call, std::uint32_t number) {
  const double pause = retries_.pause(call, number);
  co_await run_.simulator.delay(pause);
  run_.journal.report(events::Waited{run_.now(), name_, phase_, retries_.name(), pause});
}

/// Lambda's front end lets the call in, or not; its queue takes an asynchronous one.
LambdaInvokeFlow::Admission LambdaInvokeFlow::admit(const std::shared_ptr<DocumentEvent>& event) {
  const auto& document = event->document;
  run_.journal.report(events::Waited{run_.now(), name_, phase_, overhead_name_, settings_.overhead.count()});
  if (document.bytes > settings_.largest_payload.count()) return {too_large, {}};
  if (!parts_.function.accept_request(document)) return {"throttled", {}};
  event->created = run_.now();
  if (settings_.invocation == InvocationKind::asynchronous) {
    parts_.queue.take({event});
    return {};
  }
  const auto invocation = parts_.function.try_start(document);
  return {invocation ? "" : "throttled", invocation};
}

void LambdaInvokeFlow::acknowledge(const Document& document) {
  --open_;
  ++acknowledged_;
  run_.journal.report(events::UploadAcknowledged{run_.now(), document});
  run_.journal.report(events::DocumentProtected{run_.now(), document, run_.now()});
}

}  // namespace garoa
