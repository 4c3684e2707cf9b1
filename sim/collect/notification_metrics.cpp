#include "sim/collect/notification_metrics.hpp"

namespace garoa {

NotificationMetrics::NotificationMetrics(Journal& journal, double warmup) : journal_{journal} {
  const auto topic_of = [this](NameId id) -> Topic& {
    Topic& topic = topics_[id];
    topic.seen = true;
    return topic;
  };
  journal.on<events::Notified>([=](const events::Notified& event) {
    Topic& topic = topic_of(event.topic);
    if (event.document.arrived < warmup) return;
    topic.reached += event.subscribers;
    topic.delay.add(event.time - event.done);
  });
  journal.on<events::DeliveryRetried>([=](const events::DeliveryRetried& event) {
    Topic& topic = topic_of(event.topic);
    if (event.document.arrived >= warmup) ++topic.retried;
  });
  journal.on<events::DeliveryFailed>([=](const events::DeliveryFailed& event) {
    Topic& topic = topic_of(event.topic);
    if (event.document.arrived < warmup) return;
    topic.failed.add(event.protocol);
    if (event.to_dlq) ++topic.dead_letters;
  });
}

void NotificationMetrics::add_metrics(MetricList& metrics) const {
  topics_.each_seen([&](NameId id, const Topic& topic) {
    const std::string name = journal_.name(id) + ".";
    metrics.add_count(name + "notifications", topic.reached);
    metrics.add_distribution(name + "notification_delay", topic.delay);
    metrics.add_count(name + "notifications.retried", topic.retried);
    metrics.add_reasons(name + "notifications.failed", topic.failed);
    metrics.add_count(name + "notifications.dead_letters", topic.dead_letters);
  });
}

}  // namespace garoa
