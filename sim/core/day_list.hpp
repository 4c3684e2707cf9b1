// Numbers of days, each greater than the one before, "1 3 5 7": what a service lets its customers choose from.
#pragma once

#include <charconv>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/scalar.hpp"

namespace garoa {

struct DayList {
  std::vector<double> days;  // ascending
};

template <>
struct Scalar<DayList> {
  static std::optional<DayList> parse(std::string_view text, bool /*quoted*/, std::string& why) {
    DayList list;
    const char* at = text.data();
    const char* const end = at + text.size();
    while (at < end) {
      double value = 0;
      const auto [stop, fault] = std::from_chars(at, end, value);
      const bool follows = std::isfinite(value) && value > (list.days.empty() ? 0 : list.days.back());
      if (fault != std::errc{} || !follows || (stop != end && *stop != ' ')) {
        why = "is not an ascending list of numbers of days such as '1 3 5'";
        return std::nullopt;
      }
      list.days.push_back(value);
      at = stop == end ? end : stop + 1;
    }
    return list;
  }
  static ScalarType type() { return Scalar<std::string>::type(); }
};

}  // namespace garoa
