// The queue of future events: a ladder queue ordered by (time, sequence), so that events of one instant come out in
// the order in which they were scheduled. SimGrid's own timers do not keep that order, and cost more.
//
//   instant  those of one instant, in their order: the present one, once something is scheduled for it
//   first    the next few events, sorted
//   rungs    buckets of equal width; a bucket that is too full when its turn comes becomes a finer rung
//   later    what comes after everything that has been shared out so far, in no order
//
// Each event moves a few times at most: push and pop take the same time, however many are pending (a heap's grows,
// and each of its steps is a cache miss). Which of the containers an event belongs to depends on its time alone, so
// events of one instant never come into two of them, except that the present instant's follow those in `first`.
//
// Source: Tang, Goh, Thng: Ladder queue: an O(1) priority queue structure for large-scale discrete event simulation
// (ACM TOMACS 15(3), 2005).
#pragma once

#include <cstdint>
#include <limits>
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
  /// Returns the event's sequence number. `time` is not before that of the event that was popped last.
  std::uint64_t push(double time, void* target) {
    const auto sequence = next_sequence_++;
    ++size_;
    if (time == now_) {
      instant_.emplace_back(time, sequence, target);
    } else if (time > later_after_) {
      later_.emplace_back(time, sequence, target);
    } else {
      sort_in(time, sequence, target);
    }
    return sequence;
  }
  /// Removes and returns the first event. The queue is not empty.
  Event pop() {
    if (first_.empty()) refill();
    --size_;
    if (first_is_next()) {
      const auto& event = first_.back();
      const Event taken{event.time, event.sequence, event.target};
      first_.pop_back();
      now_ = taken.time;
      return taken;
    }
    const auto& event = instant_[instant_next_++];
    const Event taken{event.time, event.sequence, event.target};
    now_ = taken.time;
    if (instant_next_ == instant_.size()) empty_instant();
    return taken;
  }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] double next_time() {
    if (first_.empty()) refill();
    return first_is_next() ? first_.back().time : instant_[instant_next_].time;
  }
  [[nodiscard]] std::size_t size() const { return size_; }
  void clear();

 private:
  static constexpr std::size_t sorted_at_once = 32;  // events; more of them are shared out among buckets
  static constexpr std::size_t most_sorted = 4 * sorted_at_once;
  static constexpr std::size_t per_bucket = 8;
  static constexpr std::size_t most_rungs = 8;
  static constexpr double never = -std::numeric_limits<double>::infinity();

  struct Rung {
    double start = 0;
    double buckets_per_second = 0;
    std::size_t used = 0;  // buckets
    std::size_t next = 0;  // the first one whose turn has not come
    std::vector<std::vector<Event>> buckets;

    [[nodiscard]] std::size_t bucket_of(double time) const {
      const double place = (time - start) * buckets_per_second;
      if (!(place > 0)) return 0;
      return place < static_cast<double>(used) ? static_cast<std::size_t>(place) : used - 1;
    }
  };

  [[nodiscard]] bool first_is_next() const {
    return instant_.empty() || (!first_.empty() && first_.back().time <= instant_[instant_next_].time);
  }
  void empty_instant() {
    instant_.clear();
    instant_next_ = 0;
  }
  /// Of an event. Its parts come in registers: one that was put together in memory would be waited for when it is copied.
  void sort_in(double time, std::uint64_t sequence, void* target);
  void refill();
  void take(std::vector<Event>& events);
  void share_out(std::vector<Event>& events, double start, double end);
  void fetch_first() const;

  double now_ = never;  // of the last event that was popped
  std::vector<Event> instant_;
  std::size_t instant_next_ = 0;
  std::vector<Event> first_;  // the next one is the last
  std::vector<Rung> rungs_;   // `depth_` of them are in use, the finest last; the others keep their memory
  std::size_t depth_ = 0;
  std::vector<Event> later_;
  double later_after_ = never;
  std::size_t size_ = 0;
  std::uint64_t next_sequence_ = 0;
};

}  // namespace garoa
