// What became of an age that must stay below limits: its supremum, its distribution over time, and for each
// limit the time above it, the episodes and who was the oldest.
//
// The age is told in pieces: while `origin` was the oldest, from `since` to `until`, the age at t was t -
// origin. What lies before the warm-up's end is cut off.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "models/compliance/age_peaks.hpp"
#include "models/compliance/evidence.hpp"
#include "models/compliance/sawtooth.hpp"
#include "sim/results/finding.hpp"

namespace garoa::compliance {

/// That the oldest was some document, but nobody knows which.
inline constexpr std::uint64_t unknown_document = ~std::uint64_t{0};

class AgeRecord {
 public:
  struct Violations {
    double limit = 0;
    double total = 0;
    std::optional<double> first;
    std::vector<Episode> episodes;
    std::uint64_t episodes_total = 0;
    Episode last;
    IdList ids;
  };

  /// `sample_interval`: of the periods whose largest ages are kept; 0: none.
  AgeRecord(double warmup, const std::vector<double>& limits, double sample_interval = 0);
  void piece(double origin, double since, double until, std::uint64_t id) {
    const double from = since > warmup_ ? since : warmup_;
    if (until > from) take(origin, from, until, id);
  }
  /// 0 when there was no piece.
  [[nodiscard]] double worst() const { return worst_; }
  [[nodiscard]] double worst_time() const { return worst_time_; }
  [[nodiscard]] std::uint64_t worst_id() const { return worst_id_; }
  [[nodiscard]] const SawtoothDistribution& distribution() const { return distribution_; }
  [[nodiscard]] const AgePeaks& peaks() const { return peaks_; }
  /// Of one of the limits given at the start.
  [[nodiscard]] const Violations& against(double limit) const;
  /// Measure, quantiles, violation times, episodes and ids into the finding.
  void tell(Finding& finding, double limit, double end) const;

 private:
  void take(double origin, double from, double until, std::uint64_t id);
  static void violate(Violations& violations, double from, double until, double peak, std::uint64_t id);

  double warmup_;
  double worst_ = 0;
  double worst_time_ = 0;
  std::uint64_t worst_id_ = 0;
  SawtoothDistribution distribution_;
  AgePeaks peaks_;
  std::vector<Violations> violations_;
};

}  // namespace garoa::compliance
