// A table with a title before it is laid out: for a terminal, or as Markdown.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/render/text_table.hpp"

namespace garoa {

/// The cell of what there is not.
constexpr std::string_view nothing_there = TextTable::nothing;

struct Sheet {
  std::string title;
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
};

[[nodiscard]] TextTable table_of(const Sheet& sheet);
[[nodiscard]] std::string laid_out(const Sheet& sheet, std::size_t width);
[[nodiscard]] std::string in_markdown(const Sheet& sheet);

}  // namespace garoa
