// An IndexedHeap behind a short sorted list of the first entries.
//
// Where what comes is mostly among the first, and leaves soon, it does not pass through the heap: there each entry would
// move as many others as the heap has levels. Entries as for IndexedHeap.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <vector>

#include "sim/engine/indexed_heap.hpp"

namespace garoa {

template <class Entry>
class FrontedHeap {
 public:
  [[nodiscard]] bool empty() const { return front_.empty() && rest_.empty(); }
  [[nodiscard]] const Entry& top() const { return front_.empty() ? rest_.top() : front_.back(); }

  void push(const Entry& entry) {
    if (!belongs_in_front(entry)) {
      rest_.push(entry);
      return;
    }
    auto place = front_.end();
    while (place != front_.begin() && std::prev(place)->before(entry)) --place;
    front_.insert(place, entry);
    entry.stands_at(in_front);
    if (front_.size() > most_in_front) shorten();
  }
  void pop() {
    if (front_.empty()) {
      rest_.pop();
    } else {
      front_.pop_back();
    }
  }
  /// The entry that was told this position; `is_it` tells it from others.
  template <class IsIt>
  void erase(std::uint32_t position, const IsIt& is_it) {
    if (position == in_front) {
      front_.erase(std::find_if(front_.begin(), front_.end(), is_it));
    } else {
      rest_.erase(position);
    }
  }

 private:
  static constexpr std::uint32_t in_front = ~std::uint32_t{0};
  static constexpr std::size_t most_in_front = 32;

  /// Every entry in front comes before all of the rest.
  [[nodiscard]] bool belongs_in_front(const Entry& entry) const {
    if (!front_.empty()) return entry.before(front_.front());
    return rest_.empty() || entry.before(rest_.top());
  }
  /// The later half goes into the heap.
  void shorten() {
    const auto kept = front_.begin() + most_in_front / 2;
    std::for_each(front_.begin(), kept, [this](const Entry& entry) { rest_.push(entry); });
    front_.erase(front_.begin(), kept);
  }

  std::vector<Entry> front_;  // the first entry is the last
  IndexedHeap<Entry> rest_;
};

}  // namespace garoa
