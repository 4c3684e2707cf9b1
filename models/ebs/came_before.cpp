#include "models/ebs/came_before.hpp"

#include <algorithm>

namespace garoa {

double came_at(const std::vector<CameBefore>& hours, std::uint64_t newest) {
  for (auto hour = hours.rbegin(); hour != hours.rend(); ++hour) {
    if (newest <= hour->documents)
      return hour->to - (hour->to - hour->from) * static_cast<double>(newest) /
                            static_cast<double>(std::max<std::uint64_t>(hour->documents, 1));
    newest -= hour->documents;
  }
  return hours.empty() ? 0 : hours.front().from;
}

void each_between(const std::vector<CameBefore>& hours, std::uint64_t older, std::uint64_t newer,
                  const std::function<void(std::uint64_t, std::uint64_t, double, double)>& take) {
  std::uint64_t in_later_ones = 0;
  for (auto hour = hours.rbegin(); hour != hours.rend() && in_later_ones < older; ++hour) {
    const auto from = std::min(older, in_later_ones + hour->documents);
    const auto to = std::max(newer, in_later_ones);
    if (from > to) take(from, to, came_at(hours, from), came_at(hours, to));
    in_later_ones += hour->documents;
  }
}

}  // namespace garoa
