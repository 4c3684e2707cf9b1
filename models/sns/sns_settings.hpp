// What a scenario says about an SNS topic and its subscribers.
//
// Shape: `subscriptions` are numbers by protocol and default to none; `delivery` says how it goes. Errors: more
// subscriptions than a topic has, a message larger than SNS takes. Figures: models/sns/sns.yaml, models/s3/s3.yaml
// (retry.*).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/retry/sdk_retry_settings.hpp"
#include "models/s3/object_trigger_settings.hpp"
#include "models/sns/delivery_policy.hpp"
#include "sim/core/distribution.hpp"
#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"

namespace garoa {

enum class Protocol { sqs, lambda, http, email, sms };
constexpr std::size_t protocol_count = 5;

template <>
struct EnumNames<Protocol> {
  static constexpr std::string_view kind = "protocol";
  static constexpr std::array names{std::pair{std::string_view{"sqs"}, Protocol::sqs},
                                    std::pair{std::string_view{"lambda"}, Protocol::lambda},
                                    std::pair{std::string_view{"http"}, Protocol::http},
                                    std::pair{std::string_view{"email"}, Protocol::email},
                                    std::pair{std::string_view{"sms"}, Protocol::sms}};
};

/// Which retries an HTTP endpoint is given: those of AWS, or the example of AWS's documentation.
enum class HttpPolicy { standard, sample };

template <>
struct EnumNames<HttpPolicy> {
  static constexpr std::string_view kind = "retry policy";
  static constexpr std::array names{std::pair{std::string_view{"standard"}, HttpPolicy::standard},
                                    std::pair{std::string_view{"sample"}, HttpPolicy::sample}};
};

struct SubscriberSettings {
  Protocol protocol = Protocol::sqs;
  std::uint64_t count = 0;
  double error_rate = 0;  // of a try
  bool dlq = false;
  std::optional<bool> tls;  // http: whether its endpoints are HTTPS; nothing: not told
  Distribution latency;     // seconds, of a try
  DeliveryPolicy policy;
  std::optional<PerSecond> rate;  // email: of one subscription until it is disabled; sms: of the number
};

/// `subscriptions` and `delivery` of a topic, protocol by protocol.
[[nodiscard]] std::array<SubscriberSettings, protocol_count> read_subscribers(const std::string& topic,
                                                                              Fields& fields,
                                                                              Catalogue& catalogue);

struct TopicSettings {
  std::string name;
  Location where;
  std::array<SubscriberSettings, protocol_count> subscribers;
  Bytes message{1};
  Bytes billed_unit{1};
  ObjectTrigger objects;  // the bucket whose events it takes, if any
  Seconds publish_latency;
  RetrySettings retry;
  bool kms = false;                     // encrypted with a KMS key
  Seconds key_reuse;                    // of a data key, with kms
  std::uint32_t publishers = 1;         // principals that publish to it
  bool delivery_status = false;         // of deliveries is logged
  std::vector<std::string> principals;  // that its policy lets in
};

[[nodiscard]] TopicSettings read_topic(const std::string& name, Fields& fields, Catalogue& catalogue);
/// The region's quota of Publish requests of all topics together.
[[nodiscard]] PerSecond publish_quota(const std::string& region, Catalogue& catalogue);

}  // namespace garoa
