#include "models/ebs/kept_forecast.hpp"

#include <algorithm>
#include <cmath>

namespace garoa {
namespace {

constexpr double by_hour = 3600;

}  // namespace

ComingBytes::ComingBytes(double until, double scale, const std::vector<ExpectedBytes>& expected) {
  double sum = 0;
  for (double from = 0; from <= until + by_hour; from += by_hour) {
    by_hour_.push_back(sum);
    for (const auto& bytes : expected) sum += scale * bytes(from, from + by_hour);
  }
}

double ComingBytes::by(double time) const {
  const auto last = by_hour_.size() - 1;
  const double hours = std::clamp(time / by_hour, 0.0, static_cast<double>(last));
  const auto begun = static_cast<std::size_t>(hours);
  const double next = by_hour_[std::min(begun + 1, last)];
  return by_hour_[begun] + (next - by_hour_[begun]) * (hours - static_cast<double>(begun));
}

double share_of_room(double used, double first_of_all, double size) {
  return size > first_of_all ? std::max(used - first_of_all, 0.0) / (size - first_of_all) : 1;
}

MostHeld most_until(double until, Holding holding, const std::vector<Departure>& departures,
                    const ComingBytes& coming) {
  MostHeld most;
  const auto see = [&](double time) {
    const double held = holding.used + coming.between(holding.now, std::max(time, holding.now));
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

}  // namespace garoa
