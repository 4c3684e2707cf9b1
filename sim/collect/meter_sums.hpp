// Billed quantities, summed by resource and meter over the whole run: bills know no warm-up.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "sim/collect/per_name.hpp"
#include "sim/core/meter_total.hpp"
#include "sim/journal/journal.hpp"

namespace garoa {

struct MeterSum {
  std::string resource;
  Meter meter;
  MeterTotal units;
};

class MeterSums {
 public:
  explicit MeterSums(Journal& journal);
  MeterSums(const MeterSums&) = delete;
  MeterSums& operator=(const MeterSums&) = delete;

  /// By resource, then meter; without zero sums.
  [[nodiscard]] std::vector<MeterSum> sums() const;

 private:
  const Journal& journal_;
  PerName<std::array<MeterTotal, meter_count>> sums_;
};

}  // namespace garoa
