// Between what a bill may lie, as far as assumptions have a range that was run: each by itself, everything else as it is.
#pragma once

#include <string>

#include "sim/results/cost.hpp"

namespace garoa {

/// Widens the band of the assumption, and those of the lines, to the bill at one of its edges.
void add_band(Invoice& cost, const std::string& assumption, const Invoice& at_edge);
/// Those of assumptions, and of lines, that nothing moves.
void drop_idle_bands(Invoice& cost);
/// The least and the most of each month over all bands; the month itself where there is none.
[[nodiscard]] CostBand widest_band(const Invoice& cost);

}  // namespace garoa
