// An SNS topic that tells its subscribers that a document was processed.
//
// Modelled: time of the Publish call, delivery delay, billed requests and deliveries by protocol.
// Not modelled: publish quotas, failed deliveries and their retries.
//
// Shape: `subscriptions` by protocol default to none. Figures: models/sns/sns.yaml.
#pragma once

#include <cstdint>
#include <string>

#include "models/service.hpp"
#include "sim/core/distribution.hpp"
#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"

namespace garoa {

struct TopicSettings {
  std::string name;
  Location where;
  std::uint64_t email = 0;  // subscriptions by protocol
  std::uint64_t http = 0;
  std::uint64_t sqs = 0;
  std::uint64_t lambda = 0;
  std::uint64_t requests_per_message = 1;
  Seconds publish_latency;
  Distribution delivery;  // seconds
};

[[nodiscard]] TopicSettings read_topic(const std::string& name, Fields& fields, Catalogue& catalogue);

class Topic final : public Service {
 public:
  Topic(const Run& run, TopicSettings settings);

  /// Seconds of the Publish call, which the caller waits for.
  [[nodiscard]] double publish_time() const { return settings_.publish_latency.count(); }
  /// The message is accepted: it is delivered by itself. `done` is when the document's effect was committed.
  void publish(Document document, double done);
  [[nodiscard]] NameId name() const { return name_; }

  void sample(double interval) override;
  void measure() override {}
  void finish(const MetricSink& metrics) override;

 private:
  Process deliver(Document document, double done);

  const Run& run_;
  TopicSettings settings_;
  Stream stream_;
  NameId name_;
  std::uint64_t published_ = 0;
  std::uint64_t unbilled_ = 0;
};

}  // namespace garoa
