// When the documents came that are on a volume from before the run (`begin_after`): the newest of them, hour by hour.
//
// They are copied in the order in which they came, so what has no copy yet are the newest so many.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

namespace garoa {

/// Seconds of the run; evenly between them.
struct CameBefore {
  double from = 0;
  double to = 0;
  std::uint64_t documents = 0;
};

/// When the oldest of the newest so many came, of hours that ascend; of more than there are, the first of all.
[[nodiscard]] double came_at(const std::vector<CameBefore>& hours, std::uint64_t newest);
/// Of the newest `older` those that are not among the newest `newer`, hour by hour: how many of the newest there were before and after each
/// part, and when its documents came.
void each_between(const std::vector<CameBefore>& hours, std::uint64_t older, std::uint64_t newer,
                  const std::function<void(std::uint64_t, std::uint64_t, double, double)>& take);

}  // namespace garoa
