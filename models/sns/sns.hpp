// An SNS topic that tells its subscribers that a document was processed, or what a client published.
//
// Modelled: the Publish call with the account's quota and the SDK's retries; delivery by protocol with failures,
// retries, dead-letter queues and the limits of e-mail and SMS (subscribers.hpp); billed requests, and
// deliveries by e-mail and HTTP (each message once for each subscription, however many tries it takes; to SQS and Lambda
// they are free), and the requests of subscribers' queues, as if they were the account's own (send and receive by 64 KiB, delete).
// Not modelled: FIFO topics, PublishBatch, message filters, a price of SMS (AWS's depends on the carrier).
//
// Settings: sns_settings.hpp.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "models/callee.hpp"
#include "models/failing.hpp"
#include "models/kms/data_key.hpp"
#include "models/sns/sns_settings.hpp"
#include "models/sns/subscribers.hpp"
#include "models/unbilled.hpp"

namespace garoa {

class Topic final : public Callee, public FailingRequests {
 public:
  /// `account` holds Publish requests of all topics, `kms` gives the key of a topic that has one.
  Topic(const Run& run, TopicSettings settings, TokenBucket& account, Kms* kms = nullptr);

  [[nodiscard]] Answer ask(const Request& request) override;
  [[nodiscard]] double usual_time(Kind /*kind*/) const override { return settings_.publish_latency.count(); }
  [[nodiscard]] std::optional<double> pause(const Request& request, Refusal refusal) const override {
    return retries_.pause(request, refusal);
  }
  [[nodiscard]] std::optional<EndpointService> endpoint() const override { return EndpointService::sns; }
  [[nodiscard]] std::uint64_t bytes_of(Kind /*kind*/) const override { return settings_.message.count(); }
  /// The message is accepted: it is delivered by itself. `done` is when the document's effect was committed; a message of
  /// 0 bytes is as large as the topic's settings say.
  void publish(Document document, double done, std::uint64_t bytes = 0);

  /// Seconds from the message to a function or queue of the scenario, as `protocol` says. `purpose` tells the receivers
  /// of one message apart.
  [[nodiscard]] double delivery_time(Protocol protocol, Entity message, Purpose purpose) const {
    const auto& delivery = settings_.subscribers[static_cast<std::size_t>(protocol)];
    return delivery.latency.quantile(stream_.uniform(message, purpose));
  }

  /// While true no subscriber takes a message.
  void set_outage(bool outage) override;
  /// The share of tries of a delivery that fail on top of the subscribers' own.
  void set_error_rate(double share) override;

  void sample(double interval) override;
  void finish(MetricSink& metrics) override;

 private:
  [[nodiscard]] std::uint64_t queues() const;

  const Run& run_;
  TopicSettings settings_;
  TokenBucket& account_;
  DataKey key_;
  SdkRetries retries_;
  Stream stream_;
  std::vector<Subscribers> subscribers_;  // by protocol
  Counted published_;
  Unbilled requests_;
  Unbilled queue_steps_;  // of 64 KiB beyond the first of each message in each queue
};

}  // namespace garoa
