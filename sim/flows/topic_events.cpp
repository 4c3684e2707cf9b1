#include "sim/flows/topic_events.hpp"

namespace garoa {
namespace {

constexpr std::uint32_t topic_draws_per_link = 64;

}  // namespace

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
  // The topic's own subscribers have the first draw.
  const auto place = 1 + 2 * index + message.copy + topic_draws_per_link * item.chain.length();
  const double delay = topic_.delivery_time(item.document.id, place);
  co_await run_.simulator.delay(delay);
  run_.journal.report(
      events::Waited{run_.now(), item.document.flow, process_phase_, topic_.names().self, delay});
  consumers_[index]->take(std::move(message));
}

}  // namespace garoa
