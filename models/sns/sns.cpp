#include "models/sns/sns.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace garoa {

TopicSettings read_topic(const std::string& name, Fields& fields, Catalogue& catalogue) {
  auto& figures = catalogue.figures("sns");
  TopicSettings s;
  s.name = name;
  s.where = fields.where();
  fields.section("subscriptions", "number of subscriptions by protocol", [&](Fields& f) {
    const Range<std::uint64_t> range{0, 12'500'000, ""};
    s.email = f.optional<std::uint64_t>("email", "by e-mail", 0, range);
    s.http = f.optional<std::uint64_t>("http", "to HTTP endpoints", 0, range);
    s.sqs = f.optional<std::uint64_t>("sqs", "to SQS queues", 0, range);
    s.lambda = f.optional<std::uint64_t>("lambda", "to Lambda functions", 0, range);
  });
  const auto message = fields.optional("message", "size of one notification",
                                       figures.get<Bytes>("message.bytes"), {1_B, 256_KiB, "SNS allows"});
  const auto billed = std::max<std::uint64_t>(1, figures.get<Bytes>("request.bytes").count());
  s.requests_per_message = (message.count() + billed - 1) / billed;
  s.publish_latency = figures.get<Seconds>("publish.latency");
  s.delivery = Distribution::lognormal(figures.get<Seconds>("delivery.median").count(),
                                       figures.get<double>("delivery.sigma"));
  return s;
}

Topic::Topic(const Run& run, TopicSettings settings)
    : run_{run},
      settings_{std::move(settings)},
      stream_{run.stream(fmt::format("sns.{}.delivery", settings_.name))},
      name_{run.journal.intern(fmt::format("sns.{}", settings_.name))} {}

void Topic::publish(Document document, double done) {
  ++published_;
  ++unbilled_;
  run_.simulator.start(deliver(document, done));
}

Process Topic::deliver(Document document, double done) {
  co_await run_.simulator.delay(settings_.delivery.quantile(stream_.uniform(document.id)));
  run_.journal.report(events::Notified{run_.now(), name_, document, done});
}

void Topic::sample(double) {
  const auto bill = [&](Meter meter, std::uint64_t units) {
    if (units > 0) run_.journal.report(events::Billed{name_, meter, units});
  };
  const auto messages = std::exchange(unbilled_, 0);
  bill(Meter::sns_publish_requests, messages * settings_.requests_per_message);
  bill(Meter::sns_email_deliveries, messages * settings_.email);
  bill(Meter::sns_http_deliveries, messages * settings_.http);
}

void Topic::finish(const MetricSink& metrics) {
  metrics(fmt::format("sns.{}.published", settings_.name), static_cast<double>(published_));
}

}  // namespace garoa
