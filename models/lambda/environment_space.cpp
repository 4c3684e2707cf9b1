#include "models/lambda/environment_space.hpp"

#include <algorithm>

namespace garoa {

std::optional<Exhausted> exhausted(const SpaceSettings& space, std::uint64_t bytes, double in_tmp) {
  const auto size = static_cast<double>(bytes);
  std::optional<Exhausted> first;
  const auto limit = [&](Exhausted::What what, double room, double needed) {
    if (needed <= room) return;
    const double at = needed > 0 ? std::max(0.0, room) / needed : 0;
    if (!first || at < first->at) first = Exhausted{what, at};
  };
  limit(Exhausted::What::memory,
        static_cast<double>(space.memory.count()) - static_cast<double>(space.memory_base.count()),
        space.memory_factor * size);
  limit(Exhausted::What::tmp, static_cast<double>(bytes_of(space.tmp).count()) - in_tmp,
        space.tmp_factor * size);
  return first;
}

}  // namespace garoa
