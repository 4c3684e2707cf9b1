// Draws DOT with the program `dot` of Graphviz, if this system has it.
#pragma once

#include <optional>
#include <string>

#include "sim/results/diagram.hpp"
#include "sim/scenario/scenario.hpp"

namespace garoa::cli {

/// The picture as one <svg> element, with nothing before it; nothing if there is no `dot` or it fails.
[[nodiscard]] std::optional<std::string> svg_of_dot(const std::string& dot);
/// Pictures for pages are two: of class `wide` from left to right, and of class `tall` from above, for phones.
/// A scenario without any result, its elements without names; empty if it cannot be drawn.
[[nodiscard]] std::string plain_picture_of(const Diagram& diagram);
/// A scenario with what a result says of it; empty if it cannot be drawn.
[[nodiscard]] std::string picture_of(const Scenario& scenario, const RunResult& result);

}  // namespace garoa::cli
