// A set of document ids for hot paths: open addressing in one array, no allocation unless it grows.
#pragma once

#include <algorithm>
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
    if (2 * (size_ + 1) > slots_.size()) grow();
    auto at = home(id);
    while (slots_[at] != free) {
      if (slots_[at] == id + 1) return false;
      at = next(at);
    }
    slots_[at] = id + 1;
    ++size_;
    return true;
  }

  [[nodiscard]] bool contains(std::uint64_t id) const {
    if (size_ == 0) return false;
    for (auto at = home(id); slots_[at] != free; at = next(at)) {
      if (slots_[at] == id + 1) return true;
    }
    return false;
  }

  /// Removes the id; false if it was not there.
  bool erase(std::uint64_t id) {
    if (size_ == 0) return false;
    auto at = home(id);
    while (slots_[at] != id + 1) {
      if (slots_[at] == free) return false;
      at = next(at);
    }
    close_gap(at);
    --size_;
    return true;
  }

  /// The so many lowest, ascending. Its memory follows them, not the set.
  [[nodiscard]] std::vector<std::uint64_t> lowest(std::size_t most) const {
    std::vector<std::uint64_t> ids;  // a heap, the highest first
    for (const auto stored : slots_) {
      if (stored == free || (ids.size() == most && (most == 0 || stored - 1 >= ids.front()))) continue;
      if (ids.size() == most) {
        std::pop_heap(ids.begin(), ids.end());
        ids.pop_back();
      }
      ids.push_back(stored - 1);
      std::push_heap(ids.begin(), ids.end());
    }
    std::sort_heap(ids.begin(), ids.end());
    return ids;
  }

 private:
  static constexpr std::uint64_t free = 0;  // ids are stored plus 1
  static constexpr std::size_t first_size = 64;

  [[nodiscard]] std::size_t home(std::uint64_t id) const {
    return static_cast<std::size_t>((id * 0x9e3779b97f4a7c15ULL) >> 20) & (slots_.size() - 1);
  }
  [[nodiscard]] std::size_t next(std::size_t at) const { return (at + 1) & (slots_.size() - 1); }

  // Entries after the gap move back unless that would put them before their home.
  void close_gap(std::size_t gap) {
    for (auto at = next(gap); slots_[at] != free; at = next(at)) {
      const auto distance_home = (at - home(slots_[at] - 1)) & (slots_.size() - 1);
      const auto distance_gap = (at - gap) & (slots_.size() - 1);
      if (distance_home < distance_gap) continue;
      slots_[gap] = slots_[at];
      gap = at;
    }
    slots_[gap] = free;
  }

  void grow() {
    std::vector<std::uint64_t> old(slots_.empty() ? first_size : 2 * slots_.size());
    old.swap(slots_);
    size_ = 0;
    for (const auto stored : old) {
      if (stored != free) insert(stored - 1);
    }
  }

  std::vector<std::uint64_t> slots_;
  std::size_t size_ = 0;
};

}  // namespace garoa::compliance
