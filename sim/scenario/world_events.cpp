// Functions, and whose events call them.
#include "sim/scenario/world.hpp"

namespace garoa {

void World::build_functions() {
  for (auto& [name, bucket] : buckets_) bucket_events_[name] = std::make_unique<BucketEvents>(run_, *bucket);
  for (auto& [name, topic] : topics_) topic_events_[name] = std::make_unique<TopicEvents>(run_, *topic);
  for (auto& [name, queue] : message_queues_)
    queue_events_[name] = std::make_unique<QueueEvents>(run_, *queue);
  for (const auto& settings : scenario_.lambda) build_function(settings);
}

void World::build_function(const FunctionSettings& s) {
  auto& function = add(functions_, s.name, s, account_);
  Handler::Parts parts{function,
                       find_in(tables_, s.writes_to.name),
                       find_in(bucket_events_, s.writes_to.name),
                       find_in(topic_events_, s.notifies.name),
                       find_in(log_groups_, s.logs.group.name),
                       nullptr,
                       {}};
  if (s.idempotency == Idempotency::dedup_table)
    parts.done = find_in(tables_, s.dedup_table.given() ? s.dedup_table.name : s.writes_to.name);
  for (const auto& called : s.calls) parts.services.push_back(http_.at(called.name).get());
  auto& handler = *(handlers_[s.name] = std::make_unique<Handler>(run_, std::move(parts)));
  auto& queue = *(queues_[s.name] = std::make_unique<AsyncQueue>(run_, function, handler, account_));
  queue.set_outlets({outlet(s.destinations.dead_letter), outlet(s.destinations.on_failure),
                     outlet(s.destinations.on_success)});
  if (auto* const source = find_in(queue_events_, s.trigger.queue.name))
    source->set_reader(add(readers_, s.name, *source, function, handler), function);
}

/// The declared queue or topic of that name, if any.
EventConsumer* World::outlet(const Reference& destination) const {
  if (auto* const queue = find_in(queue_events_, destination.name)) return queue;
  return find_in(topic_events_, destination.name);
}

/// In the order of the scenario, which decides between events of one instant.
void World::connect_events() {
  for (const auto& s : scenario_.lambda) {
    if (auto* const bucket = find_in(bucket_events_, s.trigger.bucket.name))
      bucket->connect(s.trigger, *queues_.at(s.name));
    if (auto* const topic = find_in(topic_events_, s.trigger.topic.name)) topic->connect(*queues_.at(s.name));
  }
  for (const auto& s : scenario_.sns) {
    if (auto* const bucket = find_in(bucket_events_, s.objects.bucket.name))
      bucket->connect(s.objects, *topic_events_.at(s.name));
  }
  for (const auto& s : scenario_.sqs) {
    auto& queue = *queue_events_.at(s.name);
    if (auto* const bucket = find_in(bucket_events_, s.objects.bucket.name))
      bucket->connect(s.objects, queue);
    if (auto* const topic = find_in(topic_events_, s.topic.name)) topic->connect(queue);
    if (auto* const dead = find_in(queue_events_, s.dead_letter.name)) queue.set_dead_letter(*dead);
  }
}

}  // namespace garoa
