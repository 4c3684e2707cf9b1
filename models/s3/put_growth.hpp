// How the latency of a PUT grows with what it carries.
//
// Modelled: the same latency up to 1 KiB, `most` times that at `full_from` and above, in between with the logarithm of the size.
// Not modelled: that S3 keeps small objects elsewhere than large ones, which may be a step; the reports lie too far apart to tell.
//
// Figures: models/s3/s3.yaml, put.latency.large and .large_from.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace garoa {

struct PutGrowth {
  static constexpr double smallest = 1024;  // bytes
  double most = 1;                          // times the latency of the smallest
  double full_from = smallest;              // bytes, above the smallest unless `most` is 1

  [[nodiscard]] double factor(std::uint64_t bytes) const {
    const auto size = static_cast<double>(bytes);
    if (most == 1 || size <= smallest) return 1;
    if (size >= full_from) return most;
    return 1 + (most - 1) * std::log(size / smallest) / std::log(full_from / smallest);
  }
};

}  // namespace garoa
