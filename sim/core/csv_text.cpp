#include "sim/core/csv_text.hpp"

#include <algorithm>

namespace garoa {
namespace {

class Reader {
 public:
  std::vector<CsvRow> rows(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (quoted_) {
        in_quotes(text, i);
      } else {
        outside(text[i]);
      }
    }
    end_row();
    return std::move(rows_);
  }

 private:
  void in_quotes(std::string_view text, std::size_t& i) {
    line_ += text[i] == '\n' ? 1 : 0;
    if (text[i] != '"') {
      field_ += text[i];
    } else if (i + 1 < text.size() && text[i + 1] == '"') {
      field_ += text[++i];
    } else {
      quoted_ = false;
    }
  }
  void outside(char c) {
    if (c == '"' && field_.empty()) {
      quoted_ = true;
    } else if (c == ',') {
      row_.push_back(std::move(field_));
      field_.clear();
    } else if (c == '\n') {
      end_row();
      first_ = ++line_;
    } else if (c != '\r') {
      field_ += c;
    }
  }
  void end_row() {
    if (!row_.empty() || !field_.empty()) {
      row_.push_back(std::move(field_));
      rows_.push_back({first_, std::move(row_)});
    }
    field_.clear();
    row_.clear();
  }

  std::vector<CsvRow> rows_;
  std::vector<std::string> row_;
  std::string field_;
  std::size_t line_ = 1;
  std::size_t first_ = 1;
  bool quoted_ = false;
};

}  // namespace

std::vector<CsvRow> read_csv(std::string_view text) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  return Reader{}.rows(text);
}

int column_of(const CsvRow& titles, std::string_view title) {
  const auto found = std::find(titles.fields.begin(), titles.fields.end(), title);
  return found == titles.fields.end() ? -1 : static_cast<int>(found - titles.fields.begin());
}

}  // namespace garoa
