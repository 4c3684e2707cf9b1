// An SQS queue with what its messages say, and the reader that takes them out for a function.
//
// Messages come from a bucket, a topic, or as dead letters. Without a reader they stay until their retention
// ends. A chain of calls that the function's loop guard stops ends here.
#pragma once

#include <string_view>
#include <vector>

#include "models/lambda/function.hpp"
#include "models/sqs/sqs.hpp"
#include "sim/flows/document_event.hpp"

namespace garoa {

class QueueReader;

class QueueEvents final : public EventConsumer, private MessageQueue::Owner {
 public:
  QueueEvents(const Run& run, MessageQueue& queue);

  /// All outlive the run.
  void set_reader(QueueReader& reader, const Function& function) {
    reader_ = &reader;
    function_ = &function;
  }
  void set_dead_letter(QueueEvents& queue) { dead_letter_ = &queue; }

  void take(Delivery&& delivery) override;
  /// A message that waits from before the run on.
  void hold(Delivery delivery);
  void pass_over(const Document& document, bool wanted) override;

  [[nodiscard]] MessageQueue& queue() { return queue_; }
  /// What the message of a ticket says that is there.
  [[nodiscard]] const Delivery& delivery(MessageQueue::Ticket ticket) const {
    return deliveries_[ticket.slot];
  }
  /// The function is done with these messages.
  void finish(const std::vector<MessageQueue::Received>& messages);

 private:
  void add(Delivery delivery, double sent);
  void note(MessageQueue::Ticket ticket, Delivery delivery);
  void report_queued(const Delivery& delivery);
  void drop(const Delivery& delivery, double age, Reason reason, bool to_dead_letters);
  void message_ready() override;
  void message_lost(MessageQueue::Ticket ticket, double age, MessageQueue::Loss loss) override;

  const Run& run_;
  MessageQueue& queue_;
  QueueReader* reader_ = nullptr;
  const Function* function_ = nullptr;  // of the reader
  QueueEvents* dead_letter_ = nullptr;
  std::vector<Delivery> deliveries_;  // by slot
};

}  // namespace garoa
