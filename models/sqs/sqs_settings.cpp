#include "models/sqs/sqs_settings.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sim/core/latency_figures.hpp"

namespace garoa {

namespace {

void read_encryption(QueueSettings& s, Fields& fields, Figures& figures) {
  s.encrypted = fields.optional("encrypted", "at rest, with SQS's own key or one of KMS", true);
  s.kms = fields.optional("kms", "encrypted with a KMS key of the customer's", false);
  if (s.kms && !s.encrypted)
    fields.error("kms", fmt::format("'{}' needs 'encrypted' as well", fields.path()));
  if (s.kms || fields.describing())
    s.key_reuse = fields.optional("data_key_reuse", "a data key of KMS is used again for so long",
                                  figures.fallback<Seconds>("data_key.reuse.default"),
                                  {figures.limit<Seconds>("data_key.reuse.min"),
                                   figures.limit<Seconds>("data_key.reuse.max"), "SQS allows"});
}

}  // namespace

QueueSettings read_queue(const std::string& name, Fields& fields, Catalogue& catalogue) {
  auto& figures = catalogue.figures("sqs");
  QueueSettings s;
  s.name = name;
  s.where = fields.where();
  s.visibility_timeout =
      fields.optional("visibility_timeout", "a received message is hidden for so long",
                      figures.fallback<Seconds>("visibility_timeout.default"),
                      {Seconds{0}, figures.limit<Seconds>("visibility_timeout.max"), "SQS allows"});
  s.retention = fields.optional(
      "retention", "older messages are lost", figures.fallback<Seconds>("retention.default"),
      {figures.limit<Seconds>("retention.min"), figures.limit<Seconds>("retention.max"), "SQS allows"});
  s.max_receives =
      fields.maybe<std::uint32_t>("max_receives", "receipts before the dead-letter queue",
                                  {1, figures.limit<std::uint32_t>("max_receives.max"), "SQS allows"});
  s.dead_letter = fields.reference("dead_letter", "SQS queue that takes what was received too often", true);
  if (s.max_receives.has_value() != s.dead_letter.given()) {
    const char* lacking = s.max_receives ? "dead_letter" : "max_receives";
    fields.error(s.max_receives ? "max_receives" : "dead_letter",
                 fmt::format("'{}' needs '{}' as well", fields.path(), lacking));
  }
  s.message = fields.optional("message", "size of a message", figures.fallback<Bytes>("message.bytes"),
                              {1_B, figures.limit<Bytes>("message.max"), "SQS allows"});
  fields.maybe_section("trigger", "what sends to the queue", [&](Fields& f) {
    s.objects = read_object_trigger(f, catalogue);
    s.topic = f.reference("topic", "SNS topic", true);
    if (f.given("bucket") == f.given("topic") && !f.describing())
      f.error("", fmt::format("'{}' names one of 'bucket' and 'topic'", f.path()));
  });
  read_encryption(s, fields, figures);
  s.in_flight_max = figures.get<std::uint64_t>("in_flight.max");
  s.batch = std::max(1U, figures.get<std::uint32_t>("batch"));
  s.billed_unit = std::max(1_B, figures.get<Bytes>("request.bytes"));
  s.send_latency = figures.get<Seconds>("send.latency");
  s.delivery = latency_of(figures, "delivery");
  return s;
}

}  // namespace garoa
