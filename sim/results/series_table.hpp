// The time series that a run may contain, under CloudWatch's own names where CloudWatch has them; garoa's own
// have the namespace "garoa". A series without a row is a fault of the program.
//
// Levels that CloudWatch itself samples once a period or less (balances, stocks, depths of queues) are the level at the
// period's end: the Average, Minimum and Maximum of that one sample.
#pragma once

#include <span>
#include <string_view>

namespace garoa {

struct SeriesRow {
  std::string_view metric;  // namespace, blank, name
  std::string_view
      statistic;  // CloudWatch's: Sum, Average, Maximum, p99; of the period that ends at the point's time
  std::string_view unit;  // CloudWatch's word: Count, Percent, Bytes, Milliseconds ...
  std::string_view meaning;
};

/// By metric; a metric may have several statistics.
[[nodiscard]] std::span<const SeriesRow> series_table();
/// Null when there is no such series.
[[nodiscard]] const SeriesRow* find_series_row(std::string_view metric, std::string_view statistic);
/// The statistic of a level that is reported once a period: the first one of its metric, empty without a row.
[[nodiscard]] std::string_view statistic_of_level(std::string_view metric);

}  // namespace garoa
