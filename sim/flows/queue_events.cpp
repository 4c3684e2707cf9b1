#include "sim/flows/queue_events.hpp"

#include <utility>

#include "sim/flows/queue_reader.hpp"

namespace garoa {
namespace {

MessageQueue::Content content_of(const DocumentEvent& event) {
  return {event.document.flow, event.message_bytes};
}

}  // namespace

QueueEvents::QueueEvents(const Run& run, MessageQueue& queue) : run_{run}, queue_{queue} {
  queue_.set_owner(*this);
}

void QueueEvents::pass_over(const Document& document, bool wanted) {
  if (reader_ != nullptr)
    run_.journal.report(events::EventPassedOver{run_.now(), function_->names().self, document, wanted});
}

void QueueEvents::take(Delivery&& delivery) {
  const bool stopped = reader_ != nullptr && stops(function_->settings().loop_guard, delivery.event->chain,
                                                   function_->names().self);
  if (!stopped) {
    add(std::move(delivery), run_.now());
    return;
  }
  report_queued(delivery);
  drop(delivery, 0, Reason::recursion, dead_letter_ != nullptr);
}

void QueueEvents::add(Delivery delivery, double sent) {
  delivery.queued = run_.now();
  report_queued(delivery);
  const auto ticket = queue_.send(sent, content_of(*delivery.event));
  note(ticket, std::move(delivery));
}

void QueueEvents::hold(Delivery delivery) {
  delivery.queued = delivery.event->created;
  report_queued(delivery);
  const auto ticket = queue_.hold(delivery.queued, content_of(*delivery.event));
  note(ticket, std::move(delivery));
}

void QueueEvents::note(MessageQueue::Ticket ticket, Delivery delivery) {
  if (ticket.slot >= deliveries_.size()) deliveries_.resize(ticket.slot + 1);
  deliveries_[ticket.slot] = std::move(delivery);
}

void QueueEvents::finish(const std::vector<MessageQueue::Received>& messages) {
  for (const auto& message : messages) {
    // Gone if another receipt of it was done first, or it grew too old.
    if (!queue_.is_there(message.ticket)) continue;
    const Delivery handled = std::exchange(deliveries_[message.ticket.slot], {});
    run_.journal.report(events::EventHandled{run_.now(), function_->names().self, handled.event->document});
  }
  queue_.remove(messages);
}

void QueueEvents::message_ready() {
  if (reader_ != nullptr) reader_->message_ready();
}

void QueueEvents::message_lost(MessageQueue::Ticket ticket, double age, MessageQueue::Loss loss) {
  const Delivery lost = std::exchange(deliveries_[ticket.slot], {});
  const bool dead = loss == MessageQueue::Loss::max_receives;
  drop(lost, age, dead ? Reason::max_receives : Reason::retention, dead);
}

void QueueEvents::report_queued(const Delivery& delivery) {
  const auto& event = *delivery.event;
  if (reader_ != nullptr)
    run_.journal.report(events::EventQueued{run_.now(), function_->names().self, event.document,
                                            delivery.copy, event.created});
}

/// In the dead-letter queue its age counts on.
void QueueEvents::drop(const Delivery& delivery, double age, Reason reason, bool to_dead_letters) {
  if (reader_ != nullptr)
    run_.journal.report(events::DocumentDropped{
        run_.now(), function_->names().self, delivery.event->document, age, reason, to_dead_letters,
        delivery.event->created, delivery.copy, delivery.event->all_effects().of(function_->names().self)});
  if (to_dead_letters && dead_letter_ != nullptr) dead_letter_->add(delivery, run_.now() - age);
}

}  // namespace garoa
