#include "sim/flows/topic_events.hpp"

namespace garoa {

TopicEvents::TopicEvents(const Run& run, Topic& topic)
    : run_{run}, topic_{topic}, process_phase_{run.journal.intern("process")} {}

void TopicEvents::take(Delivery&& delivery) {
  const auto& event = *delivery.event;
  topic_.publish(event.document, event.created, event.message_bytes);
  tell(delivery);
}

void TopicEvents::pass_over(const Document& document, bool wanted) {
  for (const auto& consumer : consumers_) consumer.events.pass_over(document, wanted);
}

void TopicEvents::publish(const DocumentEvent& event, NameId by, double done) {
  topic_.publish(event.document, done);
  if (consumers_.empty()) return;
  const auto told = share(event.following());
  told->chain.add(by, false);
  told->created = run_.now();
  tell({told});
}

void TopicEvents::tell(const Delivery& delivery) {
  for (std::uint32_t i = 0; i < consumers_.size(); ++i) run_.simulator.start(deliver(i, delivery));
}

Process TopicEvents::deliver(std::uint32_t index, Delivery delivery) {
  const auto& event = *delivery.event;
  const double delay = topic_.delivery_time(consumers_[index].protocol, event.entity(),
                                            Purpose{"consumer"}.at(index).at(delivery.copy));
  co_await run_.simulator.delay(delay);
  run_.journal.report(
      events::Waited{run_.now(), event.document.flow, process_phase_, topic_.names().self, delay, 0});
  consumers_[index].events.take(std::move(delivery));
}

}  // namespace garoa
