// Billed quantities, summed by resource and meter over the whole run: bills know no warm-up.
#pragma once

#include <array>
#include <vector>

#include "models/pricing/invoice.hpp"
#include "sim/journal/journal.hpp"
#include "sim/report/per_name.hpp"

namespace garoa {

class MeterSums {
 public:
  explicit MeterSums(Journal& journal);
  MeterSums(const MeterSums&) = delete;
  MeterSums& operator=(const MeterSums&) = delete;

  /// By resource, then meter; without zero sums.
  [[nodiscard]] std::vector<Usage> readings() const;

 private:
  const Journal& journal_;
  PerName<std::array<MeterTotal, meter_count>> sums_;
};

}  // namespace garoa
