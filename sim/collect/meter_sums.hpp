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
  MeterTotal until_halfway = 0;  // of the run
  MeterTotal one_off = 0;        // of the units
};

class MeterSums {
 public:
  explicit MeterSums(Journal& journal);
  MeterSums(const MeterSums&) = delete;
  MeterSums& operator=(const MeterSums&) = delete;

  /// By resource, then meter; without zero sums.
  [[nodiscard]] std::vector<MeterSum> sums() const;
  /// When half of the run was over; 0 if that was never told.
  [[nodiscard]] double halfway() const { return halfway_; }

 private:
  const Journal& journal_;
  using Totals = PerName<std::array<MeterTotal, meter_count>>;
  Totals sums_;
  Totals until_halfway_;
  Totals one_offs_;
  double halfway_ = 0;
};

}  // namespace garoa
