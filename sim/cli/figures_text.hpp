// Figures of the models, as `garoa list figures` and `garoa explain` print them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/core/figures.hpp"

namespace garoa::cli {

/// What stands before a value, in a column of its own: "basis    ".
[[nodiscard]] std::string label(std::string_view name);

/// One line a figure in force: "ebs.gp3.iops.max  80000  V", and its range if it has one. Of one service, or of all if it is empty.
[[nodiscard]] std::string figures_text(Catalogue& catalogue, std::string_view service);

/// Value, basis, source, date and note of a figure and of the edges of its range, what held before, and how to replace it; empty if
/// there is none of that name ("ebs.gp3.iops.max").
[[nodiscard]] std::string explain_figure(Catalogue& catalogue, std::string_view name);

/// "ebs.gp3.iops.max" of every figure.
[[nodiscard]] std::vector<std::string> figure_names(Catalogue& catalogue);

}  // namespace garoa::cli
