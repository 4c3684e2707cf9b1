// What the scenario says at a place: of the scenario as `garoa show` prints it, with the places of values in comments.
#pragma once

#include <string>
#include <string_view>

#include "sim/core/diagnostics.hpp"

namespace garoa {

struct ScenarioLines {
  std::string line;   // at the place, without its comment; empty if the place is not in the text
  std::string block;  // of a section or a resource: the section's name and the first values that it gives
};

[[nodiscard]] ScenarioLines scenario_lines(std::string_view shown, const Location& place,
                                           std::string_view path = {});

}  // namespace garoa
