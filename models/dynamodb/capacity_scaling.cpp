#include "models/dynamodb/capacity_scaling.hpp"

#include <algorithm>
#include <cmath>

namespace garoa {

void CapacityScaling::end_minute(double used) {
  recent_.push_back(used);
  if (recent_.size() > settings_.low_minutes) recent_.pop_front();
  const double utilization = used / units_;
  high_ = utilization > settings_.target ? high_ + 1 : 0;
  low_ = utilization <= settings_.target - settings_.low_distance ? low_ + 1 : 0;
  const bool is_low = low_ >= settings_.low_minutes;
  if (high_ < settings_.high_minutes && !is_low) return;
  const double wanted = is_low && !recent_.empty() ? *std::max_element(recent_.begin(), recent_.end()) : used;
  high_ = low_ = 0;
  // A whole number of units stays whole in floating point.
  units_ = std::clamp(std::ceil(wanted / settings_.target - 1e-9), settings_.units, settings_.most_units);
}

}  // namespace garoa
