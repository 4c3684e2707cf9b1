#include "sim/render/text_table.hpp"

#include <algorithm>

#include "sim/core/safe_text.hpp"

namespace garoa {
namespace {

constexpr std::string_view indent = "  ";
constexpr std::string_view gap = "  ";
constexpr std::size_t narrowest_wrapped = 24;

bool continues_code_point(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

std::string blanks(std::size_t count) {
  return std::string(count, ' ');
}

std::string padded(const std::string& text, std::size_t width, TextTable::Align align) {
  const std::size_t own = display_width(text);
  const std::string fill = blanks(own < width ? width - own : 0);
  return align == TextTable::Align::left ? text + fill : fill + text;
}

void trim_right(std::string& text) {
  text.erase(text.find_last_not_of(' ') + 1);
}

}  // namespace

std::size_t display_width(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return !continues_code_point(c); }));
}

std::string printable(std::string_view text) {
  return safe_text(text);
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  std::vector<std::string> lines{""};
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (word.empty()) continue;
    std::string& last = lines.back();
    if (last.empty()) {
      last = word;
    } else if (display_width(last) + 1 + display_width(word) <= width) {
      last += " " + std::string{word};
    } else {
      lines.emplace_back(word);
    }
  }
  return lines;
}

std::string paragraph(const std::string& head, std::string_view text, std::size_t width) {
  const std::size_t used = display_width(head);
  std::string result;
  for (const auto& line : wrapped(printable(text), width > used ? width - used : narrowest_wrapped)) {
    std::string full = (result.empty() ? head : blanks(used)) + line;
    trim_right(full);
    result += full + "\n";
  }
  return result;
}

void TextTable::add(std::vector<std::string> cells) {
  for (auto& cell : cells) cell = printable(cell);
  rows_.push_back(std::move(cells));
}

std::vector<std::size_t> TextTable::widths() const {
  std::vector<std::size_t> all;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    std::size_t widest = display_width(columns_[i].title);
    for (const auto& row : rows_) widest = std::max(widest, display_width(row[i]));
    all.push_back(widest);
  }
  return all;
}

std::string TextTable::line(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths,
                            std::size_t width) const {
  std::string head{indent};
  for (std::size_t i = 0; i + 1 < cells.size(); ++i) {
    head += padded(cells[i], widths[i], columns_[i].align) + std::string{gap};
  }
  if (columns_.back().align == Align::left) {
    const std::size_t used = display_width(head);
    return paragraph(head, cells.back(), std::max(width, used + narrowest_wrapped));
  }
  return head + padded(cells.back(), widths.back(), Align::right) + "\n";
}

std::string TextTable::text(std::size_t width) const {
  const auto column_widths = widths();
  std::vector<std::string> titles;
  for (const auto& column : columns_) titles.push_back(column.title);
  std::string all = line(titles, column_widths, width);
  for (const auto& row : rows_) all += line(row, column_widths, width);
  return all;
}

}  // namespace garoa
