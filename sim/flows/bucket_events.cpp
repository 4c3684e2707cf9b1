#include "sim/flows/bucket_events.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace garoa {

BucketEvents::BucketEvents(const Run& run, Bucket& bucket)
    : run_{run},
      bucket_{bucket},
      process_phase_{run.journal.intern("process")},
      delay_name_{run.journal.intern(fmt::format("s3.{}.event_delay", bucket.settings().name))},
      eventbridge_name_{run.journal.intern(fmt::format("s3.{}.eventbridge", bucket.settings().name))},
      detour_stream_{run.stream(fmt::format("s3.{}.eventbridge", bucket.settings().name))} {}

bool BucketEvents::takes_key(const Route& route, const ObjectKey& key) {
  if (route.trigger.prefix.empty() && route.trigger.suffix.empty()) return true;
  return key.with_text([&](std::string_view text) { return route.trigger.takes_key(text); });
}

void BucketEvents::created(Item item, ObjectEvent event, bool by_client) {
  item.created = run_.now();
  item.bucket = &bucket_;
  item.sequencer = ++created_;
  run_.journal.report(events::ObjectCreated{run_.now(), bucket_.names().self, item.document, by_client});
  const bool somebodys = std::any_of(routes_.begin(), routes_.end(),
                                     [&](const Route& route) { return takes_key(route, item.key); });
  for (std::uint32_t i = 0; i < routes_.size(); ++i) {
    const bool key = takes_key(routes_[i], item.key);
    if (key && routes_[i].trigger.takes_type(event)) {
      send(i, item);
    } else {
      routes_[i].consumer.pass_over(item.document, key || !somebodys);
    }
  }
}

void BucketEvents::send(std::uint32_t index, const Item& item) {
  if (!bucket_.event_is_duplicated(item.entity(), index)) {
    run_.simulator.start(deliver(index, {item}));
    return;
  }
  const auto effects = std::make_shared<EffectCounts>();
  run_.simulator.start(deliver(index, {item, 0, effects}));
  run_.simulator.start(deliver(index, {item, 1, effects}));
}

Process BucketEvents::deliver(std::uint32_t index, ObjectMessage message) {
  const auto& route = routes_[index];
  const auto& document = message.item.document;
  const auto object = message.item.entity();
  const double delay = bucket_.event_delay(object, index, message.copy);
  co_await run_.simulator.delay(delay);
  run_.journal.report(events::Waited{run_.now(), document.flow, process_phase_, delay_name_, delay});
  if (route.trigger.via == EventRoute::eventbridge) {
    const double detour = route.trigger.detour.quantile(
        detour_stream_.uniform(object, Purpose{"detour"}.at(index).at(message.copy)));
    co_await run_.simulator.delay(detour);
    run_.journal.report(events::Waited{run_.now(), document.flow, process_phase_, eventbridge_name_, detour});
    run_.journal.report(events::Billed{bucket_.names().self, Meter::eventbridge_events, 1});
  }
  route.consumer.take(std::move(message));
}

}  // namespace garoa
