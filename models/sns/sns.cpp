#include "models/sns/sns.hpp"

#include <fmt/format.h>

#include <utility>

namespace garoa {

Topic::Topic(const Run& run, TopicSettings settings, TokenBucket& account, Kms* kms)
    : Callee{run, fmt::format("sns.{}", settings.name)},
      run_{run},
      settings_{std::move(settings)},
      account_{account},
      key_{kms, settings_.key_reuse, settings_.kms ? 2 * settings_.publishers : 0},
      retries_{settings_.retry, run.stream(fmt::format("sns.{}.retry", settings_.name))},
      stream_{run.stream(fmt::format("sns.{}.consumers", settings_.name))},
      published_{run} {
  for (const auto& subscribers : settings_.subscribers)
    subscribers_.emplace_back(run, subscribers, fmt::format("sns.{}", settings_.name));
}

Callee::Answer Topic::ask(const Request&) {
  const bool taken = account_.try_take(run_.now(), 1) && key_.use(run_.now());
  return {taken ? Refusal::none : Refusal::throttled, 0, settings_.publish_latency.count()};
}

void Topic::publish(Document document, double done, std::uint64_t bytes) {
  published_.add();
  (void)key_.use(run_.now());  // S3 and failure destinations do not ask before
  const auto size = bytes > 0 ? bytes : settings_.message.count();
  const auto unit = settings_.billed_unit.count();
  const auto steps = (size + unit - 1) / unit;
  requests_.add(document.flow, steps);
  if (steps > 1) queue_steps_.add(document.flow, (steps - 1) * queues());
  for (auto& subscribers : subscribers_) subscribers.deliver(document, done);
}

std::uint64_t Topic::queues() const {
  return settings_.subscribers[static_cast<std::size_t>(Protocol::sqs)].count;
}

void Topic::set_outage(bool outage) {
  for (auto& subscribers : subscribers_) subscribers.set_outage(outage);
}

void Topic::set_error_rate(double share) {
  for (auto& subscribers : subscribers_) subscribers.set_error_rate(share);
}

void Topic::sample(double) {
  const auto bill = [&](Meter meter, Unbilled& units, std::uint64_t each = 1) {
    units.report(run_.journal, names().self, meter, each);
  };
  const auto deliveries = [&](Protocol protocol) -> Unbilled& {
    return subscribers_[static_cast<std::size_t>(protocol)].deliveries();
  };
  bill(Meter::sns_publish_requests, requests_);
  bill(Meter::sns_email_deliveries, deliveries(Protocol::email));
  bill(Meter::sns_http_deliveries, deliveries(Protocol::http));
  bill(Meter::sns_sms_deliveries, deliveries(Protocol::sms));
  bill(Meter::sns_queue_deliveries, deliveries(Protocol::sqs), 3);
  bill(Meter::sns_queue_deliveries, queue_steps_, 2);
}

void Topic::finish(MetricSink& metrics) {
  metrics.add_count(fmt::format("sns.{}.published", settings_.name), published_.count());
  for (const auto& subscribers : subscribers_) subscribers.finish(metrics);
}

}  // namespace garoa
