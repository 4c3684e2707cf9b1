// A binary heap whose entries know where they stand, so that any of them can leave or move in O(log n).
//
// An Entry has `bool before(const Entry&) const` (the order; the first one is the top) and `void
// stands_at(std::uint32_t) const`, which tells its owner the position to pass to erase() and replace().
// Memory is kept when entries leave.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace garoa {

template <class Entry>
class IndexedHeap {
 public:
  [[nodiscard]] bool empty() const { return entries_.empty(); }
  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  [[nodiscard]] const Entry& top() const { return entries_.front(); }
  [[nodiscard]] const Entry& at(std::uint32_t position) const { return entries_[position]; }

  void push(const Entry& entry) {
    entries_.push_back(entry);
    settle_last();
  }
  /// The same with an entry made of these parts where it stands: one that was put together elsewhere would be waited for when it is copied.
  template <class... Parts>
  void emplace(Parts... parts) {
    entries_.emplace_back(parts...);
    settle_last();
  }
  void pop() { erase(0); }
  void erase(std::uint32_t position) {
    if (position + std::size_t{1} == entries_.size()) return entries_.pop_back();
    const Entry last = entries_.back();
    entries_.pop_back();
    replace(position, last);
  }
  /// Puts `entry` in place of the one at `position`.
  void replace(std::uint32_t position, const Entry& entry) {
    if (position > 0 && entry.before(entries_[parent(position)])) {
      rise(position, entry);
    } else {
      sink(position, entry);
    }
  }

 private:
  static std::uint32_t parent(std::uint32_t position) { return (position - 1) / 2; }

  void settle_last() {
    const auto position = static_cast<std::uint32_t>(entries_.size() - 1);
    const auto& entry = entries_.back();
    if (position > 0 && entry.before(entries_[parent(position)])) {
      rise(position, entry);
    } else {
      entry.stands_at(position);
    }
  }
  void place(std::uint32_t position, const Entry& entry) {
    entries_[position] = entry;
    entry.stands_at(position);
  }
  void rise(std::uint32_t position, const Entry entry) {
    while (position > 0 && entry.before(entries_[parent(position)])) {
      place(position, entries_[parent(position)]);
      position = parent(position);
    }
    place(position, entry);
  }
  void sink(std::uint32_t position, const Entry entry) {
    const auto count = static_cast<std::uint32_t>(entries_.size());
    for (std::uint32_t child = 2 * position + 1; child < count; child = 2 * position + 1) {
      if (child + 1 < count && entries_[child + 1].before(entries_[child])) ++child;
      if (!entries_[child].before(entry)) break;
      place(position, entries_[child]);
      position = child;
    }
    place(position, entry);
  }

  std::vector<Entry> entries_;
};

}  // namespace garoa
