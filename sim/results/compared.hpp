// Scenarios side by side: what differs between them, and what that makes of their results.
//
// Replication k of each scenario has the same seed, so that document 4711 arrives at the same instant with the same size and
// luck: the differences of such pairs vary less than the results do (common random numbers). Intervals are Student's at 95 % over
// the pairs' differences, about the difference of the joined values; those of percentiles are never narrower than what two
// histograms tell apart. A change is certain if its interval does not hold 0, and is of three pairs at least.
// Compared: the numbers of the first screen (headlines), the monthly bill, and the metrics of objectives.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/results/joined_runs.hpp"

namespace garoa {

/// A setting that is given in one of two scenarios at least, with its value in both; empty where there is none.
struct SettingChange {
  std::string path;  // "ebs.documents.iops"
  std::string from;
  std::string to;
};

struct MetricChange {
  std::string metric;
  std::string unit;
  std::optional<double> from;  // nothing where no replication has it
  std::optional<double> to;
  std::optional<double> difference;
  std::optional<double> half_width;  // of its interval; nothing for fewer than two pairs
  std::uint64_t pairs = 0;           // of replications that both have it
  [[nodiscard]] bool is_certain() const;
  /// Of the value before; nothing without one.
  [[nodiscard]] std::optional<double> relative() const;
};

/// Of the monthly bill.
struct CostChange {
  std::string resource;
  std::string item;
  double from = 0;
  double to = 0;
};

struct VerdictChange {
  std::string what;  // "D-RC-01 flows.intake"
  std::string from;  // "PASS"; "-" without such a finding
  std::string to;
  [[nodiscard]] bool opens_gap() const { return to == "FAIL"; }
  [[nodiscard]] bool closes_gap() const { return from == "FAIL"; }
};

/// One scenario against the first.
struct ComparedPair {
  std::string from;  // names of the scenarios
  std::string to;
  std::uint32_t pairs = 0;  // of replications
  std::vector<SettingChange> settings;
  std::vector<MetricChange> metrics;    // by name
  std::vector<CostChange> costs;        // the largest first
  std::vector<VerdictChange> verdicts;  // those that differ
  std::string sentence;
};

struct ComparedScenarios {
  std::vector<std::string> names;
  std::vector<RunResult> results;        // joined, in the order of the names
  std::vector<ComparedPair> pairs;       // each of the others against the first
  std::vector<Replications::Dead> dead;  // replications that are left out: a run of theirs has no result
};

/// Gathers replications that each have a result of every scenario.
class PairedRuns {
 public:
  explicit PairedRuns(std::vector<std::string> names);
  /// One replication: a result of each scenario, in their order.
  void add(std::vector<RunResult> runs);
  [[nodiscard]] std::uint32_t count() const { return joined_.front().count(); }
  /// `settings` of each of the others against the first. Of at least one replication.
  [[nodiscard]] ComparedScenarios result(const std::vector<std::vector<SettingChange>>& settings) const;

 private:
  [[nodiscard]] std::vector<MetricChange> changes(std::size_t other) const;

  std::vector<std::string> names_;
  std::vector<JoinedRuns> joined_;
  std::vector<std::map<std::string, Moments>> differences_;  // of each of the others, by metric
};

/// "gp2.yaml against base.yaml: ..."
[[nodiscard]] std::string sentence_about(const ComparedPair& pair);

/// schema `garoa.comparison/1`.
[[nodiscard]] std::string comparison_json(const ComparedScenarios& compared);

}  // namespace garoa
