#include "models/sns/sns_settings.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "models/iam/role_settings.hpp"
#include "sim/core/latency_figures.hpp"

namespace garoa {
namespace {

constexpr const char* shape_of(Protocol protocol) {
  switch (protocol) {
    case Protocol::sqs:
    case Protocol::lambda:
      return "aws";
    case Protocol::http:
      return "http";
    case Protocol::email:
    case Protocol::sms:
      return "outside";
  }
  return "";
}

DeliveryPolicy policy_of(std::string_view shape, Figures& figures) {
  const auto name = [&](const char* part) { return fmt::format("retry.{}.{}", shape, part); };
  const auto count = [&](const char* part) { return figures.get<std::uint32_t>(name(part)); };
  const auto seconds = [&](const char* part) { return figures.get<Seconds>(name(part)).count(); };
  return {count("immediate"),  count("early"),     seconds("early_pause"), count("backed_off"),
          seconds("shortest"), seconds("longest"), count("late")};
}

constexpr const char* meaning_of(Protocol protocol) {
  switch (protocol) {
    case Protocol::sqs:
      return "to SQS queues";
    case Protocol::lambda:
      return "to Lambda functions";
    case Protocol::http:
      return "to HTTP endpoints";
    case Protocol::email:
      return "by e-mail";
    case Protocol::sms:
      return "by SMS";
  }
  return "";
}

/// The scenario's own functions and queues are told without a number under `subscriptions`; their figures count where
/// there are any.
Distribution read_latency(const SubscriberSettings& s, const std::string& topic, Catalogue& catalogue) {
  const std::string name{name_of(s.protocol)};
  auto& figures = catalogue.figures("sns");
  if (s.count > 0) return latency_of(figures, "delivery." + name);
  const Catalogue::UsedFor own{catalogue, fmt::format("sns.{}.{}", topic, name)};
  return latency_of(figures, "delivery." + name);
}

void read_delivery(SubscriberSettings& s, const std::string& topic, Fields& fields, Catalogue& catalogue) {
  const std::string name{name_of(s.protocol)};
  auto& figures = catalogue.figures("sns");
  auto policy = HttpPolicy::standard;
  fields.section(name, meaning_of(s.protocol), [&](Fields& f) {
    s.error_rate =
        f.optional("error_rate", "share of tries that the subscriber does not take", 0.0, {0.0, 1.0, ""});
    s.dlq = f.optional("dlq", "a dead-letter queue takes what SNS gives up", false);
    if (s.protocol == Protocol::sms)
      s.rate = f.optional("rate", "messages a second that the number sends",
                          figures.fallback<PerSecond>("sms.rate"),
                          {PerSecond{0.01}, PerSecond{100}, "a number sends"});
    if (s.protocol == Protocol::http) {
      policy =
          f.optional("retry_policy", "AWS's own (3 retries) or its documentation's example (50)", policy);
      s.tls = f.maybe<bool>("tls", "its endpoints are HTTPS (default: not told)");
    }
  });
  s.latency = read_latency(s, topic, catalogue);
  if (s.count == 0) return;  // no other figure is in use
  s.policy = policy_of(policy == HttpPolicy::sample ? "http_sample" : shape_of(s.protocol), figures);
  if (s.protocol == Protocol::email) s.rate = figures.get<PerSecond>("email.rate");
}

}  // namespace

std::array<SubscriberSettings, protocol_count> read_subscribers(const std::string& topic, Fields& fields,
                                                                Catalogue& catalogue) {
  std::array<SubscriberSettings, protocol_count> all;
  for (const auto& [name, protocol] : EnumNames<Protocol>::names)
    all[static_cast<std::size_t>(protocol)].protocol = protocol;
  fields.section("subscriptions", "number of subscriptions by protocol", [&](Fields& f) {
    const auto most = catalogue.figures("sns").get<std::uint64_t>("subscriptions.max");
    for (auto& s : all)
      s.count =
          f.optional<std::uint64_t>(name_of(s.protocol), meaning_of(s.protocol), 0, {0, most, "a topic has"});
  });
  fields.section("delivery", "how messages get to the subscribers, by protocol", [&](Fields& f) {
    for (auto& s : all) read_delivery(s, topic, f, catalogue);
  });
  return all;
}

TopicSettings read_topic(const std::string& name, Fields& fields, Catalogue& catalogue) {
  auto& figures = catalogue.figures("sns");
  TopicSettings s;
  s.name = name;
  s.where = fields.where();
  s.subscribers = read_subscribers(name, fields, catalogue);
  s.message = fields.optional("message", "size of one notification", figures.fallback<Bytes>("message.bytes"),
                              {1_B, figures.limit<Bytes>("message.max"), "SNS allows"});
  s.billed_unit = std::max(1_B, figures.get<Bytes>("request.bytes"));
  fields.maybe_section("trigger", "what sends to the topic, apart from functions", [&](Fields& f) {
    s.objects = read_object_trigger(f, catalogue);
    if (!f.given("bucket") && !f.describing())
      f.error("", fmt::format("'{}' lacks the required key 'bucket'", f.path()));
  });
  s.publish_latency = figures.get<Seconds>("publish.latency");
  s.kms = fields.optional("kms", "encrypted with a KMS key", false);
  if (s.kms) s.key_reuse = figures.get<Seconds>("data_key.reuse");
  s.delivery_status = fields.optional("delivery_status", "whether a delivery succeeded is logged", false);
  s.principals = read_principals(fields);
  fields.section("client", "how functions and clients speak to the topic", [&](Fields& f) {
    const auto mode = f.optional("retry_mode", "of the SDK", RetryMode::standard);
    s.retry = retry_settings(mode, catalogue.figures("s3"));
    s.retry.attempts =
        f.optional("attempts", "for one request, the first one included", s.retry.attempts, {1U, 100U, ""});
  });
  return s;
}

PerSecond publish_quota(const std::string& region, Catalogue& catalogue) {
  return catalogue.figures("sns").get<PerSecond>("publish.limit." + region);
}

}  // namespace garoa
