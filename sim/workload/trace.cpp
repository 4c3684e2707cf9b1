#include "sim/workload/trace.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "sim/core/input_file.hpp"
#include "sim/core/scalar.hpp"

namespace garoa {
namespace {

constexpr std::size_t most_faults = 20;

enum class Column { time, bytes, key, duration, application, function, end };

struct ColumnName {
  std::string_view name;
  Column column;
  bool required;
};
using Layout = std::array<ColumnName, 4>;

constexpr Layout own_layout{{{"time_s", Column::time, true},
                             {"size_bytes", Column::bytes, false},
                             {"key", Column::key, false},
                             {"duration_s", Column::duration, false}}};
constexpr Layout azure_layout{{{"app", Column::application, true},
                               {"func", Column::function, true},
                               {"end_timestamp", Column::end, true},
                               {"duration", Column::duration, true}}};

/// A cell without the blanks around it, and the column of the line in which it starts.
struct Cell {
  std::string_view text;
  int column;
};

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t";
  const auto first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

void split(std::string_view line, std::vector<Cell>& cells) {
  cells.clear();
  for (std::size_t at = 0;;) {
    const auto comma = line.find(',', at);
    const auto raw = line.substr(at, comma == std::string_view::npos ? comma : comma - at);
    const auto text = trimmed(raw);
    const auto start = text.empty() ? at : static_cast<std::size_t>(text.data() - line.data());
    cells.push_back({text, static_cast<int>(start) + 1});
    if (comma == std::string_view::npos) return;
    at = comma + 1;
  }
}

/// Reads one file, line by line.
class Reader {
 public:
  Reader(const std::string& path, Bytes largest, Diagnostics& diagnostics)
      : file_{std::make_shared<const std::string>(path)}, largest_{largest}, diagnostics_{diagnostics} {}

  void line(std::string_view text) {
    ++line_;
    if (line_ == 1 && text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    if (text.ends_with('\r')) text.remove_suffix(1);
    const auto content = trimmed(text);
    if (content.empty() || content.front() == '#' || unusable_) return;
    split(text, cells_);
    if (layout_ == nullptr) {
      read_header();
    } else {
      read_row();
    }
  }
  /// Null after a fault.
  std::shared_ptr<const Trace> finish(const Location& where) {
    if (faults_ > most_faults) {
      diagnostics_.error({file_, line_, 1},
                         fmt::format("{} more faults in this file", faults_ - most_faults));
    }
    if (faults_ == 0 && rows_.empty())
      diagnostics_.error(where, fmt::format("the trace '{}' has no rows", *file_));
    if (faults_ > 0 || rows_.empty()) return nullptr;
    if (layout_ == &azure_layout) shift_to_zero();
    return std::make_shared<const Trace>(std::move(rows_), std::move(keys_));
  }

 private:
  void fault(int column, std::string message) {
    if (++faults_ <= most_faults) diagnostics_.error({file_, line_, column}, std::move(message));
  }

  void read_header() {
    const bool azure = std::any_of(cells_.begin(), cells_.end(),
                                   [](const Cell& cell) { return cell.text == "end_timestamp"; });
    layout_ = azure ? &azure_layout : &own_layout;
    std::vector<std::string_view> known;
    for (const auto& name : *layout_) known.push_back(name.name);
    const auto faults_before = faults_;
    for (const auto& cell : cells_) take_column(cell, known);
    for (const auto& name : *layout_) {
      const bool missing = std::find(columns_.begin(), columns_.end(), name.column) == columns_.end();
      if (name.required && missing) fault(1, fmt::format("the header lacks the column '{}'", name.name));
    }
    unusable_ = faults_ != faults_before;
  }

  void take_column(const Cell& cell, const std::vector<std::string_view>& known) {
    const auto found = std::find_if(layout_->begin(), layout_->end(),
                                    [&](const ColumnName& name) { return name.name == cell.text; });
    if (found == layout_->end()) {
      fault(cell.column, fmt::format("unknown column '{}'{}; a trace has {}", cell.text,
                                     did_you_mean(cell.text, known), fmt::join(known, ", ")));
    } else if (std::find(columns_.begin(), columns_.end(), found->column) != columns_.end()) {
      fault(cell.column, fmt::format("column '{}' is given twice", cell.text));
    } else {
      columns_.push_back(found->column);
    }
  }

  void read_row() {
    if (cells_.size() != columns_.size()) {
      fault(cells_.back().column, fmt::format("has {} cells, the header {}", cells_.size(), columns_.size()));
      return;
    }
    Trace::Row row;
    std::string_view application;
    std::string_view function;
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      const auto& cell = cells_[i];
      switch (columns_[i]) {
        case Column::time:
        case Column::end:
          row.time = number(cell, true).value_or(0);
          break;
        case Column::duration:
          row.duration = number(cell, layout_ == &azure_layout).value_or(-1);
          break;
        case Column::bytes:
          row.bytes = size(cell);
          break;
        case Column::key:
          row.key = key(cell, cell.text);
          break;
        case Column::application:
          application = cell.text;
          break;
        case Column::function:
          function = cell.text;
          break;
      }
    }
    if (layout_ == &azure_layout) {
      row.key = key(cells_.front(), fmt::format("{}/{}", application, function));
      row.time -= std::max(row.duration, 0.0);
    }
    if (faults_ == 0) rows_.push_back(row);
  }

  /// A number of seconds, 0 or more.
  std::optional<double> number(const Cell& cell, bool required) {
    if (cell.text.empty() && !required) return std::nullopt;
    const auto value = parse_number(cell.text);
    if (!value) {
      fault(cell.column, fmt::format("'{}' is not a number of seconds", cell.text));
    } else if (*value < 0) {
      fault(cell.column, fmt::format("'{}' is negative", cell.text));
    }
    return value;
  }

  std::uint64_t size(const Cell& cell) {
    if (cell.text.empty()) return 0;
    std::string why;
    const auto value = Scalar<std::uint64_t>::parse(cell.text, false, why);
    if (!value) {
      fault(cell.column, fmt::format("'{}' {} of bytes", cell.text, why));
    } else if (*value == 0) {
      fault(cell.column, "a document has at least 1 byte");
    } else if (*value > largest_.count()) {
      fault(cell.column, fmt::format("'{}' bytes are more than S3 takes: at most {}", cell.text,
                                     format_quantity(largest_)));
    }
    return value.value_or(0);
  }

  std::uint32_t key(const Cell& cell, std::string_view text) {
    if (text.find('"') != std::string_view::npos) fault(cell.column, "quoted cells are not supported");
    return keys_.number_of(text);
  }

  void shift_to_zero() {
    const auto first = std::min_element(
        rows_.begin(), rows_.end(), [](const Trace::Row& a, const Trace::Row& b) { return a.time < b.time; });
    const double shift = std::min(first->time, 0.0);
    for (auto& row : rows_) row.time -= shift;
  }

  std::shared_ptr<const std::string> file_;
  Bytes largest_;
  Diagnostics& diagnostics_;
  int line_ = 0;
  std::size_t faults_ = 0;
  bool unusable_ = false;  // the header is wrong: rows would only repeat its fault
  const Layout* layout_ = nullptr;
  std::vector<Column> columns_;
  std::vector<Cell> cells_;
  std::vector<Trace::Row> rows_;
  TraceKeys keys_;
};

}  // namespace

Trace::Trace(std::vector<Row> rows, TraceKeys keys) : rows_{std::move(rows)}, keys_{std::move(keys)} {
  keys_.close();
  std::stable_sort(rows_.begin(), rows_.end(), [](const Row& a, const Row& b) { return a.time < b.time; });
}

std::size_t Trace::rows_before(double end) const {
  const auto first = std::lower_bound(rows_.begin(), rows_.end(), end,
                                      [](const Row& row, double t) { return row.time < t; });
  return static_cast<std::size_t>(first - rows_.begin());
}

std::optional<std::uint64_t> Trace::bytes(std::size_t row) const {
  return rows_[row].bytes == 0 ? std::nullopt : std::optional{rows_[row].bytes};
}

std::optional<TraceKey> Trace::key(std::size_t row) const {
  return rows_[row].key == 0 ? std::nullopt : std::optional{TraceKey{&keys_, rows_[row].key}};
}

std::optional<double> Trace::duration(std::size_t row) const {
  return rows_[row].duration < 0 ? std::nullopt : std::optional{rows_[row].duration};
}

std::shared_ptr<const Trace> read_trace(const std::string& path, const Location& where, Bytes largest,
                                        Diagnostics& diagnostics) {
  auto [stream, fault] = open_input(path);
  if (!fault.empty()) {
    diagnostics.error(where, fmt::format("the trace '{}' cannot be read: {}", path, fault));
    return nullptr;
  }
  Reader reader{path, largest, diagnostics};
  std::string line;
  while (std::getline(stream, line)) reader.line(line);
  return reader.finish(where);
}

}  // namespace garoa
