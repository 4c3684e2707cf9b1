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

void BucketEvents::created(const SharedEvent& event, ObjectEvent type, bool by_client) {
  event->created = run_.now();
  event->object.bucket = &bucket_;
  event->object.sequencer = ++created_;
  run_.journal.report(events::ObjectCreated{run_.now(), bucket_.names().self, event->document, by_client});
  const auto& object_key = event->object.key;
  const bool somebodys = std::any_of(routes_.begin(), routes_.end(),
                                     [&](const Route& route) { return takes_key(route, object_key); });
  // What a handler writes where nobody listens is a result, not a document that somebody should have worked on.
  const bool missed = by_client && !somebodys;
  for (std::uint32_t i = 0; i < routes_.size(); ++i) {
    const bool key = takes_key(routes_[i], object_key);
    if (key && routes_[i].trigger.takes_type(type)) {
      send(i, event);
    } else {
      routes_[i].consumer.pass_over(event->document, key || missed);
    }
  }
}

void BucketEvents::send(std::uint32_t index, const SharedEvent& event) {
  const bool twice = bucket_.event_is_duplicated(event->entity(), index);
  run_.simulator.start(deliver(index, {event}));
  if (twice) run_.simulator.start(deliver(index, {.event = event, .copy = 1}));
}

Process BucketEvents::deliver(std::uint32_t index, Delivery delivery) {
  const auto& route = routes_[index];
  const NameId flow = delivery.event->document.flow;
  const auto object = delivery.event->entity();
  const double delay = bucket_.event_delay(object, index, delivery.copy);
  co_await run_.simulator.delay(delay);
  run_.journal.report(events::Waited{run_.now(), flow, process_phase_, delay_name_, delay, 0});
  if (route.trigger.via == EventRoute::eventbridge) {
    const auto purpose = Purpose{"detour"}.at(index).at(delivery.copy);
    const double detour = route.trigger.detour.quantile(detour_stream_.uniform(object, purpose));
    co_await run_.simulator.delay(detour);
    run_.journal.report(events::Waited{run_.now(), flow, process_phase_, eventbridge_name_, detour, 0});
    run_.journal.report(events::Billed{bucket_.names().self, Meter::eventbridge_events, 1});
  }
  route.consumer.take(std::move(delivery));
}

}  // namespace garoa
