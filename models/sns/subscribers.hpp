// The subscribers of a topic by one protocol, and how a message gets to them.
//
// Modelled: latency by protocol; tries that fail by chance, or while the subscribers are out of order, each subscriber for
// itself; retries (delivery_policy.hpp); a dead-letter queue that takes what was given up.
//   email  more than 10 messages a second, and AWS disables the subscription for good: all later ones are lost
//   sms    a number sends `rate` a second. What comes faster waits; what would wait for longer than all
//          retries of the protocol together is given up.
// Not modelled: filters of subscriptions, batches of Lambda, SMS spending limits and opt-outs.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "models/measured.hpp"
#include "models/sns/sns_settings.hpp"
#include "models/unbilled.hpp"
#include "sim/engine/token_bucket.hpp"

namespace garoa {

class Subscribers {
 public:
  /// `topic` is its path, such as "sns.done".
  Subscribers(const Run& run, SubscriberSettings settings, const std::string& topic);

  /// Brings the message to each of them. `done` is when the document's effect was committed.
  void deliver(Document document, double done);
  void set_outage(bool outage) { outage_ = outage; }
  /// The share of tries that fail on top of the subscribers' own.
  void set_error_rate(double share) { failure_rate_ = share; }
  /// Messages times subscribers that SNS set out to deliver.
  [[nodiscard]] Unbilled& deliveries() { return deliveries_; }

  void finish(MetricSink& metrics) const;

 private:
  Process deliver_to_all(Document document, double done);
  Process send_in_turn(Document document, double done);
  [[nodiscard]] std::uint64_t failures(const Document& document, std::uint32_t attempt, std::uint64_t trying);
  [[nodiscard]] double latency(const Document& document, std::uint32_t attempt) const;
  void fail(const Document& document, double done, std::uint32_t attempts, std::uint64_t times);

  const Run& run_;
  SubscriberSettings settings_;
  std::string_view protocol_;
  std::string path_;
  NameId topic_;
  NameId phase_;
  NameId rate_name_;
  Stream latency_stream_;
  Stream error_stream_;
  TokenBucket rate_;
  double longest_wait_;
  bool outage_ = false;
  double failure_rate_ = 0;
  double disabled_at_ = -1;
  Unbilled deliveries_;
  Counted waited_;  // SMS that were not sent at once
  Level waiting_;
};

}  // namespace garoa
