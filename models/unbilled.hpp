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
    auto part = std::find_if(parts_.begin(), parts_.end(), [&](const Part& one) { return one.flow == flow; });
    if (part == parts_.end()) part = parts_.insert(parts_.end(), Part{flow, 0, 0});
    part->units += units;
    if (one_off) part->one_off += units;
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
  std::vector<Part> parts_;  // few
};

}  // namespace garoa
