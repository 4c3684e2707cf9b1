#include "models/ebs/kept_forecast.hpp"

#include <algorithm>
#include <utility>

namespace garoa {

double share_of_room(double used, double first_of_all, double size) {
  return size > first_of_all ? std::max(used - first_of_all, 0.0) / (size - first_of_all) : 1;
}

MostHeld most_until(double until, Holding holding, const std::vector<Departure>& departures) {
  MostHeld most;
  const auto see = [&](double time) {
    const double held = holding.used + holding.per_second * std::max(time - holding.now, 0.0);
    most.bytes = std::max(most.bytes, held);
    most.room_used = std::max(most.room_used, share_of_room(held, holding.first_of_all, holding.size));
  };
  for (const auto& leaving : departures) {
    if (leaving.over) continue;
    if (leaving.time > until) break;
    see(leaving.time);
    holding.used -= leaving.bytes;
    if (leaving.first_of_all) holding.first_of_all = 0;
  }
  see(std::max(until, holding.now));
  return most;
}

double end_of_longest_gap(const std::vector<Departure>& departures) {
  double longest = 0;
  double last = 0;
  double end = 0;
  for (const auto& leaving : departures) {
    const double gap = leaving.time - std::exchange(last, leaving.time);
    if (gap <= longest) continue;
    longest = gap;
    end = leaving.time;
  }
  return end;
}

}  // namespace garoa
