// Tables: aligned plain text for a terminal; pages take titles and cells (sim/render/html/html_text.hpp).
//
// No line is longer than asked for, and nothing is cut off. A table that is too wide for one line first breaks
// its titles and texts, then puts the text of a left-aligned last column below its row, and at last shows its
// columns in groups below each other, each group with the key columns. A column that holds nothing is left out.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/render/text_wrap.hpp"

namespace garoa {

class TextTable {
 public:
  enum class Align { left, right };
  /// The cell of what there is not.
  static constexpr std::string_view nothing = "-";
  struct Column {
    std::string title;
    Align align = Align::left;
  };

  /// The first `keys` columns tell rows apart. Titles and cells are made safe for a terminal.
  explicit TextTable(std::vector<Column> columns, std::size_t keys = 1);
  /// As many cells as there are columns.
  void add(std::vector<std::string> cells);
  [[nodiscard]] bool empty() const { return rows_.empty(); }
  [[nodiscard]] const std::vector<Column>& columns() const { return columns_; }
  [[nodiscard]] const std::vector<std::vector<std::string>>& rows() const { return rows_; }
  [[nodiscard]] TextTable without_empty_columns() const;
  /// Titles and rows, indented by two blanks, two between columns. `width` is at least narrowest_terminal.
  [[nodiscard]] std::string text(std::size_t width = terminal_width) const;

 private:
  /// Columns that stand beside each other, by their numbers.
  using Group = std::vector<std::size_t>;

  [[nodiscard]] bool holds_something(std::size_t column) const;
  [[nodiscard]] std::string full_text(std::size_t width) const;
  [[nodiscard]] std::size_t content_width(std::size_t column) const;
  [[nodiscard]] std::size_t narrowest(std::size_t column, std::size_t width) const;
  [[nodiscard]] bool fits(const Group& group, std::size_t width) const;
  [[nodiscard]] std::vector<std::size_t> fitted(const Group& group, std::size_t width) const;
  [[nodiscard]] std::vector<Group> groups(std::size_t columns, std::size_t width) const;
  [[nodiscard]] std::string group_text(const Group& group, bool with_notes, std::size_t width) const;
  [[nodiscard]] std::string line(const std::vector<std::string>& cells, const Group& group,
                                 std::span<const std::size_t> widths, bool title) const;

  std::vector<Column> columns_;
  std::size_t keys_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace garoa
