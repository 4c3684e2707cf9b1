#include "sim/scenario/event_checks.hpp"

#include <map>

#include "sim/core/named.hpp"

namespace garoa {
namespace {

class EventChecks {
 public:
  EventChecks(const Scenario& scenario, Diagnostics& diagnostics) : s_{scenario}, diagnostics_{diagnostics} {}

  void run() {
    for (const auto& function : s_.lambda) check(function);
    for (const auto& topic : s_.sns) listen("sns." + topic.name, topic.objects);
    for (const auto& queue : s_.sqs) check(queue);
  }

 private:
  void check(const FunctionSettings& function) {
    const auto path = "lambda." + function.name;
    listen(path, function.trigger);
    (void)demand(function.trigger.topic, s_.sns, "SNS topic", "sns", diagnostics_);
    const auto* const queue = demand(function.trigger.queue, s_.sqs, "SQS queue", "sqs", diagnostics_);
    const auto& ways = function.destinations;
    for (const auto* const destination : {&ways.dead_letter, &ways.on_failure, &ways.on_success}) {
      if (!destination->given()) continue;
      check_destination(*destination);
      if (queue != nullptr)
        diagnostics_.error(destination->where,
                           fmt::format("'{}' is called from a queue, which has no such destination; give "
                                       "'sqs.{}' its 'dead_letter' queue",
                                       path, queue->name));
    }
    if (queue != nullptr) check_reader(function, *queue);
  }

  void check_reader(const FunctionSettings& function, const QueueSettings& queue) {
    const auto& where = function.trigger.queue.where;
    const auto [other, first] = readers_.emplace(queue.name, function.name);
    if (!first)
      diagnostics_.error(where,
                         fmt::format("'sqs.{}' is read for 'lambda.{}' already; a message reaches one of "
                                     "them only",
                                     queue.name, other->second));
    if (queue.visibility_timeout < function.timeout)
      diagnostics_.error(where,
                         fmt::format("the visibility timeout of 'sqs.{}' is {}; Lambda asks for no less "
                                     "than the function's timeout of {}",
                                     queue.name, format_quantity(queue.visibility_timeout),
                                     format_quantity(function.timeout)));
  }

  void check(const QueueSettings& queue) {
    listen("sqs." + queue.name, queue.objects);
    (void)demand(queue.topic, s_.sns, "SNS topic", "sns", diagnostics_);
    (void)demand(queue.dead_letter, s_.sqs, "SQS queue", "sqs", diagnostics_);
    if (queue.dead_letter.name == queue.name)
      diagnostics_.error(queue.dead_letter.where,
                         fmt::format("'sqs.{}' cannot be its own dead-letter queue", queue.name));
  }

  void check_destination(const Reference& destination) {
    const bool queue = find_named(s_.sqs, destination.name) != nullptr;
    const bool topic = find_named(s_.sns, destination.name) != nullptr;
    if (queue && topic)
      diagnostics_.error(destination.where,
                         fmt::format("'{}' is both a queue and a topic; rename one", destination.name));
  }

  /// S3 refuses direct notifications of a bucket that overlap; EventBridge takes any.
  void listen(const std::string& path, const ObjectTrigger& trigger) {
    if (demand(trigger.bucket, s_.s3, "S3 bucket", "s3", diagnostics_) == nullptr) return;
    if (trigger.via != EventRoute::direct) return;
    auto& others = listeners_[trigger.bucket.name];
    for (const auto& [name, other] : others) {
      if (!trigger.overlaps(*other)) continue;
      diagnostics_.error(trigger.bucket.where,
                         fmt::format("bucket '{}' tells '{}' of the same objects already; S3 refuses "
                                     "notifications whose event types, prefixes and suffixes overlap (part "
                                     "them, or go through a topic or 'via: eventbridge')",
                                     trigger.bucket.name, name));
    }
    others.emplace_back(path, &trigger);
  }

  const Scenario& s_;
  Diagnostics& diagnostics_;
  std::map<std::string, std::vector<std::pair<std::string, const ObjectTrigger*>>> listeners_;  // by bucket
  std::map<std::string, std::string> readers_;                                                  // by queue
};

}  // namespace

void check_events(const Scenario& scenario, Diagnostics& diagnostics) {
  EventChecks{scenario, diagnostics}.run();
}

}  // namespace garoa
