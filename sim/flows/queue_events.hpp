// An SQS queue with what its messages say, and the reader that takes them out for a function.
//
// Messages come from a bucket, a topic, or as dead letters. Without a reader they stay until their retention
// ends. A chain of calls that the function's loop guard stops ends here.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "models/lambda/function.hpp"
#include "models/sqs/sqs.hpp"
#include "sim/flows/item.hpp"

namespace garoa {

class QueueReader;

class QueueEvents final : public EventConsumer, private MessageQueue::Owner {
 public:
  /// What a message says.
  struct Body {
    ObjectMessage message;
    double queued;  // when it reached this queue
    std::uint32_t own_effects = 0;
    [[nodiscard]] std::uint32_t& effects_of(NameId function) {
      return message.effects ? (*message.effects)[function] : own_effects;
    }
  };

  QueueEvents(const Run& run, MessageQueue& queue);

  /// All outlive the run.
  void set_reader(QueueReader& reader, const Function& function) {
    reader_ = &reader;
    function_ = &function;
  }
  void set_dead_letter(QueueEvents& queue) { dead_letter_ = &queue; }

  void take(ObjectMessage message) override;
  void pass_over(const Document& document, bool wanted) override;

  [[nodiscard]] MessageQueue& queue() { return queue_; }
  /// The message of a ticket that is there.
  [[nodiscard]] std::shared_ptr<Body> body(MessageQueue::Ticket ticket) const { return bodies_[ticket.slot]; }
  /// The function is done with these messages.
  void finish(const std::vector<MessageQueue::Received>& messages);

 private:
  void add(ObjectMessage message, double sent);
  void report_queued(const ObjectMessage& message);
  void drop(const ObjectMessage& message, double age, Reason reason, bool to_dead_letters);
  void message_ready() override;
  void message_lost(MessageQueue::Ticket ticket, double age, MessageQueue::Loss loss) override;

  const Run& run_;
  MessageQueue& queue_;
  QueueReader* reader_ = nullptr;
  const Function* function_ = nullptr;  // of the reader
  QueueEvents* dead_letter_ = nullptr;
  std::vector<std::shared_ptr<Body>> bodies_;  // by slot; shared with handlers that work on them
};

}  // namespace garoa
