#include "sim/flows/lambda_invoke.hpp"

#include <fmt/format.h>

namespace garoa {

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
      name_{run.journal.intern(fmt::format("flows.{}", settings.common.name))},
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

Process LambdaInvokeFlow::call(Item item) {
  const auto& document = item.document;
  std::uint32_t effects = 0;
  ++open_;
  run_.journal.report(events::UploadStarted{run_.now(), document});
  for (std::uint32_t number = 1;; ++number) {
    const std::string_view failure = co_await attempt(item, number, effects);
    if (failure.empty()) break;
    if (number >= retries_.attempts() || failure == "payload_too_large") {
      --open_;
      run_.journal.report(events::UploadRejected{run_.now(), document, failure});
      co_return;
    }
    run_.journal.report(events::UploadRetried{run_.now(), document, failure});
    const double pause = retries_.pause(document.id, number);
    co_await run_.simulator.delay(pause);
    run_.journal.report(events::Waited{run_.now(), name_, phase_, retries_.name(), pause});
  }
  --open_;
  ++acknowledged_;
  run_.journal.report(events::UploadAcknowledged{run_.now(), document});
  run_.journal.report(events::DocumentProtected{run_.now(), document, run_.now()});
}

Task<std::string_view> LambdaInvokeFlow::attempt(Item& item, std::uint32_t number, std::uint32_t& effects) {
  const double overhead = settings_.overhead.count();
  co_await run_.simulator.delay(overhead);
  run_.journal.report(events::Waited{run_.now(), name_, phase_, overhead_name_, overhead});
  if (item.document.bytes > settings_.largest_payload.count()) co_return "payload_too_large";
  if (!parts_.function.accept_request(item.document)) co_return "throttled";
  item.created = run_.now();
  if (settings_.invocation == InvocationKind::asynchronous) {
    parts_.queue.take({item});
    co_return "";
  }
  const auto invocation = parts_.function.try_start(item.document);
  if (!invocation) co_return "throttled";
  HandlerEvent event{item, number, item.created, effects};
  const bool answered = co_await parts_.handler.invoke({&event, 1}, *invocation);
  co_return answered ? "" : "function_error";
}

}  // namespace garoa
