// The bill of a run, from its meters and the prices in its scenario.
#pragma once

#include <cstdint>
#include <vector>

#include "models/pricing/invoice.hpp"
#include "sim/collect/meter_sums.hpp"
#include "sim/scenario/scenario.hpp"

namespace garoa {

/// `documents`: how many were acknowledged. What leaves a region is paid for in the one that it leaves.
[[nodiscard]] Invoice bill_of(const Scenario& scenario, const std::vector<MeterSum>& meters,
                              const MeteredTime& covered, std::uint64_t documents);

}  // namespace garoa
