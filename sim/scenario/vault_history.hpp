// What the recovery points of a bucket brought between the start of a scenario and that of a run that begins later (stock.hpp).
#pragma once

#include <vector>

#include "sim/scenario/scenario.hpp"

namespace garoa {

/// `came` into the job's bucket by days of `origin`, ascending; `passed` s have until the run. Of the points of a day the last one is told.
[[nodiscard]] PastPoints past_points(const Scenario& origin, const BackupSettings& job,
                                     const std::vector<EarlierDay>& came, double passed);

}  // namespace garoa
