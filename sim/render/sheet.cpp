#include "sim/render/sheet.hpp"

#include <fmt/format.h>

#include "sim/core/safe_text.hpp"

namespace garoa {
namespace {

std::string markdown_row(const std::vector<std::string>& cells) {
  std::string row = "|";
  for (const auto& cell : cells) {
    row += ' ';
    for (const char c : safe_text(cell)) row += c == '|' ? "\\|" : std::string(1, c);
    row += " |";
  }
  return row + '\n';
}

}  // namespace

TextTable table_of(const Sheet& sheet) {
  std::vector<TextTable::Column> columns;
  for (const auto& title : sheet.columns) columns.push_back({title});
  TextTable table{std::move(columns)};
  for (const auto& row : sheet.rows) table.add(row);
  return table;
}

std::string laid_out(const Sheet& sheet, std::size_t width) {
  return "\n" + sheet.title + "\n" + table_of(sheet).text(width);
}

std::string in_markdown(const Sheet& sheet) {
  auto text = fmt::format("\n### {}\n\n", sheet.title) + markdown_row(sheet.columns);
  text += markdown_row(std::vector<std::string>(sheet.columns.size(), "---"));
  for (const auto& row : sheet.rows) text += markdown_row(row);
  return text;
}

}  // namespace garoa
