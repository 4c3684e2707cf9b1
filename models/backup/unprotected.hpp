// Documents that a backup has not protected yet.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>

namespace garoa {

struct Unprotected {
  std::uint64_t documents = 0;
  std::uint64_t bytes = 0;
  double oldest_acknowledged = std::numeric_limits<double>::infinity();

  void add(std::uint64_t size, double acknowledged) {
    ++documents;
    bytes += size;
    oldest_acknowledged = std::min(oldest_acknowledged, acknowledged);
  }
};

}  // namespace garoa
