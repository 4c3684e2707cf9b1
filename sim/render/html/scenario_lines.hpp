// What the scenario says at a place: of the scenario as `garoa show` prints it, with the places of values in comments.
#pragma once

#include <optional>
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

/// The value in force, given or not, at "lambda.validate.asynchronous.event_age"; empty if the text does not tell.
[[nodiscard]] std::string shown_value(std::string_view shown, std::string_view path);
/// The same as a number, a time in seconds; nothing where it is neither.
[[nodiscard]] std::optional<double> shown_amount(std::string_view shown, std::string_view path);

}  // namespace garoa
