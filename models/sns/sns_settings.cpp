#include "models/sns/sns_settings.hpp"

#include <fmt/format.h>

#include <algorithm>

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

void read_delivery(SubscriberSettings& s, Fields& fields, Figures& figures) {
  const std::string name{name_of(s.protocol)};
  auto policy = HttpPolicy::standard;
  fields.section(name, meaning_of(s.protocol), [&](Fields& f) {
    s.error_rate =
        f.optional("error_rate", "share of tries that the subscriber does not take", 0.0, {0.0, 1.0, ""});
    s.dlq = f.optional("dlq", "a dead-letter queue takes what SNS gives up", false);
    if (s.protocol == Protocol::sms)
      s.rate = f.optional("rate", "messages a second that the number sends",
                          figures.fallback<PerSecond>("sms.rate"),
                          {PerSecond{0.01}, PerSecond{100}, "a number sends"});
    if (s.protocol == Protocol::http)
      policy =
          f.optional("retry_policy", "AWS's own (3 retries) or its documentation's example (50)", policy);
  });
  if (s.count == 0) return;  // no figure is in use
  s.latency = Distribution::lognormal(figures.get<Seconds>(fmt::format("delivery.{}.median", name)).count(),
                                      figures.get<double>("delivery.sigma"));
  s.policy = policy_of(policy == HttpPolicy::sample ? "http_sample" : shape_of(s.protocol), figures);
  if (s.protocol == Protocol::email) s.rate = figures.get<PerSecond>("email.rate");
}

}  // namespace

std::array<SubscriberSettings, protocol_count> read_subscribers(Fields& fields, Figures& figures) {
  std::array<SubscriberSettings, protocol_count> all;
  for (const auto& [name, protocol] : EnumNames<Protocol>::names)
    all[static_cast<std::size_t>(protocol)].protocol = protocol;
  fields.section("subscriptions", "number of subscriptions by protocol", [&](Fields& f) {
    const auto most = figures.get<std::uint64_t>("subscriptions.max");
    for (auto& s : all)
      s.count =
          f.optional<std::uint64_t>(name_of(s.protocol), meaning_of(s.protocol), 0, {0, most, "a topic has"});
  });
  fields.section("delivery", "how messages get to the subscribers, by protocol", [&](Fields& f) {
    for (auto& s : all) read_delivery(s, f, figures);
  });
  return all;
}

TopicSettings read_topic(const std::string& name, Fields& fields, Catalogue& catalogue) {
  auto& figures = catalogue.figures("sns");
  TopicSettings s;
  s.name = name;
  s.where = fields.where();
  s.subscribers = read_subscribers(fields, figures);
  const auto message =
      fields.optional("message", "size of one notification", figures.fallback<Bytes>("message.bytes"),
                      {1_B, 256_KiB, "SNS allows"});
  const auto billed = std::max<std::uint64_t>(1, figures.get<Bytes>("request.bytes").count());
  s.requests_per_message = (message.count() + billed - 1) / billed;
  fields.maybe_section("trigger", "what sends to the topic, apart from functions", [&](Fields& f) {
    s.objects = read_object_trigger(f, catalogue);
    if (!f.given("bucket") && !f.describing())
      f.error("", fmt::format("'{}' lacks the required key 'bucket'", f.path()));
  });
  s.publish_latency = figures.get<Seconds>("publish.latency");
  fields.section("client", "how functions speak to the topic", [&](Fields& f) {
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
