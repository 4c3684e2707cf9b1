// A set of document ids for hot paths: open addressing in one array, no allocation unless it grows.
//
// Ids come in rows, so 64 neighbours share an entry of 16 B: a million in a row take 1 MB, a million far apart 64 MB at most.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace garoa::compliance {

class IdSet {
 public:
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] std::size_t size() const { return size_; }

  /// False if it was there.
  bool insert(std::uint64_t id) {
    if (2 * (used_ + 1) > entries_.size()) grow();
    auto& entry = entries_[place_of(page_of(id))];
    if (entry.ids == 0) {
      entry.page = page_of(id);
      ++used_;
    }
    if ((entry.ids & bit_of(id)) != 0) return false;
    entry.ids |= bit_of(id);
    ++size_;
    return true;
  }

  [[nodiscard]] bool contains(std::uint64_t id) const {
    return size_ > 0 && (entries_[place_of(page_of(id))].ids & bit_of(id)) != 0;
  }

  /// Removes the id; false if it was not there.
  bool erase(std::uint64_t id) {
    if (size_ == 0) return false;
    const auto at = place_of(page_of(id));
    auto& ids = entries_[at].ids;
    if ((ids & bit_of(id)) == 0) return false;
    ids &= ~bit_of(id);
    --size_;
    if (ids == 0) close_gap(at);
    return true;
  }

  /// The so many lowest, ascending. Its memory follows them, not the set.
  [[nodiscard]] std::vector<std::uint64_t> lowest(std::size_t most) const {
    std::vector<std::uint64_t> ids;  // a heap, the highest first
    for (const auto& entry : entries_) {
      for (auto left = entry.ids; left != 0; left &= left - 1) {
        const auto id = entry.page * per_entry + static_cast<std::uint64_t>(std::countr_zero(left));
        if (ids.size() == most && (most == 0 || id >= ids.front())) break;
        if (ids.size() == most) {
          std::pop_heap(ids.begin(), ids.end());
          ids.pop_back();
        }
        ids.push_back(id);
        std::push_heap(ids.begin(), ids.end());
      }
    }
    std::sort_heap(ids.begin(), ids.end());
    return ids;
  }

 private:
  static constexpr std::uint64_t per_entry = 64;
  static constexpr std::size_t first_size = 16;

  struct Entry {
    std::uint64_t page;
    std::uint64_t ids;  // by their bits; none: the entry is free
  };

  [[nodiscard]] static std::uint64_t page_of(std::uint64_t id) { return id / per_entry; }
  [[nodiscard]] static std::uint64_t bit_of(std::uint64_t id) { return std::uint64_t{1} << (id % per_entry); }
  [[nodiscard]] std::size_t home(std::uint64_t page) const {
    return static_cast<std::size_t>((page * 0x9e3779b97f4a7c15ULL) >> 20) & (entries_.size() - 1);
  }
  [[nodiscard]] std::size_t next(std::size_t at) const { return (at + 1) & (entries_.size() - 1); }
  /// Its entry, or the free one where it would be.
  [[nodiscard]] std::size_t place_of(std::uint64_t page) const {
    auto at = home(page);
    while (entries_[at].ids != 0 && entries_[at].page != page) at = next(at);
    return at;
  }

  // Entries after the gap move back unless that would put them before their home.
  void close_gap(std::size_t gap) {
    for (auto at = next(gap); entries_[at].ids != 0; at = next(at)) {
      const auto distance_home = (at - home(entries_[at].page)) & (entries_.size() - 1);
      const auto distance_gap = (at - gap) & (entries_.size() - 1);
      if (distance_home < distance_gap) continue;
      entries_[gap] = entries_[at];
      gap = at;
    }
    entries_[gap].ids = 0;
    --used_;
  }

  void grow() {
    std::vector<Entry> old(entries_.empty() ? first_size : 2 * entries_.size());
    old.swap(entries_);
    for (const auto& entry : old) {
      if (entry.ids != 0) entries_[place_of(entry.page)] = entry;
    }
  }

  std::vector<Entry> entries_;
  std::size_t used_ = 0;  // entries
  std::size_t size_ = 0;  // ids
};

}  // namespace garoa::compliance
