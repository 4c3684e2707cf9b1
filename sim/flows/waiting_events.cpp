#include "sim/flows/waiting_events.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace garoa {

bool WaitingEvents::Origin::is_of(const DocumentEvent& event) const {
  const auto& object = event.object;
  return flow == event.document.flow && logs == event.logs && bucket == object.bucket &&
         names == object.key.names && affixes == object.key.affixes && key_repeats == object.key_repeats;
}

/// Mostly that of the event before.
std::optional<std::size_t> WaitingEvents::origin_of(const DocumentEvent& event) {
  if (last_origin_ < origins_.size() && origins_[last_origin_].is_of(event)) return last_origin_;
  const auto found = std::find_if(origins_.begin(), origins_.end(),
                                  [&](const Origin& origin) { return origin.is_of(event); });
  if (found == origins_.end() && origins_.size() == most_origins) return std::nullopt;
  last_origin_ = static_cast<std::size_t>(found - origins_.begin());
  if (found == origins_.end())
    origins_.push_back({event.document.flow, event.logs, event.object.bucket, event.object.key.names,
                        event.object.key.affixes, event.object.key_repeats});
  return last_origin_;
}

/// Does nobody else know it, and is there nothing but what came with the document?
bool WaitingEvents::is_plain(const SharedEvent& event) {
  return event->owners.count() == 1 && event->chain.length() == 0 && event->effects.empty() &&
         !event->first && event->message_bytes <= std::numeric_limits<std::uint32_t>::max() &&
         event->document.bytes >> bits_of_bytes == 0;
}

WaitingEvents::Index WaitingEvents::free_place() {
  if (free_.empty()) {
    if (used_ == per_block * blocks_.size()) blocks_.push_back(std::make_unique_for_overwrite<Block>());
    return used_++;
  }
  const Index index = free_.back();
  free_.pop_back();
  return index;
}

WaitingEvents::Index WaitingEvents::put(Delivery delivery, const Progress& progress) {
  const Index index = free_place();
  auto& waiting = at(index);
  waiting.queued = delivery.queued;
  waiting.number = progress.number & ((std::uint64_t{1} << bits_of_number) - 1);
  waiting.since = progress.since;
  waiting.refused = progress.refused;
  waiting.copy = static_cast<std::uint16_t>(delivery.copy);
  waiting.attempt = static_cast<std::uint8_t>(delivery.attempt);
  const auto origin = is_plain(delivery.event) ? origin_of(*delivery.event) : std::nullopt;
  if (!origin) {
    whole_.emplace(index, std::move(delivery.event));
    return index;
  }
  const auto& event = *delivery.event;
  waiting.id = event.document.id;
  waiting.bytes = event.document.bytes & ((std::uint64_t{1} << bits_of_bytes) - 1);
  waiting.arrived = event.document.arrived;
  waiting.created = event.created;
  keep_own_duration(index, event.own_duration);
  waiting.sequencer = event.object.sequencer;
  waiting.message_bytes = static_cast<std::uint32_t>(event.message_bytes);
  waiting.origin = static_cast<std::uint16_t>(*origin);
  waiting.key = event.object.key.number;
  return index;
}

Delivery WaitingEvents::take(Index index) {
  const auto& waiting = at(index);
  const auto whole = whole_.extract(index);
  free_.push_back(index);
  return {.event = whole ? whole.mapped() : unpacked(index),
          .copy = waiting.copy,
          .attempt = waiting.attempt,
          .queued = waiting.queued};
}

void WaitingEvents::keep_own_duration(Index index, double seconds) {
  if (index >= own_durations_.size()) {
    if (seconds < 0) return;
    own_durations_.resize(index + std::size_t{1}, DocumentEvent{}.own_duration);
  }
  own_durations_[index] = seconds;
}

SharedEvent WaitingEvents::unpacked(Index index) const {
  const auto& waiting = at(index);
  const bool has_own = index < own_durations_.size();
  const auto& origin = origins_[waiting.origin];
  const ObjectKey key{waiting.key, origin.names, origin.affixes};
  return share({.document = {origin.flow, waiting.id, waiting.bytes, waiting.arrived},
                .own_duration = has_own ? own_durations_[index] : DocumentEvent{}.own_duration,
                .created = waiting.created,
                .logs = origin.logs,
                .object = {key, origin.key_repeats, origin.bucket, waiting.sequencer},
                .message_bytes = waiting.message_bytes});
}

Document WaitingEvents::document(Index index) const {
  const auto whole = whole_.find(index);
  if (whole != whole_.end()) return whole->second->document;
  const auto& waiting = at(index);
  return {origins_[waiting.origin].flow, waiting.id, waiting.bytes, waiting.arrived};
}

}  // namespace garoa
