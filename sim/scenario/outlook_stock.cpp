// What is in one place on a day, and what is done there.
#include <algorithm>

#include "sim/scenario/outlook.hpp"

namespace garoa {

double Outlook::Stock::sum(const UseOfEach& use, std::int64_t today) const {
  const auto until = [&](const std::vector<double>& sums, std::int64_t age) {
    if (age > today || sums.empty()) return 0.0;
    return sums[std::min(static_cast<std::size_t>(today - age), sums.size() - 1)];
  };
  double units = 0;
  for (std::size_t i = 0; i < use.size(); ++i) {
    for (const auto& part : use[i])
      units += part.units * (until(came[i], part.from) - until(came[i], part.to));
  }
  return units;
}

bool Outlook::Stock::knows(Meter meter) const {
  return response.meters.contains(meter) || held.meters.contains(meter) ||
         (runs_a_day > 0 && meter == listing);
}

double Outlook::Stock::on_day(Meter meter, std::int64_t today) const {
  const auto index = static_cast<std::size_t>(today);
  double units = 0;
  if (const auto found = response.meters.find(meter); found != response.meters.end())
    units += sum(found->second, today);
  if (const auto found = held.meters.find(meter); found != held.meters.end())
    units += index < found->second.size() ? found->second[index] : 0;
  if (runs_a_day == 0 || meter != listing) return units;
  const double seen = sum(response.listed, today) + (index < held.listed.size() ? held.listed[index] : 0);
  return units + runs_a_day * seen / objects_a_request;
}

}  // namespace garoa
