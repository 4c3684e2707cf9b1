#include "sim/render/markdown_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <regex>
#include <vector>

#include "sim/render/text_table.hpp"
#include "sim/render/text_wrap.hpp"

namespace garoa {
namespace {

/// "**Memory** (`memory-size`), [here](plan.md)" is "Memory (memory-size), here (plan.md)"; no text of ours has other stars.
std::string without_marks(const std::string& text) {
  static const std::regex link{R"(\[([^\]]*)\]\(([^)]*)\))"};
  static const std::regex mark{R"([*`])"};
  return std::regex_replace(std::regex_replace(text, link, "$1 ($2)"), mark, "");
}

std::string_view trimmed(std::string_view text) {
  const auto from = std::min(text.find_first_not_of(' '), text.size());
  return text.substr(from, text.find_last_not_of(' ') + 1 - from);
}

/// "| a | b |" is a, b.
std::vector<std::string> cells_of(std::string_view row) {
  std::vector<std::string> cells;
  row.remove_prefix(1);
  while (!row.empty()) {
    const auto end = std::min(row.find('|'), row.size());
    cells.push_back(without_marks(std::string{trimmed(row.substr(0, end))}));
    row.remove_prefix(std::min(end + 1, row.size()));
  }
  return cells;
}

class Layout {
 public:
  explicit Layout(std::size_t width) : width_{width} {}

  void take(std::string_view line) {
    const auto words = trimmed(line);
    if (words.starts_with("```")) {
      end_block();
      in_code_ = !in_code_;
    } else if (in_code_) {
      text_ += fmt::format("    {}\n", words);
    } else if (words.empty()) {
      end_block();
      if (!text_.empty() && !text_.ends_with("\n\n")) text_ += '\n';
    } else if (words.starts_with('|')) {
      rows_.push_back(cells_of(words));
    } else if (words.starts_with('#')) {
      end_block();
      text_ += paragraph("", without_marks(std::string{trimmed(words.substr(words.find(' ')))}), width_);
    } else if (words.starts_with("- ")) {
      end_block();
      head_ = "  - ";
      words_ = words.substr(2);
    } else {
      words_ += (words_.empty() ? "" : " ") + std::string{words};
    }
  }

  std::string finish() {
    end_block();
    return std::move(text_);
  }

 private:
  void end_block() {
    if (!words_.empty()) text_ += paragraph(head_, without_marks(words_), width_);
    if (rows_.size() > 2) text_ += table();
    head_ = "";
    words_ = "";
    rows_.clear();
  }

  /// The second row is the line below the titles.
  [[nodiscard]] std::string table() const {
    std::vector<TextTable::Column> columns;
    for (const auto& title : rows_.front()) columns.push_back({title});
    TextTable table{columns, 1};
    for (std::size_t i = 2; i < rows_.size(); ++i) {
      auto row = rows_[i];
      row.resize(columns.size());
      table.add(std::move(row));
    }
    return table.text(width_);
  }

  std::size_t width_;
  std::string text_;
  std::string head_;
  std::string words_;
  std::vector<std::vector<std::string>> rows_;
  bool in_code_ = false;
};

}  // namespace

std::string markdown_text(std::string_view markdown, std::size_t width) {
  Layout layout{width};
  while (!markdown.empty()) {
    const auto end = std::min(markdown.find('\n'), markdown.size());
    layout.take(markdown.substr(0, end));
    markdown.remove_prefix(std::min(end + 1, markdown.size()));
  }
  return layout.finish();
}

}  // namespace garoa
