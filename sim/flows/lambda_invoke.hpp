// Direct invocation: clients call a Lambda function with the document as payload.
//
// Synchronous: a call that a limit turns away or whose handler fails is over, unless the client tries again;
// its latency ends with the handler's answer. Asynchronous: Lambda's queue takes the event, and the latency
// ends there; the rest is the queue's.
//
// Modelled: the invocation's overhead (network and Lambda's front end), the rate of requests that clients may
// make, the largest payload of each kind. Not modelled: size of the answer, streamed answers, function URLs and
// API Gateway before the function, the time that the payload takes on the client's line.
#pragma once

#include <optional>

#include "sim/flows/async_queue.hpp"
#include "sim/flows/flow.hpp"
#include "sim/flows/handler.hpp"
#include "sim/flows/lambda_invoke_settings.hpp"

namespace garoa {

class LambdaInvokeFlow final : public Flow {
 public:
  struct Parts {
    Function& function;
    Handler& handler;
    AsyncQueue& queue;
    LogGroup* logs;
  };
  LambdaInvokeFlow(const Run& run, const LambdaInvokeSettings& settings, const Calendar& calendar,
                   Parts parts);

 private:
  /// What becomes of one call: an invocation, a refusal, or neither when the queue has the event.
  struct Admission {
    std::optional<UploadFailure> failure;
    std::optional<Function::Invocation> invocation;
  };
  Task<std::optional<UploadFailure>> attempt(Upload& upload) override;
  /// Takes the event where it goes into the queue.
  [[nodiscard]] Admission admit(SharedEvent& event);

  const LambdaInvokeSettings& settings_;
  Parts parts_;
  NameId overhead_name_;
};

}  // namespace garoa
