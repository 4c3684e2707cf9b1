// A topic and the functions and queues of the scenario that it tells; other subscribers are the topic's own
// (models/sns).
//
// What comes from a bucket or as a record of an invocation, and what a handler publishes, is told to all of
// them, each after a delivery time of its own, which is another to a queue than to a function.
// Not modelled: filter policies, deliveries that fail.
#pragma once

#include <vector>

#include "models/sns/sns.hpp"
#include "sim/flows/document_event.hpp"

namespace garoa {

class TopicEvents final : public EventConsumer {
 public:
  TopicEvents(const Run& run, Topic& topic);

  /// `consumer` outlives the run; it is a function's queue (Protocol::lambda) or an SQS queue.
  void connect(EventConsumer& consumer, Protocol protocol) { consumers_.push_back({consumer, protocol}); }
  [[nodiscard]] Topic& topic() { return topic_; }

  void take(Delivery&& delivery) override;
  void pass_over(const Document& document, bool wanted) override;
  /// The notification by the handler of function `by` of an effect of the event, which was committed at `done`.
  void publish(const DocumentEvent& event, NameId by, double done);

 private:
  struct Consumer {
    EventConsumer& events;
    Protocol protocol;
  };
  void tell(const Delivery& delivery);
  Process deliver(std::uint32_t index, Delivery delivery);

  const Run& run_;
  Topic& topic_;
  std::vector<Consumer> consumers_;
  NameId process_phase_;
};

}  // namespace garoa
