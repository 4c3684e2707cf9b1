// What the texts on stdout may be: how wide, and whether with colours and signs of a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "sim/results/result.hpp"

namespace garoa::cli {

/// Columns: of the variable COLUMNS if it holds a number, else of the terminal that the stream (1: stdout, 2: stderr) is, else
/// terminal_width.
[[nodiscard]] std::size_t columns_of(int stream);
/// Those of stdout.
/// Never less than narrowest_terminal.
[[nodiscard]] std::size_t output_width();

/// Is stdout for people: a terminal, or of the width that the variable COLUMNS says?
[[nodiscard]] bool is_for_people();
/// Of lists whose lines are names and their meanings, and of calls: for people they are wrapped, a program reads one line for each.
[[nodiscard]] std::size_t list_width();

/// Is stdout a terminal that takes colours? Not with the variable NO_COLOR (no-color.org), nor with TERM=dumb.
[[nodiscard]] bool has_colours();
/// Titles of sections bold, verdicts red, yellow and green.
[[nodiscard]] std::string coloured(std::string_view text);
/// coloured(), where the terminal takes it; else the text.
[[nodiscard]] std::string for_terminal(const std::string& text);
/// A result's tables for stdout; on a terminal of a UTF-8 locale with lines that show series over time.
[[nodiscard]] std::string result_for_output(const RunResult& result);
/// With other lines on compliance.
[[nodiscard]] std::string result_for_output(const RunResult& result, const std::string& compliance);

}  // namespace garoa::cli
