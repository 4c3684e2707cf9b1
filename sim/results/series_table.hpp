// The time series that a run may contain, under CloudWatch's own names where CloudWatch has them; garoa's own
// have the namespace "garoa". A series without a row is a fault of the program.
#pragma once

#include <span>
#include <string_view>

namespace garoa {

struct SeriesRow {
  std::string_view metric;  // namespace, blank, name
  std::string_view
      statistic;          // of the interval that ends at the point's time; "Sample" is the level at that time
  std::string_view unit;  // CloudWatch's word: Count, Percent, Bytes, Milliseconds ...
  std::string_view meaning;
};

[[nodiscard]] std::span<const SeriesRow> series_table();
/// Null when there is no such series.
[[nodiscard]] const SeriesRow* find_series_row(std::string_view metric);

}  // namespace garoa
