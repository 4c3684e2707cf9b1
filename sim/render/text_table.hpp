// Aligned plain-text tables and paragraphs for a terminal.
//
// Widths count Unicode code points, so accents align; double-width scripts do not. What a
// terminal would obey is shown as escapes (safe_text.hpp): a title from a scenario file cannot move the cursor. Nothing is cut off; a table
// that cannot fit is wider than asked for.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace garoa {

constexpr std::size_t terminal_width = 100;

/// Code points of a UTF-8 text.
[[nodiscard]] std::size_t display_width(std::string_view text);
/// Safe for a terminal.
[[nodiscard]] std::string printable(std::string_view text);
/// Lines of at most `width`, broken at blanks; a longer word has a line of its own. Empty text is one empty
/// line.
[[nodiscard]] std::vector<std::string> wrapped(std::string_view text, std::size_t width);
/// `head` and the text, further lines indented to below its beginning. Ends with a line end.
[[nodiscard]] std::string paragraph(const std::string& head, std::string_view text,
                                    std::size_t width = terminal_width);

class TextTable {
 public:
  enum class Align { left, right };
  struct Column {
    std::string title;
    Align align = Align::left;
  };

  explicit TextTable(std::vector<Column> columns) : columns_{std::move(columns)} {}
  /// As many cells as there are columns.
  void add(std::vector<std::string> cells);
  [[nodiscard]] bool empty() const { return rows_.empty(); }
  /// Titles and rows, indented by two blanks, two between columns. A left-aligned last column wraps to fit
  /// `width`.
  [[nodiscard]] std::string text(std::size_t width = terminal_width) const;

 private:
  [[nodiscard]] std::vector<std::size_t> widths() const;
  [[nodiscard]] std::string line(const std::vector<std::string>& cells,
                                 const std::vector<std::size_t>& widths, std::size_t width) const;

  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace garoa
