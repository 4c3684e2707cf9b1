// Units of a meter that the journal has not been told of, by the flow whose documents they are for: what is billed one by one
// would be many events.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "sim/journal/journal.hpp"

namespace garoa {

class Unbilled {
 public:
  /// `flow`: nothing where nobody knows. `one_off`: no month repeats them.
  void add(std::optional<NameId> flow, std::uint64_t units, bool one_off = false) {
    auto& part = last_ < parts_.size() && parts_[last_].flow == flow ? parts_[last_] : part_of(flow);
    part.units += units;
    if (one_off) part.one_off += units;
  }
  /// All that another one has.
  void add(const Unbilled& other) {
    for (const auto& more : other.parts_) {
      auto& part = part_of(more.flow);
      part.units += more.units;
      part.one_off += more.one_off;
    }
  }
  [[nodiscard]] std::uint64_t units() const {
    std::uint64_t sum = 0;
    for (const auto& part : parts_) sum += part.units;
    return sum;
  }
  void clear() {
    for (auto& part : parts_) part.units = part.one_off = 0;
  }
  /// What was added since the last call, each of it so many units of the meter.
  void report(Journal& journal, NameId resource, Meter meter, std::uint64_t each = 1) {
    for (auto& part : parts_) {
      const auto units = std::exchange(part.units, 0) * each;
      const auto one_off = std::exchange(part.one_off, 0) * each;
      if (units > 0) journal.report(events::Billed{resource, meter, units, one_off, part.flow});
    }
  }

 private:
  struct Part {
    std::optional<NameId> flow;
    std::uint64_t units;
    std::uint64_t one_off;  // of them
  };

  [[gnu::noinline]] Part& part_of(std::optional<NameId> flow) {
    const auto known =
        std::find_if(parts_.begin(), parts_.end(), [&](const Part& part) { return part.flow == flow; });
    last_ = static_cast<std::size_t>(known - parts_.begin());
    return known != parts_.end() ? *known : parts_.emplace_back(Part{flow, 0, 0});
  }

  std::vector<Part> parts_;  // few
  std::size_t last_ = 0;     // that was added to: mostly it is the next one too
};

}  // namespace garoa
