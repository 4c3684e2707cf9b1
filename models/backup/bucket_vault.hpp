// The recovery points of a bucket in one place (a vault of a region, an account), and their bill.
//
// Modelled: a recovery point stores what none before it has; each object is billed with at least `least_billed`. What a recovery point
// brought stays while the bucket has it and some recovery point that shows it is kept: for `stays` after the point, or for ever.
// Not modelled: that AWS bills whole days, keys that are written over (the older version stays as long as a newer one), the cheaper tier.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "models/service.hpp"

namespace garoa {

class BucketVault {
 public:
  struct Amount {
    std::uint64_t objects = 0;
    std::uint64_t bytes = 0;
    std::uint64_t billed = 0;  // bytes
    Amount& operator+=(const Amount& more);
    Amount& operator-=(const Amount& less);
  };

  /// `resource` is the path that it is billed under; `stays` in seconds, nothing: for ever.
  BucketVault(const Run& run, std::optional<double> stays, const std::string& resource);

  /// A recovery point of that instant is complete, and these are new in it.
  void add(double point, const Amount& amount);
  /// What its recovery points hold now.
  [[nodiscard]] Amount held();
  void bill(double interval);

 private:
  const Run& run_;
  std::optional<double> stays_;
  NameId resource_;
  std::deque<std::pair<double, Amount>> points_;  // only with `stays`
  Amount held_;
  TimeMeter bill_;
};

}  // namespace garoa
