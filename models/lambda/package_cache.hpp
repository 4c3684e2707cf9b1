// What of a function's image is in the caches that its environments share.
//
// Of a new image nothing is: the first environment fetches block after block from where it is stored, and whoever begins while it does is
// not done before it. From then on all read at the caches' rate. Not modelled: blocks that other images have too, caches that forget,
// several zones with a cache each, provisioned environments (they find everything).
//
// Settings: package_settings.hpp.
#pragma once

#include <algorithm>
#include <optional>

#include "models/lambda/package_settings.hpp"

namespace garoa {

class PackageCache {
 public:
  explicit PackageCache(const PackageSettings& settings) : settings_{settings} {}

  /// Seconds for which INIT of an environment that begins at `now` reads.
  [[nodiscard]] double read(double now) {
    const double alone = settings_.read.count();
    if (!settings_.first_read) return alone;
    if (!complete_at_) complete_at_ = now + settings_.first_read->count();
    return std::max(alone, *complete_at_ - now);
  }

 private:
  const PackageSettings& settings_;
  std::optional<double> complete_at_;
};

}  // namespace garoa
