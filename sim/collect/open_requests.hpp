// What has started and not ended.
#pragma once

#include <cstdint>

namespace garoa {

/// 0 when more ended than started: then the balance does not hold, which is where that shows.
constexpr std::uint64_t still_open(std::uint64_t started, std::uint64_t finished, std::uint64_t failed) {
  const std::uint64_t ended = finished + failed;
  return ended < started ? started - ended : 0;
}

}  // namespace garoa
