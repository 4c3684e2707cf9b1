// Recorded arrivals, read from a CSV file.
//
// Two layouts, told apart by the header line (the first line that is neither empty nor a comment):
//   time_s[,size_bytes][,key][,duration_s]   columns in any order, time_s required
//       time_s      arrival, seconds since the scenario's start, 0 or more; rows need not be sorted
//       size_bytes  whole number, at least 1 and at most the largest object of S3; without it the flow's size model decides
//       key         the client's own name of the document (a hot key, a tenant)
//       duration_s  replaces the function's own work for this document
//   app,func,end_timestamp,duration          Azure Functions 2021 (SOSP 2021): any order, all required
//       The arrival is end_timestamp - duration and the key `app/func`. If a request began before time 0, all
//       rows are shifted by the same time such that the first arrival is at 0; otherwise times stay as they
//       are.
// Lines that start with # and empty lines are skipped; an empty cell of an optional column is "not given";
// blanks around cells, CRLF and a byte order mark are accepted. Quoted cells are not.
//
// Rows are sorted by time; equal times keep the order of the file. A row takes 32 bytes of memory, and a key
// is stored once.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/core/diagnostics.hpp"
#include "sim/core/units.hpp"
#include "sim/workload/trace_keys.hpp"

namespace garoa {

class Trace {
 public:
  struct Row {
    double time = 0;
    double duration = -1;     // seconds; negative: not given
    std::uint64_t bytes = 0;  // 0: not given
    std::uint32_t key = 0;    // index into keys; 0: not given
  };

  /// `rows` in any order.
  Trace(std::vector<Row> rows, TraceKeys keys);

  [[nodiscard]] std::size_t size() const { return rows_.size(); }
  [[nodiscard]] double time(std::size_t row) const { return rows_[row].time; }
  /// Rows of arrivals before `end`.
  [[nodiscard]] std::size_t rows_before(double end) const;
  [[nodiscard]] std::optional<std::uint64_t> bytes(std::size_t row) const;
  [[nodiscard]] std::optional<TraceKey> key(std::size_t row) const;
  [[nodiscard]] std::optional<double> duration(std::size_t row) const;

 private:
  std::vector<Row> rows_;
  TraceKeys keys_;
};

/// The trace in `path`, of documents of at most `largest`; null after any fault. Faults carry the place in the trace file, at most 20 of them
/// and how many more there are; that the file cannot be read, or has no row, is reported at `where`.
[[nodiscard]] std::shared_ptr<const Trace> read_trace(const std::string& path, const Location& where,
                                                      Bytes largest, Diagnostics& diagnostics);

}  // namespace garoa
