// How often each reason was given; there are a handful of reasons, so a list in the order of first use is
// enough.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace garoa {

class ReasonCounts {
 public:
  void add(std::string_view reason, std::uint64_t times = 1) {
    total_ += times;
    for (auto& [known, count] : counts_) {
      if (known == reason) {
        count += times;
        return;
      }
    }
    counts_.emplace_back(reason, times);
  }
  [[nodiscard]] std::uint64_t of(std::string_view reason) const {
    for (const auto& [known, count] : counts_) {
      if (known == reason) return count;
    }
    return 0;
  }
  [[nodiscard]] std::uint64_t total() const { return total_; }
  [[nodiscard]] const std::vector<std::pair<std::string, std::uint64_t>>& counts() const { return counts_; }

 private:
  std::vector<std::pair<std::string, std::uint64_t>> counts_;
  std::uint64_t total_ = 0;
};

}  // namespace garoa
