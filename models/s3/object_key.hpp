// The key of an object: a prefix, the object's own name, a suffix.
//
// The name is a number of the flow (`in/000`, one key for each document unless the flow's keys repeat) or the
// text that a trace gives.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "sim/workload/trace_keys.hpp"

namespace garoa {

struct KeyAffixes {
  std::string prefix;
  std::string suffix;
};

struct ObjectKey {
  std::uint64_t number = 0;   // of the name within the flow
  const TraceKeys* names;     // among which it is, where a trace gives them; null: the number is the name
  const KeyAffixes* affixes;  // of the flow, or of the function that wrote the object

  /// Calls `use(key)` with the full text, which is made without allocation.
  template <class Use>
  auto with_text(const Use& use) const {
    fmt::memory_buffer buffer;
    const auto out = std::back_inserter(buffer);
    if (names == nullptr) {
      fmt::format_to(out, "{}{}{}", affixes->prefix, number, affixes->suffix);
    } else {
      const auto text = (*names)[static_cast<std::uint32_t>(number)];
      fmt::format_to(out, "{}{}{}", affixes->prefix, text, affixes->suffix);
    }
    return use(std::string_view{buffer.data(), buffer.size()});
  }
};

}  // namespace garoa
