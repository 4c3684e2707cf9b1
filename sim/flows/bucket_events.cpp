#include "sim/flows/bucket_events.hpp"

#include <fmt/format.h>

namespace garoa {

BucketEvents::BucketEvents(const Run& run, Bucket& bucket)
    : run_{run},
      bucket_{bucket},
      process_phase_{run.journal.intern("process")},
      delay_name_{run.journal.intern(fmt::format("s3.{}.event_delay", bucket.settings().name))} {}

void BucketEvents::created(Item item, ObjectEvent event, bool by_client) {
  item.created = run_.now();
  run_.journal.report(events::ObjectCreated{run_.now(), bucket_.names().self, item.document, by_client});
  const bool twice = !consumers_.empty() && bucket_.event_is_duplicated(item.document.id);
  for (auto* const consumer : consumers_) {
    if (!consumer->listens_to(event)) continue;
    const auto effects = twice ? std::make_shared<std::uint32_t>(0) : nullptr;
    run_.simulator.start(deliver(*consumer, {item, 0, effects}));
    if (twice) run_.simulator.start(deliver(*consumer, {item, 1, effects}));
  }
}

Process BucketEvents::deliver(EventConsumer& consumer, ObjectMessage message) {
  const auto& document = message.item.document;
  const double delay = bucket_.event_delay(document.id, message.copy);
  co_await run_.simulator.delay(delay);
  run_.journal.report(events::Waited{run_.now(), document.flow, process_phase_, delay_name_, delay});
  consumer.take(std::move(message));
}

}  // namespace garoa
