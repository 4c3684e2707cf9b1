// An SNS topic that tells its subscribers that a document was processed.
//
// Modelled: the Publish call with the account's quota and the SDK's retries; delivery by protocol with failures,
// retries, dead-letter queues and the limits of e-mail and SMS (subscribers.hpp); billed requests, and
// deliveries by e-mail and HTTP (each message once for each subscription, however many tries it takes;
// to SQS and Lambda they are free).
// Not modelled: FIFO topics, PublishBatch, message filters, a price of SMS (AWS's depends on the carrier).
//
// Shape: `subscriptions` are numbers by protocol and default to none; `delivery` says how it goes.
// Figures: models/sns/sns.yaml.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "models/callee.hpp"
#include "models/s3/object_trigger.hpp"
#include "models/sns/subscribers.hpp"
#include "sim/core/distribution.hpp"
#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"

namespace garoa {

struct TopicSettings {
  std::string name;
  Location where;
  std::array<SubscriberSettings, protocol_count> subscribers;
  std::uint64_t requests_per_message = 1;
  ObjectTrigger objects;  // the bucket whose events it takes, if any
  Seconds publish_latency;
  RetrySettings retry;
};

[[nodiscard]] TopicSettings read_topic(const std::string& name, Fields& fields, Catalogue& catalogue);
/// The region's quota of Publish requests of all topics together.
[[nodiscard]] PerSecond publish_quota(const std::string& region, Catalogue& catalogue);

class Topic final : public Callee {
 public:
  /// `account` holds Publish requests of all topics.
  Topic(const Run& run, TopicSettings settings, TokenBucket& account);

  [[nodiscard]] Answer ask(const Request& request) override;
  [[nodiscard]] std::optional<double> pause(const Request& request, Refusal refusal) const override {
    return retries_.pause(request, refusal);
  }
  /// The message is accepted: it is delivered by itself. `done` is when the document's effect was committed.
  void publish(Document document, double done);

  /// Seconds from the message to a function or queue of the scenario. `purpose` tells the receivers of one
  /// message apart.
  [[nodiscard]] double delivery_time(Entity message, Purpose purpose) const {
    const auto& delivery = settings_.subscribers[static_cast<std::size_t>(Protocol::lambda)];
    return delivery.latency.quantile(stream_.uniform(message, purpose));
  }

  /// While true no subscriber takes a message.
  void set_outage(bool outage);
  /// The share of tries of a delivery that fail on top of the subscribers' own.
  void set_error_rate(double share);

  void sample(double interval) override;
  void measure() override;
  void finish(const MetricSink& metrics) override;

 private:
  const Run& run_;
  TopicSettings settings_;
  TokenBucket& account_;
  SdkRetries retries_;
  Stream stream_;
  std::vector<Subscribers> subscribers_;  // by protocol
  std::uint64_t published_ = 0;
  std::uint64_t unbilled_ = 0;
};

}  // namespace garoa
