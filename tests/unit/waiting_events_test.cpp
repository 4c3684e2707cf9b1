#include "sim/flows/waiting_events.hpp"

#include <doctest/doctest.h>

namespace garoa::waiting_events_test {
namespace {

const KeyAffixes affixes{"in/", ".pdf"};
const TraceKeys names;

SharedEvent event(std::uint64_t id) {
  const FlowId flow{NameId{3}, "flows.intake"};
  DocumentEvent made{
      .document = {flow, id, 1000 + id, 0.5 * static_cast<double>(id)}, .own_duration = 0.25, .created = 7};
  made.object.key = {id, &names, &affixes};
  made.object.key_repeats = true;
  made.object.sequencer = 10 * id;
  made.message_bytes = 99;
  return share(std::move(made));
}

Delivery delivery(SharedEvent event) {
  return {.event = std::move(event), .copy = 1, .attempt = 2, .queued = 8};
}

}  // namespace

TEST_CASE("waiting events: what comes out is what went in") {
  WaitingEvents events;
  std::vector<WaitingEvents::Index> places;
  for (std::uint64_t id = 0; id < 3000; ++id)
    places.push_back(events.put(delivery(event(id)), {.number = id + 5, .refused = 4, .since = 9}));
  for (std::uint64_t id = 0; id < 3000; id += 7) {
    const auto place = places[id];
    CHECK(events.is_packed(place));
    CHECK(events.document(place).id == id);
    CHECK(events.queued(place) == 8);
    CHECK(events.number(place) == id + 5);
    CHECK(events.progress(place).refused == 4);
    CHECK(events.progress(place).since == 9);
    const auto out = events.take(place);
    const auto expected = event(id);
    CHECK(out.copy == 1);
    CHECK(out.attempt == 2);
    CHECK(out.queued == 8);
    CHECK(out.event->entity() == expected->entity());
    CHECK(out.event->document.bytes == expected->document.bytes);
    CHECK(out.event->document.arrived == expected->document.arrived);
    CHECK(out.event->own_duration == 0.25);
    CHECK(out.event->created == 7);
    CHECK(out.event->message_bytes == 99);
    CHECK(out.event->object.key.number == id);
    CHECK(out.event->object.key.names == &names);
    CHECK(out.event->object.key.affixes == &affixes);
    CHECK(out.event->object.key_repeats);
    CHECK(out.event->object.sequencer == 10 * id);
    // Its place is free for the next one.
    places[id] = events.put(delivery(event(id)), {.number = id + 5});
    CHECK(places[id] == place);
  }
}

TEST_CASE("waiting events: one that others hold too, and one that has had effects, stay the same thing") {
  WaitingEvents events;
  const NameId function{4};
  const auto held = event(1);
  const auto place = events.put(delivery(held), {});
  CHECK(events.document(place).id == 1);
  CHECK(events.take(place).event == held);

  auto worked_on = event(2);
  worked_on->effects.of(function) = 3;
  const auto second = events.put(delivery(std::move(worked_on)), {});
  CHECK(events.take(second).event->effects.of(function) == 3);

  auto following = event(3);
  following->chain.add(function, true);
  const auto third = events.put(delivery(std::move(following)), {});
  CHECK(events.take(third).event->chain.length() == 1);
}

}  // namespace garoa::waiting_events_test
