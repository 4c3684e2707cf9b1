#include "models/lambda/environment_space.hpp"

#include <algorithm>

namespace garoa {
namespace {

double in_bytes(LambdaMemory memory) {
  return static_cast<double>(bytes_of(memory).count());
}

double usable_memory(const SpaceSettings& space) {
  return space.usable * in_bytes(space.memory);
}

/// What the document itself takes, as it is read.
double held(const SpaceSettings& space, std::uint64_t bytes) {
  return std::min(1.0, space.memory_factor) * static_cast<double>(bytes);
}

}  // namespace

std::optional<Exhausted> exhausted(const SpaceSettings& space, std::uint64_t bytes, double in_tmp) {
  std::optional<Exhausted> first;
  const auto limit = [&](Exhausted::What what, double room, double needed) {
    if (needed <= room) return;
    const double at = needed > 0 ? std::max(0.0, room) / needed : 0;
    if (!first || at < first->at) first = Exhausted{what, at};
  };
  limit(Exhausted::What::memory, usable_memory(space) - in_bytes(space.memory_at_start), held(space, bytes));
  limit(Exhausted::What::tmp, in_bytes(space.tmp) - in_tmp, space.tmp_factor * static_cast<double>(bytes));
  return first;
}

std::optional<double> exhausted_by_work(const SpaceSettings& space, std::uint64_t bytes) {
  const double before = in_bytes(space.memory_at_start) + held(space, bytes);
  const double peak = in_bytes(space.memory_base) + space.memory_factor * static_cast<double>(bytes);
  const double room = usable_memory(space);
  if (peak <= room) return std::nullopt;
  return space.peak_at * std::max(0.0, room - before) / (peak - before);
}

}  // namespace garoa
