#include "sim/deployment/event_wiring.hpp"

namespace garoa {

EventConsumer* destination_of(const Deployment& deployment, const Reference& destination) {
  if (auto* const queue = deployment.queue_events.find(destination.name)) return queue;
  return deployment.topic_events.find(destination.name);
}

void connect_events(Deployment& deployment) {
  const auto& scenario = deployment.scenario();
  for (const auto& s : scenario.lambda) {
    auto& queue = deployment.queues.at(s.name);
    if (auto* const bucket = deployment.bucket_events.find(s.trigger.bucket.name))
      bucket->connect(s.trigger, queue);
    if (auto* const topic = deployment.topic_events.find(s.trigger.topic.name))
      topic->connect(queue, Protocol::lambda);
  }
  for (const auto& s : scenario.sns) {
    if (auto* const bucket = deployment.bucket_events.find(s.objects.bucket.name))
      bucket->connect(s.objects, deployment.topic_events.at(s.name));
  }
  for (const auto& s : scenario.sqs) {
    auto& queue = deployment.queue_events.at(s.name);
    if (auto* const bucket = deployment.bucket_events.find(s.objects.bucket.name))
      bucket->connect(s.objects, queue);
    if (auto* const topic = deployment.topic_events.find(s.topic.name)) topic->connect(queue, Protocol::sqs);
    if (auto* const dead = deployment.queue_events.find(s.dead_letter.name)) queue.set_dead_letter(*dead);
  }
}

}  // namespace garoa
