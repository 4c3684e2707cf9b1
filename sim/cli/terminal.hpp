// How wide the texts on stdout are.
#pragma once

#include <cstddef>

namespace garoa::cli {

/// Columns: of the variable COLUMNS if it holds a number, else of the terminal that stdout is, else terminal_width.
/// Never less than narrowest_terminal.
[[nodiscard]] std::size_t output_width();

}  // namespace garoa::cli
