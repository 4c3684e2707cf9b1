// How many replications are enough.
//
// The replications algorithm of Hoad, Robinson and Davies (Automated selection of the number of replications for a discrete-event
// simulation, Journal of the Operational Research Society 61, 2010), as sim-tools has it: at least three; enough are as many
// as first bring half of the interval down to the precision, if it stays there for the look-ahead: five further replications, and above a
// hundred a twentieth of them. Several metrics: until each has been.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/results/joined_runs.hpp"

namespace garoa {

constexpr std::uint32_t fewest_replications = 3;

class PrecisionRule {
 public:
  /// `precision` is half of the interval over the value, above 0.
  PrecisionRule(double precision, std::vector<std::string> metrics);
  /// After each replication.
  void look(const JoinedRuns& runs);
  /// Every metric is precise enough, or has no value in any of the first replications.
  [[nodiscard]] bool is_satisfied() const;
  [[nodiscard]] std::vector<Replications::Precision> precision(const JoinedRuns& runs) const;

 private:
  struct Watched {
    std::string metric;
    std::optional<std::uint32_t> reached_at;
    bool settled = false;
  };
  double precision_;
  std::vector<Watched> watched_;
};

/// What the joined replications are too few for, as sentences: an interval at all, an objective whose interval holds its bound,
/// a precision that was asked for.
[[nodiscard]] std::vector<std::string> too_few_for(const RunResult& joined);

}  // namespace garoa
