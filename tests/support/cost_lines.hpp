// Lines of a bill, as tests name them: by resource, and by a part of what they are for.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "sim/results/cost.hpp"

namespace garoa::test {

/// The first that fits; null if there is none.
inline const CostLine* find_line(const Invoice& cost, std::string_view resource, std::string_view item) {
  const auto found = std::find_if(cost.lines.begin(), cost.lines.end(), [&](const CostLine& line) {
    return line.resource == resource && line.item.find(item) != std::string::npos;
  });
  return found == cost.lines.end() ? nullptr : &*found;
}

/// A failed check if there is none.
inline const CostLine& line_of(const Invoice& cost, std::string_view resource, std::string_view item) {
  const auto* const found = find_line(cost, resource, item);
  REQUIRE_MESSAGE(found != nullptr, "no line ", resource, " ", item);
  return *found;
}

}  // namespace garoa::test
