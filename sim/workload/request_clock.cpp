#include "sim/workload/request_clock.hpp"

#include <algorithm>

#include "sim/workload/arrivals.hpp"

namespace garoa {

RateClock request_clock(const RequestSettings& settings, const Calendar& calendar, double from, double to,
                        double run) {
  const double begin = settings.from ? std::max(from, settings.from->count()) : from;
  const double end = settings.end(to);
  if (const auto* const office = std::get_if<OfficeHoursArrivals>(&settings.arrivals))
    return RateClock{*office, settings.change, calendar, begin, end};
  const double lasts = settings.begin() < run ? run - settings.begin() : run;
  return RateClock{PerSecond{mean_rate(settings.arrivals, lasts)}, settings.change, calendar, begin, end};
}

}  // namespace garoa
