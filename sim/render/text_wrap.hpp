// Text broken into lines for a terminal.
//
// Widths count Unicode code points, so accents align; double-width scripts do not. What a terminal would obey
// is shown as escapes (safe_text.hpp): a title from a scenario file cannot move the cursor. Nothing is cut off, and no
// line is longer than asked for: a word that is too long is broken, after a dot or the like where it has one.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace garoa {

/// Where nobody knows the terminal.
constexpr std::size_t terminal_width = 100;
/// Terminals that are narrower get lines of this width.
constexpr std::size_t narrowest_terminal = 60;

/// Code points of a UTF-8 text.
[[nodiscard]] std::size_t display_width(std::string_view text);
/// Lines of at most `width` (at least 1), broken at blanks. Empty text is one empty line.
[[nodiscard]] std::vector<std::string> wrapped(std::string_view text, std::size_t width);
/// `head` and the text, further lines indented to below its beginning; below the head where the rest of the
/// line is too short for a text. Ends with a line end.
[[nodiscard]] std::string paragraph(const std::string& head, std::string_view text,
                                    std::size_t width = terminal_width);

/// A bar before a text, in `width` columns at most: where there is little room the bar is shorter or not there, and the text is cut. The
/// bar leaves `room` columns at least to the text: the most that such texts take, so that bars of all of them are equally long.
[[nodiscard]] std::string progress_line(double share, const std::string& text, std::size_t width,
                                        std::size_t room = 0);

}  // namespace garoa
