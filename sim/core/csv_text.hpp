// Comma-separated values as RFC 4180 has them: fields in double quotes may hold commas, line ends and doubled quotes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace garoa {

struct CsvRow {
  std::size_t line = 0;  // of the text, from 1
  std::vector<std::string> fields;
};

/// Rows that hold nothing are left out, and a mark of the byte order at the beginning.
[[nodiscard]] std::vector<CsvRow> read_csv(std::string_view text);

/// The first column of that title in the row, or -1.
[[nodiscard]] int column_of(const CsvRow& titles, std::string_view title);

}  // namespace garoa
