// Metrics of two scenarios, run in pairs with the same seeds, and of which a difference can be claimed.
//
// Intervals are Student's at 95 % over the pairs' differences, about the difference of the joined values; those of percentiles
// are never narrower than what two histograms tell apart. Where many metrics are compared, one in twenty would seem to differ by
// luck: what is called certain has passed Holm's procedure over all that vary, at a risk of 5 % for all of them together, over
// three pairs at least. Metrics whose pairs all differ by the same need no test, but for counts, which do so by luck where they are
// small: these have the test of signs, which six pairs can pass.
// Source: S. Holm, A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6 (1979).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/core/statistics.hpp"
#include "sim/results/result.hpp"

namespace garoa {

struct MetricChange {
  std::string metric;
  std::string unit;
  std::optional<double> from;  // nothing where no replication has it
  std::optional<double> to;
  std::optional<double> difference;
  std::optional<double> half_width;           // of its interval; nothing for fewer than two pairs
  std::optional<double> unpaired_half_width;  // of as many runs with seeds of their own
  std::optional<double> p_value;              // of the test; nothing without one
  std::optional<double>
      smallest_seen;        // the smallest difference that would have been certain, where this one is not
  std::uint64_t pairs = 0;  // of replications that both have it
  bool certain = false;
  /// Of the value before; nothing without one.
  [[nodiscard]] std::optional<double> relative() const;
};

/// Gathers the pairs' values.
class MetricPairs {
 public:
  void add(const RunResult& from, const RunResult& to);
  /// The named metrics, of the joined results.
  [[nodiscard]] std::vector<MetricChange> changes(const std::vector<std::string>& metrics,
                                                  const RunResult& from, const RunResult& to) const;

 private:
  struct Pairs {
    Moments from;
    Moments to;
    Moments difference;
    void add(double before, double after);
  };
  [[nodiscard]] Pairs pairs_of(const std::string& name) const;
  static void measure(MetricChange& change, const Pairs& pairs);
  void claim(std::vector<MetricChange>& changes) const;

  std::map<std::string, Pairs> pairs_;
  std::uint64_t count_ = 0;  // of replications
};

/// By how much pairs narrow the intervals against runs with seeds of their own: 0.6 of their width; below 0, they are
/// wider. The median over the metrics that vary; nothing if none does.
[[nodiscard]] std::optional<double> narrowing_of(const std::vector<MetricChange>& changes);

}  // namespace garoa
