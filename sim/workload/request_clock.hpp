// The clock of the expected arrivals of a stream of requests.
#pragma once

#include "sim/workload/rate_clock.hpp"
#include "sim/workload/requests.hpp"

namespace garoa {

/// Of what comes between two times, before and beyond a run of this length too; of a trace, at its mean rate in the run.
[[nodiscard]] RateClock request_clock(const RequestSettings& settings, const Calendar& calendar, double from,
                                      double to, double run);

}  // namespace garoa
