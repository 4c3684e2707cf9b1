// The queue of future events: a 4-ary heap ordered by (time, sequence), so that events of one instant run in
// the order in which they were scheduled. SimGrid's own timers do not keep that order, and cost more.
//
// Most events schedule their successor: the place of a popped event stays vacant until the next push fills
// it, which saves moving the last event to the front and a place for the new one at the end.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace garoa {

/// What happens at an instant: `target` is a coroutine's address, or a Timer's with the lowest bit set.
struct Event {
  double time;
  std::uint64_t sequence;
  void* target;
};

class EventQueue {
 public:
  /// Returns the event's sequence number.
  std::uint64_t push(double time, void* target) {
    const Event event{time, next_sequence_++, target};
    if (vacant_) {
      vacant_ = false;
      sift_down(event);
    } else {
      heap_.push_back(event);
      sift_up(event);
    }
    return event.sequence;
  }
  /// Removes and returns the first event. The queue is not empty.
  Event pop() {
    settle();
    vacant_ = true;
    return heap_.front();
  }
  [[nodiscard]] bool empty() const { return size() == 0; }
  [[nodiscard]] double next_time() {
    settle();
    return heap_.front().time;
  }
  [[nodiscard]] std::size_t size() const { return heap_.size() - (vacant_ ? 1 : 0); }
  [[nodiscard]] std::uint64_t scheduled() const { return next_sequence_; }
  void clear() {
    heap_.clear();
    vacant_ = false;
  }

 private:
  static constexpr std::size_t arity = 4;

  /// Without branches: which of two random times is the smaller one cannot be predicted.
  static bool before(const Event& a, const Event& b) {
    return static_cast<bool>((a.time < b.time) | ((a.time == b.time) & (a.sequence < b.sequence)));
  }
  /// Fills the place of the event that was popped with the last one.
  void settle() {
    if (!vacant_) return;
    vacant_ = false;
    const Event last = heap_.back();
    heap_.pop_back();
    if (!heap_.empty()) sift_down(last);
  }
  void sift_up(const Event& moved) {
    std::size_t hole = heap_.size() - 1;
    while (hole > 0) {
      const std::size_t parent = (hole - 1) / arity;
      if (heap_[parent].time <= moved.time) break;  // of equal times the older one stays in front
      heap_[hole] = heap_[parent];
      hole = parent;
    }
    heap_[hole] = moved;
  }
  void sift_down(const Event& moved) {
    Event* const heap = heap_.data();
    const std::size_t size = heap_.size();
    std::size_t hole = 0;
    for (std::size_t first = 1; first < size; first = hole * arity + 1) {
      const std::size_t child = earliest_child(heap, first, size);
      if (!before(heap[child], moved)) break;
      heap[hole] = heap[child];
      if (hole <= arity) __builtin_prefetch(heap[hole].target);  // soon to be resumed
      hole = child;
    }
    heap[hole] = moved;
  }
  /// Of the up to four children that begin at `first`.
  static std::size_t earliest_child(const Event* heap, std::size_t first, std::size_t size) {
    if (first + arity <= size) {
      const std::size_t left = first + (before(heap[first + 1], heap[first]) ? 1 : 0);
      const std::size_t right = first + 2 + (before(heap[first + 3], heap[first + 2]) ? 1 : 0);
      return before(heap[right], heap[left]) ? right : left;
    }
    std::size_t best = first;
    for (std::size_t child = first + 1; child < size; ++child) {
      if (before(heap[child], heap[best])) best = child;
    }
    return best;
  }

  std::vector<Event> heap_;
  bool vacant_ = false;  // the first event has been popped and its place not yet filled
  std::uint64_t next_sequence_ = 0;
};

}  // namespace garoa
