// What became of an age that must stay below limits: its supremum, its distribution over time, and for each
// limit the time above it, the episodes and who was the oldest.
//
// The age is told in pieces: while `origin` was the oldest, from `since` to `until`, the age at t was t -
// origin. What lies before the warm-up's end is cut off.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <utility>
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
    BrokenTimes times;
    IdList ids;  // documents that were older than the limit, each once
    std::uint64_t unripe =
        0;  // of those that nothing ever protects, documents that do not reach the limit before the end
  };

  /// `sample_interval`: of the periods whose largest ages are kept; 0: none.
  /// `end`: of the run, for documents that nothing ever protects.
  AgeRecord(double warmup, const std::vector<double>& limits, double sample_interval = 0, double end = 0);
  void piece(double origin, double since, double until, std::uint64_t id) {
    const double from = since > warmup_ ? since : warmup_;
    if (until > from) take(origin, from, until, id);
  }
  /// A document was of that age when it left, or when the run ended.
  void left(double origin, double until, std::uint64_t id) {
    if (until - origin > least_limit_ && until > warmup_) count(origin, until, id);
  }
  /// Was it older than one of the limits then?
  [[nodiscard]] bool is_beyond(double origin, double until) const { return until - origin > least_limit_; }
  /// A document came that nothing will ever protect.
  void came_for_ever(double origin, std::uint64_t id) {
    if (for_ever_.size() < listed_ids) for_ever_.push_back({origin, id});
    if (origin >= ripe_until_) count_unripe(origin);
  }
  /// All of those are gone.
  void forget_for_ever();
  /// So many of them are there at the end of the run.
  void finish_for_ever(double end, std::uint64_t documents);
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
  void count(double origin, double until, std::uint64_t id);
  void count_unripe(double origin);

  double warmup_;
  double end_;
  double least_limit_ = std::numeric_limits<double>::infinity();
  double ripe_until_ =
      std::numeric_limits<double>::infinity();  // what came by then is beyond each limit at the end
  std::vector<std::pair<double, std::uint64_t>> for_ever_;  // the first ones: when they came, and which
  double worst_ = 0;
  double worst_time_ = 0;
  std::uint64_t worst_id_ = 0;
  SawtoothDistribution distribution_;
  AgePeaks peaks_;
  std::vector<Violations> violations_;
};

}  // namespace garoa::compliance
