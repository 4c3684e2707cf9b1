#include "sim/engine/event_queue.hpp"

#include <algorithm>
#include <array>

#include "sim/engine/process.hpp"

namespace garoa {
namespace {

bool by_time(const Event& a, const Event& b) {
  return a.time < b.time;
}

/// Without branches: which of two random times is the smaller one cannot be predicted.
bool after(const Event& a, const Event& b) {
  return static_cast<bool>((a.time > b.time) | ((a.time == b.time) & (a.sequence > b.sequence)));
}

/// g++ takes what does nothing but prefetch for a function without an effect and leaves its calls out; the empty
/// statement is an effect.
void fetch(const void* place, std::size_t line = 0) {
  constexpr std::size_t cache_line = 64;
  __builtin_prefetch(static_cast<const std::byte*>(place) + line * cache_line);
  asm volatile("");
}

}  // namespace

void EventQueue::clear() {
  empty_instant();
  first_.clear();
  later_.clear();
  for (auto& rung : rungs_) {
    for (auto& bucket : rung.buckets) bucket.clear();
  }
  depth_ = 0;
  size_ = 0;
  now_ = later_after_ = never;
}

/// Into the coarsest rung in which the event's bucket has not had its turn, or among the first.
void EventQueue::sort_in(double time, std::uint64_t sequence, void* target) {
  for (std::size_t i = 0; i < depth_; ++i) {
    auto& rung = rungs_[i];
    const auto bucket = rung.bucket_of(time);
    if (bucket < rung.next) continue;
    rung.buckets[bucket].emplace_back(time, sequence, target);
    return;
  }
  first_.emplace_back();
  auto place = std::prev(first_.end());
  const auto put = [&](double at, std::uint64_t number, void* of) {
    place->time = at;
    place->sequence = number;
    place->target = of;
  };
  for (; place != first_.begin() && std::prev(place)->time <= time; --place) {
    const auto& later = *std::prev(place);
    put(later.time, later.sequence, later.target);
  }
  put(time, sequence, target);
  if (first_.size() > most_sorted && depth_ < most_rungs)
    share_out(first_, first_.back().time, first_.front().time);
}

void EventQueue::refill() {
  while (first_.empty() && size_ > instant_.size() - instant_next_) {
    if (depth_ == 0) {
      later_after_ = std::max_element(later_.begin(), later_.end(), by_time)->time;
      take(later_);
      continue;
    }
    auto& rung = rungs_[depth_ - 1];
    while (rung.next < rung.used && rung.buckets[rung.next].empty()) ++rung.next;
    if (rung.next == rung.used) {
      --depth_;
    } else {
      auto& bucket = rung.buckets[rung.next++];
      take(bucket);
      // A bucket that was shared out gives its memory back: in time every bucket of a coarse rung would keep as much.
      if (bucket.capacity() > most_sorted) bucket.shrink_to_fit();
    }
  }
}

/// Sorts the events, or shares them out if they are many and not of one instant.
void EventQueue::take(std::vector<Event>& events) {
  if (events.size() > sorted_at_once && depth_ < most_rungs) {
    const auto [low, high] = std::minmax_element(events.begin(), events.end(), by_time);
    if (low->time < high->time) {
      share_out(events, low->time, high->time);
      return;
    }
  }
  first_.swap(events);
  std::sort(first_.begin(), first_.end(), [](const Event& a, const Event& b) { return after(a, b); });
  fetch_first();
}

void EventQueue::share_out(std::vector<Event>& events, double start, double end) {
  rungs_.resize(std::max(rungs_.size(), depth_ + 1));
  auto& rung = rungs_[depth_++];
  rung.start = start;
  rung.used = events.size() / per_bucket + 1;
  const double span = std::min(end - start, std::numeric_limits<double>::max());
  rung.buckets_per_second = span > 0 ? static_cast<double>(rung.used) / span : 0;
  rung.next = 0;
  if (rung.buckets.size() < rung.used) rung.buckets.resize(rung.used);
  for (const auto& event : events) rung.buckets[rung.bucket_of(event.time)].push_back(event);
  events.clear();
}

/// Brings into the cache what the first events wake up: a coroutine's frame, then the frame that waits for it, and so
/// on, with what they touch; of all events at once, where one after the other would each wait for the memory.
void EventQueue::fetch_first() const {
  constexpr std::size_t worth_it = 1024;       // pending events, whose frames do not fit into the cache
  constexpr std::size_t lines_of_a_frame = 6;  // most frames have not more
  constexpr int depth = 5;                     // of a request's coroutines
  if (size_ < worth_it) return;
  using Handle = std::coroutine_handle<detail::PromiseBase>;
  std::array<void*, sorted_at_once> frames{};
  std::size_t count = 0;
  for (auto event = first_.rbegin(); event != first_.rend() && count < frames.size(); ++event) {
    fetch(event->target);
    if ((reinterpret_cast<std::uintptr_t>(event->target) & 1U) == 0) frames[count++] = event->target;
  }
  for (int level = 0; level < depth && count > 0; ++level) {
    std::size_t waiting = 0;
    for (std::size_t i = 0; i < count; ++i) {
      void* const frame = frames[i];
      const auto process = Handle::from_address(frame);
      const auto& promise = process.promise();
      void* const next = promise.waiting.address();
      if (promise.touches != nullptr) fetch(promise.touches);
      for (std::size_t line = 1; line < lines_of_a_frame; ++line) fetch(frame, line);
      if (next == nullptr) continue;
      fetch(next);
      frames[waiting++] = next;
    }
    count = waiting;
  }
}

}  // namespace garoa
