// Direct invocation: clients call a Lambda function with the document as payload.
//
// Synchronous: a call that a limit turns away or whose handler fails is over, unless the client tries again;
// its latency ends with the handler's answer. Asynchronous: Lambda's queue takes the event, and the latency
// ends there; the rest is the queue's.
//
// Modelled: the invocation's overhead (network and Lambda's front end), the rate of requests that clients may
// make, the largest payload of each kind. Not modelled: size of the answer, streamed answers, function URLs and
// API Gateway before the function, the time that the payload takes on the client's line.
//
// Shape: synchronous unless given. Figures: models/lambda (invoke).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/flows/async_queue.hpp"
#include "sim/flows/flow.hpp"
#include "sim/flows/handler.hpp"

namespace garoa {

enum class InvocationKind { synchronous, asynchronous };

template <>
struct EnumNames<InvocationKind> {
  static constexpr std::string_view kind = "kind of invocation";
  static constexpr std::array names{
      std::pair{std::string_view{"synchronous"}, InvocationKind::synchronous},
      std::pair{std::string_view{"asynchronous"}, InvocationKind::asynchronous}};
};

struct LambdaInvokeSettings {
  FlowCommon common;
  Reference function;
  InvocationKind invocation = InvocationKind::synchronous;
  Seconds overhead;
  Bytes largest_payload;
};

void read_lambda_invoke(LambdaInvokeSettings& settings, Fields& fields, Catalogue& catalogue);

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

  void begin(double end) override;
  [[nodiscard]] Open open() const override { return {open_, 0}; }
  /// The caller of each has its answer, and with it the effect; or Lambda's queue has the event.
  [[nodiscard]] std::uint64_t kept() const override { return acknowledged_; }
  [[nodiscard]] std::vector<NamedBurstiness> burstiness() const override {
    return {{"uploads", &burstiness_}};
  }

 private:
  Process take_calls(std::unique_ptr<ArrivalProcess> arrivals);
  Process call(DocumentEvent sent);
  /// What becomes of one attempt: an invocation, a refusal, or neither when the queue has the event.
  struct Admission {
    std::string_view failure;
    std::optional<Function::Invocation> invocation;
  };
  [[nodiscard]] Admission admit(const std::shared_ptr<DocumentEvent>& event);
  [[nodiscard]] Task<> pause_before_retry(Entity call, std::uint32_t number);
  void acknowledge(const Document& document);

  const Run& run_;
  const LambdaInvokeSettings& settings_;
  const Calendar& calendar_;
  Parts parts_;
  SizeModel sizes_;
  Stream size_stream_;
  UploadRetries retries_;
  FlowId name_;
  NameId phase_;
  NameId overhead_name_;
  std::uint64_t open_ = 0;
  std::uint64_t acknowledged_ = 0;
  BurstinessMeter burstiness_;
};

}  // namespace garoa
