#include "sim/workload/request_clock.hpp"

#include "sim/workload/arrivals.hpp"

namespace garoa {

RateClock request_clock(const RequestSettings& settings, const Calendar& calendar, double from, double to,
                        double run) {
  if (const auto* const office = std::get_if<OfficeHoursArrivals>(&settings.arrivals))
    return RateClock{*office, settings.change, calendar, from, to};
  return RateClock{PerSecond{mean_rate(settings.arrivals, run)}, settings.change, calendar, from, to};
}

}  // namespace garoa
