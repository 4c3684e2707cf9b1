#include "sim/flows/topic_events.hpp"

namespace garoa {

TopicEvents::TopicEvents(const Run& run, Topic& topic)
    : run_{run}, topic_{topic}, process_phase_{run.journal.intern("process")} {}

void TopicEvents::take(ObjectMessage message) {
  topic_.publish(message.item.document, message.item.created);
  tell(message);
}

void TopicEvents::pass_over(const Document& document, bool wanted) {
  for (auto* const consumer : consumers_) consumer->pass_over(document, wanted);
}

void TopicEvents::publish(Item item, double done) {
  topic_.publish(item.document, done);
  item.created = run_.now();
  tell({std::move(item)});
}

void TopicEvents::tell(const ObjectMessage& message) {
  for (std::uint32_t i = 0; i < consumers_.size(); ++i) run_.simulator.start(deliver(i, message));
}

Process TopicEvents::deliver(std::uint32_t index, ObjectMessage message) {
  const auto& item = message.item;
  const double delay = topic_.delivery_time(item.entity(), Purpose{"consumer"}.at(index).at(message.copy));
  co_await run_.simulator.delay(delay);
  run_.journal.report(
      events::Waited{run_.now(), item.document.flow, process_phase_, topic_.names().self, delay});
  consumers_[index]->take(std::move(message));
}

}  // namespace garoa
