// The distinct keys of a trace, numbered from 1 as they come; 0 is the empty one. All in one text, which takes a fifth of what
// a million separate ones do. Which come more than once is known: no object has a key that comes once but the first.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace garoa {

class TraceKeys {
 public:
  /// Of a known key or a new one.
  std::uint32_t number_of(std::string_view key) {
    if (key.empty()) return 0;
    if (2 * ends_.size() > slots_.size()) grow();
    auto& slot = slots_[slot_of(key)];
    if (slot == 0) {
      slot = static_cast<std::uint32_t>(ends_.size());
      text_ += key;
      ends_.push_back(text_.size());
      comes_again_.push_back(false);
    } else {
      comes_again_[slot] = true;
    }
    return slot;
  }
  /// Valid until the next key comes.
  [[nodiscard]] std::string_view operator[](std::uint32_t number) const {
    if (number == 0) return {};
    return std::string_view{text_}.substr(ends_[number - 1], ends_[number] - ends_[number - 1]);
  }
  /// Did the key come more than once?
  [[nodiscard]] bool comes_again(std::uint32_t number) const { return comes_again_[number]; }
  /// No further keys come.
  void close() {
    slots_ = {};
    text_.shrink_to_fit();
    ends_.shrink_to_fit();
  }

 private:
  /// Where the key is, or would be.
  [[nodiscard]] std::size_t slot_of(std::string_view key) const {
    auto place = std::hash<std::string_view>{}(key) & (slots_.size() - 1);
    while (slots_[place] != 0 && (*this)[slots_[place]] != key) place = (place + 1) & (slots_.size() - 1);
    return place;
  }
  void grow() {
    slots_.assign(slots_.empty() ? 64 : 2 * slots_.size(), 0);
    for (std::uint32_t number = 1; number < ends_.size(); ++number) slots_[slot_of((*this)[number])] = number;
  }

  std::string text_;
  std::vector<std::uint64_t> ends_{0};  // of each key in the text
  std::vector<bool> comes_again_{false};
  std::vector<std::uint32_t> slots_;  // a power of two of them, at least half of them free
};

/// One of them, as long as the trace lives.
struct TraceKey {
  const TraceKeys* names;
  std::uint32_t number;  // of it, 1 or more
  bool copied = false;   // its row comes several times

  [[nodiscard]] std::string_view text() const { return (*names)[number]; }
  [[nodiscard]] bool comes_again() const { return copied || names->comes_again(number); }
};

}  // namespace garoa
