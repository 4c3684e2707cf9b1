// Joins replications, runs of one scenario with seeds of their own, into one result. Memory does not grow with their number.
//
// A metric is that of one run: the mean over the replications; the mean and the percentiles of a distribution are those of all
// observations together. `max` is the mean of the replications' largest: that of all of them would grow with their number.
// What is counted by reason and did not happen in a replication counts as 0 there; any other metric that a replication does not
// have (a disk that did not fill) is left out, and `replications` says how many have it.
// Intervals are Student's at 95 % over the replications, about the value; those of percentiles are never narrower than what a
// histogram tells apart, those of means never narrower than what the batch means within the runs say (sim/core/batch_means.hpp):
// few replications can agree by luck. `n` are the observations of all of them.
// The bill is the mean of the bills, balances are sums, distributions are pooled. Findings are joined as
// sim/results/joined_findings.hpp says.
// Objectives are judged by the joined metrics, and count the replications that meet them by themselves.
// All else is the first replication's: what binds, backups, failures, restores, incidents, arrivals, meters, series.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "sim/core/statistics.hpp"
#include "sim/results/joined_findings.hpp"
#include "sim/results/result.hpp"

namespace garoa {

/// Relative error of a histogram's percentiles (sim/core/statistics.hpp).
constexpr double percentile_error = 0.004;
/// "flows.intake.upload.latency.p99"
[[nodiscard]] bool is_percentile(std::string_view metric);

class JoinedRuns {
 public:
  struct Estimate {
    double value = 0;
    std::optional<double> half_width;  // nothing for fewer than two runs
    std::uint32_t runs = 0;            // that have it
    /// Nothing without an interval, or where the value is 0 and the interval is not.
    [[nodiscard]] std::optional<double> relative_half_width() const;
  };

  void add(RunResult run);
  [[nodiscard]] std::uint32_t count() const { return count_; }
  /// Nothing if no run has it.
  [[nodiscard]] std::optional<Estimate> estimate(const std::string& metric) const;
  /// Of at least one run.
  [[nodiscard]] RunResult result() const;

 private:
  struct Summed {
    std::string unit;
    std::uint64_t n = 0;
    Moments values;
  };
  using LineKey = std::tuple<std::string, std::string, std::string, std::string>;

  void add_distributions(std::vector<Observed> distributions);
  /// The least that half of a mean's interval can be.
  [[nodiscard]] double half_width_within(const std::string& distribution) const;
  [[nodiscard]] Estimate estimate_of(const std::string& name, const Summed& summed) const;
  void add_cost(const Invoice& cost);
  void add_objectives(const std::vector<Objective>& objectives);
  [[nodiscard]] Invoice mean_cost() const;

  std::uint32_t count_ = 0;
  RunResult first_;  // without what is joined
  std::map<std::string, Summed> metrics_;
  std::map<std::string, Observed> pooled_;
  struct Within {
    double variances = 0;  // of the runs' means, summed
    std::uint32_t degrees = 0;
    std::uint32_t runs = 0;
  };
  std::map<std::string, Within> within_;  // by distribution
  JoinedFindings findings_;
  std::map<LineKey, CostLine> lines_;  // sums
  Moments thousands_;                  // costs of a thousand documents
  std::vector<Objective> objectives_;
};

}  // namespace garoa
