// A public holiday, as scenarios say it: "2026-04-21", or "12-25" of every year. Errors: days that no calendar has.
#pragma once

#include <chrono>
#include <optional>

#include "sim/core/scalar.hpp"

namespace garoa {

struct Holiday {
  std::chrono::month_day day;
  std::optional<std::chrono::year> year;  // none: every year
  friend auto operator<=>(const Holiday&, const Holiday&) = default;
};

template <>
struct Scalar<Holiday> {
  static std::optional<Holiday> parse(std::string_view text, bool quoted, std::string& why);
  static std::string format(const Holiday& holiday);
  static ScalarType type() { return {"string", "^([0-9]{4}-)?[0-9]{2}-[0-9]{2}$", {}, "12-25"}; }
};

}  // namespace garoa
