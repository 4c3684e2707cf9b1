// The queue of future events: a 4-ary heap ordered by (time, sequence), so that events of one instant run in the order in which they were
// scheduled. SimGrid's own timers do not keep that order, and cost more.
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
    const std::uint64_t sequence = next_sequence_++;
    std::size_t hole = heap_.size();
    heap_.push_back({});
    while (hole > 0) {
      const std::size_t parent = (hole - 1) / arity;
      if (heap_[parent].time <= time) break;  // of equal times the older one stays in front
      heap_[hole] = heap_[parent];
      hole = parent;
    }
    heap_[hole] = {time, sequence, target};
    return sequence;
  }
  /// Removes and returns the first event. The queue is not empty.
  Event pop() {
    const Event first = heap_.front();
    const Event last = heap_.back();
    heap_.pop_back();
    if (!heap_.empty()) sift_down(last);
    return first;
  }
  [[nodiscard]] bool empty() const { return heap_.empty(); }
  [[nodiscard]] double next_time() const { return heap_.front().time; }
  [[nodiscard]] std::size_t size() const { return heap_.size(); }
  [[nodiscard]] std::uint64_t scheduled() const { return next_sequence_; }
  void clear() { heap_.clear(); }

 private:
  static constexpr std::size_t arity = 4;

  static bool before(const Event& a, const Event& b) {
    return a.time < b.time || (a.time == b.time && a.sequence < b.sequence);
  }
  void sift_down(const Event& moved) {
    const std::size_t size = heap_.size();
    std::size_t hole = 0;
    for (;;) {
      const std::size_t first = hole * arity + 1;
      if (first >= size) break;
      std::size_t best = first;
      const std::size_t end = first + arity < size ? first + arity : size;
      for (std::size_t child = first + 1; child < end; ++child) {
        if (before(heap_[child], heap_[best])) best = child;
      }
      if (!before(heap_[best], moved)) break;
      heap_[hole] = heap_[best];
      hole = best;
    }
    heap_[hole] = moved;
  }

  std::vector<Event> heap_;
  std::uint64_t next_sequence_ = 0;
};

}  // namespace garoa
