// A search for what breaks as a page: the answer, what breaks when, each limit's use over load or time with the limit, headroom today.
#pragma once

#include <string>

#include "sim/results/capacity.hpp"

namespace garoa {

/// Needs why_no_page() to be empty (page.hpp).
[[nodiscard]] std::string capacity_page(const CapacityFound& capacity);

}  // namespace garoa
