#include "sim/report/notification_metrics.hpp"

namespace garoa {

NotificationMetrics::NotificationMetrics(Journal& journal, double warmup) : journal_{journal} {
  journal.on<events::Notified>([this, warmup](const events::Notified& event) {
    Topic& topic = topics_[event.topic];
    topic.seen = true;
    if (event.document.arrived >= warmup) topic.delay.add(event.time - event.done);
  });
}

void NotificationMetrics::add_metrics(MetricList& metrics) const {
  topics_.each_seen([&](NameId id, const Topic& topic) {
    metrics.add_count(journal_.name(id) + ".notifications", topic.delay.count());
    metrics.add_distribution(journal_.name(id) + ".notification_delay", topic.delay);
  });
}

}  // namespace garoa
