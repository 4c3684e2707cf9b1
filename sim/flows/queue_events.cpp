#include "sim/flows/queue_events.hpp"

#include "sim/flows/queue_reader.hpp"

namespace garoa {

QueueEvents::QueueEvents(const Run& run, MessageQueue& queue) : run_{run}, queue_{queue} {
  queue_.set_owner(*this);
}

void QueueEvents::pass_over(const Document& document, bool wanted) {
  if (reader_ != nullptr)
    run_.journal.report(events::EventPassedOver{run_.now(), function_->names().self, document, wanted});
}

void QueueEvents::take(ObjectMessage message) {
  const bool stopped = reader_ != nullptr &&
                       stops(function_->settings().loop_guard, message.item.chain, function_->names().self);
  if (!stopped) {
    add(std::move(message), run_.now());
    return;
  }
  report_queued(message);
  drop(message, 0, Reason::recursion, dead_letter_ != nullptr);
}

void QueueEvents::add(ObjectMessage message, double sent) {
  auto body = std::make_shared<Body>(Body{std::move(message), run_.now()});
  report_queued(body->message);
  const auto ticket = queue_.send(sent);
  if (ticket.slot >= bodies_.size()) bodies_.resize(ticket.slot + 1);
  bodies_[ticket.slot] = std::move(body);
}

void QueueEvents::finish(const std::vector<MessageQueue::Received>& messages) {
  for (const auto& message : messages) {
    // Gone if another receipt of it was done first, or it grew too old.
    if (!queue_.is_there(message.ticket)) continue;
    auto& body = bodies_[message.ticket.slot];
    run_.journal.report(
        events::EventHandled{run_.now(), function_->names().self, body->message.item.document});
    body.reset();
  }
  queue_.remove(messages);
}

void QueueEvents::message_ready() {
  if (reader_ != nullptr) reader_->message_ready();
}

void QueueEvents::message_lost(MessageQueue::Ticket ticket, double age, MessageQueue::Loss loss) {
  auto& body = bodies_[ticket.slot];
  const bool dead = loss == MessageQueue::Loss::max_receives;
  drop(body->message, age, dead ? Reason::max_receives : Reason::retention, dead);
  body.reset();
}

void QueueEvents::report_queued(const ObjectMessage& message) {
  if (reader_ == nullptr) return;
  const auto& item = message.item;
  run_.journal.report(
      events::EventQueued{run_.now(), function_->names().self, item.document, message.copy, item.created});
}

/// In the dead-letter queue its age counts on.
void QueueEvents::drop(const ObjectMessage& message, double age, Reason reason, bool to_dead_letters) {
  if (reader_ != nullptr)
    run_.journal.report(events::DocumentDropped{run_.now(), function_->names().self, message.item.document,
                                                age, reason, to_dead_letters});
  if (to_dead_letters && dead_letter_ != nullptr) dead_letter_->add(message, run_.now() - age);
}

}  // namespace garoa
