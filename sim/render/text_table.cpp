#include "sim/render/text_table.hpp"

#include <algorithm>
#include <numeric>

#include "sim/core/safe_text.hpp"

namespace garoa {
namespace {

constexpr std::string_view row_indent = "  ";
constexpr std::string_view column_gap = "  ";
/// Texts are not squeezed into less; a last column is what is read most.
constexpr std::size_t narrowest_text = 14;
constexpr std::size_t narrowest_last_text = 24;
constexpr std::size_t note_indent = 6;

std::string padded(const std::string& text, std::size_t width, TextTable::Align align) {
  const std::size_t own = display_width(text);
  const std::string fill(own < width ? width - own : 0, ' ');
  return align == TextTable::Align::left ? text + fill : fill + text;
}

std::size_t longest_word(std::string_view text) {
  std::size_t longest = 0;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    longest = std::max(longest, display_width(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return longest;
}

std::size_t line_width(std::span<const std::size_t> widths) {
  return std::accumulate(widths.begin(), widths.end(),
                         row_indent.size() + column_gap.size() * (widths.size() - 1));
}

}  // namespace

TextTable::TextTable(std::vector<Column> columns, std::size_t keys)
    : columns_{std::move(columns)}, keys_{keys} {
  for (auto& column : columns_) column.title = safe_text(column.title);
}

void TextTable::add(std::vector<std::string> cells) {
  for (auto& cell : cells) cell = safe_text(cell);
  rows_.push_back(std::move(cells));
}

std::size_t TextTable::content_width(std::size_t column) const {
  std::size_t widest = 0;
  for (const auto& row : rows_) widest = std::max(widest, display_width(row[column]));
  return widest;
}

std::size_t TextTable::narrowest(std::size_t column, std::size_t width) const {
  const bool text = columns_[column].align == Align::left;
  const bool last = column + 1 == columns_.size();
  const auto content = content_width(column);
  const auto needed = text ? std::min(content, last ? narrowest_last_text : narrowest_text) : content;
  // The keys and one more column fit into any line.
  const std::size_t fair_part = (width - row_indent.size()) / (keys_ + 1) - column_gap.size();
  return std::min(std::max(needed, longest_word(columns_[column].title)), fair_part);
}

bool TextTable::fits(const Group& group, std::size_t width) const {
  std::vector<std::size_t> widths;
  for (const auto column : group) widths.push_back(narrowest(column, width));
  return line_width(widths) <= width;
}

/// Widths for a group that fits. Titles that are wider than their column give way first, then what is widest.
std::vector<std::size_t> TextTable::fitted(const Group& group, std::size_t width) const {
  std::vector<std::size_t> widths;
  std::vector<std::size_t> contents;
  std::vector<std::size_t> least;
  for (const auto column : group) {
    contents.push_back(content_width(column));
    widths.push_back(std::max(display_width(columns_[column].title), contents.back()));
    least.push_back(narrowest(column, width));
  }
  while (line_width(widths) > width) {
    std::size_t best = group.size();
    std::pair<bool, std::size_t> most{};
    for (std::size_t i = 0; i < group.size(); ++i) {
      if (widths[i] <= least[i]) continue;
      const std::pair rank{widths[i] > contents[i], widths[i]};
      if (best == group.size() || rank > most) {
        best = i;
        most = rank;
      }
    }
    if (best == group.size()) break;
    --widths[best];
  }
  return widths;
}

std::vector<TextTable::Group> TextTable::groups(std::size_t columns, std::size_t width) const {
  Group keys(std::min(keys_, columns));
  std::iota(keys.begin(), keys.end(), std::size_t{0});
  std::vector<Group> all{keys};
  for (std::size_t column = keys.size(); column < columns; ++column) {
    Group& group = all.back();
    group.push_back(column);
    if (group.size() == keys.size() + 1 || fits(group, width)) continue;
    group.pop_back();
    all.push_back(keys);
    all.back().push_back(column);
  }
  return all;
}

std::string TextTable::line(const std::vector<std::string>& cells, const Group& group,
                            std::span<const std::size_t> widths, bool title) const {
  std::vector<std::vector<std::string>> parts;
  std::size_t height = 1;
  for (std::size_t i = 0; i < group.size(); ++i) {
    parts.push_back(wrapped(cells[group[i]], widths[i]));
    height = std::max(height, parts.back().size());
  }
  std::string all;
  for (std::size_t row = 0; row < height; ++row) {
    std::string text{row_indent};
    for (std::size_t i = 0; i < group.size(); ++i) {
      // Titles stand on their columns, texts hang.
      const std::size_t empty_above = title ? height - parts[i].size() : 0;
      const bool shown = row >= empty_above && row - empty_above < parts[i].size();
      text += padded(shown ? parts[i][row - empty_above] : "", widths[i], columns_[group[i]].align);
      if (i + 1 < group.size()) text += column_gap;
    }
    text.erase(text.find_last_not_of(' ') + 1);
    all += text + "\n";
  }
  return all;
}

std::string TextTable::group_text(const Group& group, bool with_notes, std::size_t width) const {
  const auto widths = fitted(group, width);
  std::vector<std::string> titles;
  for (const auto& column : columns_) titles.push_back(column.title);
  std::string all = line(titles, group, widths, true);
  for (const auto& row : rows_) {
    all += line(row, group, widths, false);
    if (with_notes && !row.back().empty() && row.back() != nothing)
      all += paragraph(std::string(note_indent, ' ') + columns_.back().title + ": ", row.back(), width);
  }
  return all;
}

bool TextTable::holds_something(std::size_t column) const {
  return column < keys_ || std::any_of(rows_.begin(), rows_.end(), [&](const auto& row) {
           return !row[column].empty() && row[column] != nothing;
         });
}

TextTable TextTable::without_empty_columns() const {
  TextTable rest{{}, keys_};
  rest.rows_.resize(rows_.size());
  for (std::size_t column = 0; column < columns_.size(); ++column) {
    if (!holds_something(column)) continue;
    rest.columns_.push_back(columns_[column]);
    for (std::size_t row = 0; row < rows_.size(); ++row) rest.rows_[row].push_back(rows_[row][column]);
  }
  return rest;
}

std::string TextTable::text(std::size_t width) const {
  return without_empty_columns().full_text(width);
}

std::string TextTable::full_text(std::size_t width) const {
  Group all(columns_.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  if (fits(all, width)) return group_text(all, false, width);
  const bool notes = columns_.back().align == Align::left && columns_.size() > keys_ + 1;
  const auto beside = groups(columns_.size() - (notes ? 1 : 0), width);
  std::string text;
  for (const auto& group : beside)
    text += (text.empty() ? "" : "\n") + group_text(group, notes && &group == &beside.back(), width);
  return text;
}

}  // namespace garoa
