// The bill of a run, from its meters and the prices in its scenario.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "models/pricing/invoice.hpp"
#include "sim/collect/meter_sums.hpp"
#include "sim/results/result.hpp"
#include "sim/scenario/scenario.hpp"

namespace garoa {

/// Documents by the path of their flow.
using Acknowledged = std::map<std::string, std::uint64_t>;

/// `documents`: how many were acknowledged; `result` has the series and metrics of the run.
/// What leaves a region is paid for in the one that it leaves.
[[nodiscard]] Invoice bill_of(const Scenario& scenario, const std::vector<MeterSum>& meters,
                              const MeteredTime& covered, const Acknowledged& documents,
                              const RunResult& result);

}  // namespace garoa
