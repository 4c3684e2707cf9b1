// In what unit an axis is drawn, so that its numbers are ones that people read: 2.2 h and not 8,000 s.
#pragma once

#include <string>
#include <string_view>

namespace garoa::chart {

struct AxisUnit {
  double per = 1;    // drawn is the value over this
  std::string name;  // "h"; empty: a mere number
  /// "upload, p99 (min)"
  [[nodiscard]] std::string title_of(std::string_view what) const;
};

/// Of metrics ("s", "B", "B/s", "1" ...) and of series (CloudWatch's words: "Seconds", "Bytes", "Percent" ...), by the largest value drawn.
[[nodiscard]] AxisUnit axis_unit(std::string_view unit, double largest);

}  // namespace garoa::chart
