// Values indexed by the id of a name: the observers' store on the hot path. It grows to the largest id seen.
#pragma once

#include <vector>

#include "sim/journal/events.hpp"

namespace garoa {

template <class T>
class PerName {
 public:
  T& operator[](NameId id) {
    if (id >= items_.size()) grow_to(id);
    return items_[id];
  }
  /// Null when the id was never asked for with [].
  [[nodiscard]] const T* find(NameId id) const { return id < items_.size() ? &items_[id] : nullptr; }
  [[nodiscard]] T* find(NameId id) { return id < items_.size() ? &items_[id] : nullptr; }
  [[nodiscard]] NameId size() const { return static_cast<NameId>(items_.size()); }
  /// Calls `visit(id, item)` for each item that `item.seen` marks, by ascending id.
  template <class Visit>
  void each_seen(Visit visit) const {
    for (NameId id = 0; id < size(); ++id) {
      if (items_[id].seen) visit(id, items_[id]);
    }
  }
  template <class Visit>
  void each_seen(Visit visit) {
    for (NameId id = 0; id < size(); ++id) {
      if (items_[id].seen) visit(id, items_[id]);
    }
  }

 private:
  /// Apart, so that what is asked for a million times stays small.
  [[gnu::noinline]] void grow_to(NameId id) { items_.resize(id + std::size_t{1}); }

  std::vector<T> items_;
};

}  // namespace garoa
