#include "models/sqs/sqs.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace garoa {

MessageQueue::MessageQueue(const Run& run, QueueSettings settings, Kms* kms)
    : Callee{run, fmt::format("sqs.{}", settings.name)},
      run_{run},
      settings_{std::move(settings)},
      sending_{kms, settings_.key_reuse, settings_.kms ? 2 * settings_.senders : 0},
      receiving_{kms, settings_.key_reuse, settings_.kms ? settings_.receivers : 0},
      depth_metric_{run.journal.intern("AWS/SQS ApproximateNumberOfMessagesVisible")},
      age_metric_{run.journal.intern("AWS/SQS ApproximateAgeOfOldestMessage")},
      depth_{run},
      in_flight_level_{run},
      ages_{run},
      sent_{run},
      received_{run},
      deleted_{run},
      expired_{run},
      dead_letters_{run} {}

MessageQueue::Ticket MessageQueue::send(double sent, Content content) {
  sent_.add();
  (void)sending_.use(run_.now());
  unbilled_[content.flow] += requests_for(content.bytes > 0 ? content.bytes : settings_.message.count());
  return put(sent, content);
}

MessageQueue::Ticket MessageQueue::hold(double sent, Content content) {
  ++held_;
  return put(sent, content);
}

MessageQueue::Ticket MessageQueue::put(double sent, Content content) {
  std::uint32_t slot = 0;
  if (free_slots_.empty()) {
    slot = static_cast<std::uint32_t>(messages_.size());
    messages_.emplace_back();
  } else {
    slot = free_slots_.back();
    free_slots_.pop_back();
  }
  auto& message = messages_[slot];
  message.sent = sent;
  message.bytes = content.bytes > 0 ? content.bytes : settings_.message.count();
  message.flow = content.flow.value_or(of_no_flow);
  message.receives = 0;
  message.in_flight = false;
  link(slot);
  const Ticket ticket{slot, message.generation};
  arm();
  make_ready(ticket);
  return ticket;
}

void MessageQueue::receive(std::size_t most, std::vector<Received>& into) {
  const std::size_t before = into.size();
  while (into.size() - before < most && ready_count_ > 0 && in_flight_ < settings_.in_flight_max) {
    const Ticket ticket = ready_.front();
    ready_.pop_front();
    if (!is_there(ticket)) continue;
    auto& message = messages_[ticket.slot];
    if (settings_.max_receives && message.receives >= *settings_.max_receives) {
      lose(ticket.slot, Loss::max_receives);
      continue;
    }
    message.in_flight = true;
    ++message.receives;
    received_.add();
    set_in_flight(in_flight_ + 1);
    set_ready_count(ready_count_ - 1);
    into.push_back({ticket, message.receives, message.sent});
    returns_.push_back({run_.now() + settings_.visibility_timeout.count(), ticket, message.receives});
  }
  if (into.size() > before) (void)receiving_.use(run_.now());
  bill_receipts(std::span{into}.subspan(before));
  arm();
}

void MessageQueue::remove(const std::vector<Received>& batch) {
  bill_deletions(batch);
  for (const auto& received : batch) {
    if (!is_there(received.ticket)) continue;
    deleted_.add();
    leave(received.ticket.slot);
  }
  arm();
}

double MessageQueue::oldest_age() const {
  return oldest_ == none ? 0 : run_.now() - messages_[oldest_].sent;
}

/// Messages come back, and others grow too old.
void MessageQueue::fire() {
  const double now = run_.now();
  while (oldest_ != none && messages_[oldest_].sent + settings_.retention.count() <= now)
    lose(oldest_, Loss::retention);
  while (!returns_.empty() && returns_.front().time <= now) {
    const Return back = returns_.front();
    returns_.pop_front();
    auto& message = messages_[back.ticket.slot];
    if (!is_there(back.ticket) || !message.in_flight || message.receives != back.receives) continue;
    message.in_flight = false;
    set_in_flight(in_flight_ - 1);
    make_ready(back.ticket);
  }
  arm();
}

void MessageQueue::arm() {
  while (!returns_.empty() && !is_there(returns_.front().ticket)) returns_.pop_front();
  double next = run_.simulator.horizon() + 1;
  if (!returns_.empty()) next = std::min(next, returns_.front().time);
  if (oldest_ != none) next = std::min(next, messages_[oldest_].sent + settings_.retention.count());
  next = std::max(next, run_.now());
  // An arming that comes too early does no harm; one more for every message would fill the event queue.
  if (next <= run_.simulator.horizon() && !run_.simulator.armed_before(*this, next))
    run_.simulator.arm(*this, next);
}

void MessageQueue::make_ready(Ticket ticket) {
  ready_.push_back(ticket);
  set_ready_count(ready_count_ + 1);
  if (owner_ != nullptr) owner_->message_ready();
}

void MessageQueue::lose(std::uint32_t slot, Loss loss) {
  const Ticket ticket{slot, messages_[slot].generation};
  const double age = run_.now() - messages_[slot].sent;
  (loss == Loss::retention ? expired_ : dead_letters_).add();
  leave(slot);
  if (owner_ != nullptr) owner_->message_lost(ticket, age, loss);
}

void MessageQueue::leave(std::uint32_t slot) {
  auto& message = messages_[slot];
  ages_.add(run_.now() - message.sent);
  if (message.in_flight) {
    set_in_flight(in_flight_ - 1);
  } else {
    set_ready_count(ready_count_ - 1);
  }
  (message.older == none ? oldest_ : messages_[message.older].newer) = message.newer;
  (message.newer == none ? newest_ : messages_[message.newer].older) = message.older;
  ++message.generation;
  free_slots_.push_back(slot);
}

/// By age: a message from another queue is older than the last ones here.
void MessageQueue::link(std::uint32_t slot) {
  auto& message = messages_[slot];
  message.newer = none;
  message.older = newest_;
  while (message.older != none && messages_[message.older].sent > message.sent) {
    message.newer = message.older;
    message.older = messages_[message.older].older;
  }
  (message.older == none ? oldest_ : messages_[message.older].newer) = slot;
  (message.newer == none ? newest_ : messages_[message.newer].older) = slot;
}

void MessageQueue::set_ready_count(std::uint64_t count) {
  ready_count_ = count;
  depth_.set(static_cast<double>(count));
}

void MessageQueue::set_in_flight(std::uint64_t count) {
  in_flight_ = count;
  in_flight_level_.set(static_cast<double>(count));
}

std::uint64_t MessageQueue::requests_for(std::uint64_t bytes) const {
  return (bytes + settings_.billed_unit.count() - 1) / settings_.billed_unit.count();
}

/// A call brings up to `batch` messages.
void MessageQueue::bill_receipts(std::span<const Received> received) {
  while (!received.empty()) {
    const auto call = received.first(std::min<std::size_t>(received.size(), settings_.batch));
    std::uint64_t bytes = 0;
    for (const auto& message : call) bytes += messages_[message.ticket.slot].bytes;
    unbilled_[flow_of(call)] += requests_for(bytes);
    received = received.subspan(call.size());
  }
}

void MessageQueue::bill_deletions(std::span<const Received> messages) {
  while (!messages.empty()) {
    const auto call = messages.first(std::min<std::size_t>(messages.size(), settings_.batch));
    ++unbilled_[flow_of(call)];
    messages = messages.subspan(call.size());
  }
}

/// Nothing where they are of several, or some have gone.
std::optional<NameId> MessageQueue::flow_of(std::span<const Received> messages) const {
  std::optional<NameId> flow;
  for (const auto& message : messages) {
    const auto own = messages_[message.ticket.slot].flow;
    if (!is_there(message.ticket) || own == of_no_flow || (flow && *flow != own)) return std::nullopt;
    flow = own;
  }
  return flow;
}

void MessageQueue::sample(double) {
  for (const auto& [flow, requests] : std::exchange(unbilled_, {}))
    run_.journal.report(events::Billed{names().self, Meter::sqs_requests, requests, 0, flow});
  run_.journal.report(
      events::LevelSampled{run_.now(), names().self, depth_metric_, static_cast<double>(ready_count_)});
  run_.journal.report(events::LevelSampled{run_.now(), names().self, age_metric_, oldest_age()});
  if (owner_ == nullptr) return;
  run_.journal.report(
      events::QueueSampled{run_.now(), names().self, sent_.total() + held_, ready_count_ + in_flight_});
}

void MessageQueue::finish(MetricSink& metrics) {
  const auto left = deleted_.total() + expired_.total() + dead_letters_.total();
  if (sent_.total() + held_ != left + ready_count_ + in_flight_)
    throw SimulatorFault{fmt::format("balance broken: messages of sqs.{}", settings_.name)};
  const MetricsOf own{metrics, fmt::format("sqs.{}", settings_.name)};
  own.add_count("sent", sent_.count());
  own.add_count("received", received_.count());
  own.add_count("deleted", deleted_.count());
  own.add_count("expired", expired_.count());
  own.add_count("dead_letters", dead_letters_.count());
  own.add("depth.avg", depth_.average());
  own.add("depth.max", depth_.maximum());
  own.add("depth.end", static_cast<double>(ready_count_));
  own.add("in_flight.max", in_flight_level_.maximum());
  own.add("in_flight.used_share.max",
          in_flight_level_.maximum() / static_cast<double>(settings_.in_flight_max));
  const auto& ages = ages_.histogram();
  const double oldest = std::max(ages.maximum(), oldest_age());
  const auto seen = ages.count() + ready_count_ + in_flight_;
  own.add("oldest_age.max", oldest, seen);
  own.add("oldest_age.used_share.max", oldest / settings_.retention.count(), seen);
}

}  // namespace garoa
