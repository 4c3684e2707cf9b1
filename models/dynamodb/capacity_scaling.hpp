// How auto scaling follows what is used of a table's capacity.
//
// It looks at each whole minute: after `high_minutes` in a row above the target utilization it provisions what brings the last one to the
// target; after `low_minutes` in a row `low_distance` or more below, what brings the highest of them there. Never less than the scenario's
// units, and never more than it allows.
#pragma once

#include <cstdint>
#include <deque>

#include "models/dynamodb/dynamodb_settings.hpp"

namespace garoa {

class CapacityScaling {
 public:
  explicit CapacityScaling(const CapacitySettings& settings)
      : settings_{settings}, units_{settings.at_start.value_or(settings.units)} {}

  /// A minute in which so many units a second were used is over.
  void end_minute(double used);
  /// Units a second that are provisioned.
  [[nodiscard]] double units() const { return units_; }

 private:
  CapacitySettings settings_;
  double units_;
  std::deque<double> recent_;  // units a second of the last minutes
  std::uint32_t high_ = 0;     // minutes in a row
  std::uint32_t low_ = 0;
};

}  // namespace garoa
