#include "sim/deployment/event_wiring.hpp"

#include <algorithm>

namespace garoa {
namespace {

constexpr DocumentId first_waiting = DocumentId{1}
                                     << (bits_of_document - 1);  // no flow has so many documents
static_assert(document_of(first_waiting) == first_waiting);

/// The bucket whose objects the queue's messages tell of; null if clients sent them.
Bucket* bucket_of(const Deployment& deployment, const QueueSettings& queue) {
  const auto* const topic = find_named(deployment.scenario().sns, queue.topic.name);
  const auto& objects = topic == nullptr ? queue.objects : topic->objects;
  return deployment.buckets.find(objects.bucket.name);
}

const FlowCommon& flow_named(const Deployment& deployment, const std::string& name) {
  const auto& flows = deployment.scenario().flows;
  return std::find_if(flows.begin(), flows.end(),
                      [&](const FlowSettings& flow) { return flow.common().name == name; })
      ->common();
}

}  // namespace

void fill_queues(Deployment& deployment) {
  const auto& run = deployment.run();
  DocumentId next = first_waiting;
  for (const auto& s : deployment.scenario().sqs) {
    auto* const bucket = bucket_of(deployment, s);
    for (const auto& waiting : s.waiting) {
      const auto& common = flow_named(deployment, waiting.flow);
      const SizeModel sizes{common.size};
      const Stream stream = run.stream(common.path() + ".messages_before");
      for (std::uint64_t i = 0; i < waiting.messages; ++i, ++next) {
        const double sent = waiting.since + waiting.seconds * (static_cast<double>(i) + 0.5) /
                                                static_cast<double>(waiting.messages);
        DocumentEvent event{
            .document = {run.journal.flow(common.path()), next, sizes.bytes(stream, next), sent},
            .created = sent,
            .logs = deployment.log_groups.find(common.logs.name)};
        event.object.bucket = bucket;
        if (bucket == nullptr) event.message_bytes = event.document.bytes;
        deployment.queue_events.at(s.name).hold({.event = share(std::move(event))});
      }
    }
  }
}

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
