#include "sim/render/sheet.hpp"

#include <fmt/format.h>

#include "sim/core/safe_text.hpp"
#include "sim/core/told_money.hpp"

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

/// "1 d 4 h", "USD 3.10", "-4 min (-39 %)", "2x".
bool begins_with_a_number(std::string_view cell) {
  for (const auto& before : {std::string{"+"}, std::string{"-"}, told_currency().name + " "}) {
    if (cell.starts_with(before)) cell.remove_prefix(before.size());
  }
  return !cell.empty() && cell.front() >= '0' && cell.front() <= '9';
}

/// Are there numbers in the column, and nothing else?
bool has_numbers(const Sheet& sheet, std::size_t column) {
  bool found = false;
  for (const auto& row : sheet.rows) {
    const bool number = begins_with_a_number(row[column]);
    if (!number && row[column] != nothing_there) return false;
    found = found || number;
  }
  return found;
}

}  // namespace

TextTable table_of(const Sheet& sheet) {
  std::vector<TextTable::Column> columns;
  for (std::size_t i = 0; i < sheet.columns.size(); ++i)
    columns.push_back({sheet.columns[i],
                       has_numbers(sheet, i) && i > 0 ? TextTable::Align::right : TextTable::Align::left});
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
