// Markdown laid out for a terminal, as far as this project's documents have it: headings, paragraphs, lists of one level, tables,
// fenced code, links, and marks of code and emphasis, which are left out.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace garoa {

/// No line is longer than `width`, but for code.
[[nodiscard]] std::string markdown_text(std::string_view markdown, std::size_t width);

}  // namespace garoa
