// The day whose AWS rules and quotas hold in a scenario: "2025-01-31", or "today" for the newest ones known.
//
// Years 2006 to 2199. "Today" is later than every date, so that no clock of the machine is asked.
#pragma once

#include <chrono>

#include "sim/core/scalar.hpp"

namespace garoa {

struct RulesDate {
  std::chrono::sys_days day = std::chrono::sys_days::max();
  friend auto operator<=>(const RulesDate&, const RulesDate&) = default;
};

template <>
struct Scalar<RulesDate> {
  static std::optional<RulesDate> parse(std::string_view text, bool quoted, std::string& why);
  static std::string format(RulesDate date);
  static ScalarType type() { return {"string", "^(today|[0-9]{4}-[0-9]{2}(-[0-9]{2})?)$", {}, "2025-01-31"}; }
};

}  // namespace garoa
