// Messages: clients publish their documents to an SNS topic (`kind: sns-publish`) or send them to an SQS queue (`kind:
// sqs-send`), each document as one message.
//
// A call is asked again as the SDK does where the account's quota refuses it; then it is up to the client. The
// latency of the upload ends with the service's answer. The message is on its way as soon as it is taken: the measured
// times of delivery begin with the call. What larger messages than the service takes are rejected for good.
//
// Modelled: latency of the call, the quota of Publish, the SDK's tries, requests billed by the size of the message.
// Not modelled: batches (PublishBatch, SendMessageBatch), the time that a message takes on the client's line, quotas of
// standard queues, which AWS calls nearly unlimited.
#pragma once

#include <optional>

#include "models/callee.hpp"
#include "sim/flows/document_event.hpp"
#include "sim/flows/flow.hpp"

namespace garoa {

class MessageFlow final : public Flow {
 public:
  struct Parts {
    Callee& service;
    EventConsumer& messages;  // of the service
    Bytes largest;
    LogGroup* logs;
  };
  MessageFlow(const Run& run, const FlowCommon& settings, const Calendar& calendar, Parts parts);

 private:
  Task<std::optional<UploadFailure>> attempt(Upload& upload) override;
  /// One call with the SDK's tries; false if the last one is refused.
  [[nodiscard]] Task<bool> call(const Upload& upload);
  void hand_over(const Upload& upload);

  Parts parts_;
};

}  // namespace garoa
