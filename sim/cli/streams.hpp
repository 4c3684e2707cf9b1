// The standard streams. What cannot be written is never an abort: the command does its work, keeps its files and ends with 1.
#pragma once

#include <fmt/format.h>

#include <string_view>
#include <utility>

#include "sim/core/safe_text.hpp"

namespace garoa::cli {

/// To be called first. A reader that went away makes writing fail instead of ending the program, and no file that is opened
/// later takes the place of a stream that was closed.
void prepare_streams();

/// Writes to the standard output.
void say(std::string_view text);
/// Writes to the standard error, at once; with parts, such as names of folders, as text that is safe for a terminal.
void tell(std::string_view text);

template <class... Parts>
void say(fmt::format_string<Parts...> format, Parts&&... parts) requires(sizeof...(Parts) > 0) {
  say(std::string_view{fmt::format(format, std::forward<Parts>(parts)...)});
}
template <class... Parts>
void tell(fmt::format_string<Parts...> format, Parts&&... parts) requires(sizeof...(Parts) > 0) {
  tell(std::string_view{safe_lines(fmt::format(format, std::forward<Parts>(parts)...))});
}

/// Writes what waits to be written. Gives `code`, or exit_usage if the command had no fault of its own but some of its text is
/// lost; says so, unless the reader just went away.
[[nodiscard]] int code_after_streams(int code);

}  // namespace garoa::cli
