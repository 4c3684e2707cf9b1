// The clock of the expected arrivals of a stream of requests.
#pragma once

#include "sim/workload/rate_clock.hpp"
#include "sim/workload/requests.hpp"

namespace garoa {

/// From one time to another, in a run of this length, as if the stream had no beginning and no end; of a trace, at its mean rate.
[[nodiscard]] RateClock request_clock(const RequestSettings& settings, const Calendar& calendar, double from,
                                      double to, double run);

}  // namespace garoa
