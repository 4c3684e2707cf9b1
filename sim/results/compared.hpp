// Scenarios side by side: what differs between them, and what that makes of their results.
//
// Replication k of each scenario has the same seed, so that document 4711 arrives at the same instant with the same size and
// luck: the differences of such pairs vary less than the results do (common random numbers). Which of them are certain:
// sim/results/metric_changes.hpp. Compared: the numbers of the first screen (headlines), the monthly bill, and the metrics of objectives.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/results/edge_changes.hpp"
#include "sim/results/joined_runs.hpp"
#include "sim/results/metric_changes.hpp"

namespace garoa {

/// A setting that is given in one of two scenarios at least, with its value in both; empty where there is none.
struct SettingChange {
  std::string path;  // "ebs.documents.iops"
  std::string from;
  std::string to;
  std::string from_at = {};  // "gp2.yaml:12", "--set ebs.documents.iops=6000"; empty where it is not given
  std::string to_at = {};
};

/// Of the monthly bill.
struct CostChange {
  std::string resource;
  std::string item;
  double from = 0;
  double to = 0;
};

/// One scenario against the first.
struct ComparedPair {
  std::string from;  // names of the scenarios
  std::string to;
  std::uint32_t pairs = 0;  // of replications
  std::vector<SettingChange> settings;
  std::vector<std::string> other_documents;  // of those, by which not the same documents come in both
  std::vector<MetricChange> metrics;         // by name
  std::optional<double> narrowing;           // of the intervals by pairing: narrowing_of()
  std::vector<CostChange> costs;             // the largest first
  std::vector<VerdictChange> verdicts;       // those that differ
  std::string sentence;
};

struct ComparedScenarios {
  std::vector<std::string> names;
  std::vector<RunResult> results;        // joined, in the order of the names
  std::vector<ComparedPair> pairs;       // each of the others against the first
  std::vector<Replications::Dead> dead;  // replications that are left out: a run of theirs has no result
  std::vector<std::uint64_t> seeds;      // of those that are in
  std::string decision;                  // what the objectives say of the options, a sentence
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
  std::vector<std::string> names_;
  std::vector<JoinedRuns> joined_;
  std::vector<MetricPairs> pairs_;  // each of the others with the first
  std::vector<std::uint64_t> seeds_;
};

/// In which money is told: that of all of them, or USD where they differ.
[[nodiscard]] std::optional<Exchange> exchange_of(const ComparedScenarios& compared);
/// "gp2.yaml against base.yaml: ..."
[[nodiscard]] std::string sentence_about(const ComparedPair& pair);
/// Which options meet all objectives, and the cheapest of those, if the bills differ by more than chance. `pairs`: of each of the
/// others with the first; may be empty.
[[nodiscard]] std::string decision_between(const std::vector<std::string>& names,
                                           const std::vector<RunResult>& results,
                                           const std::vector<ComparedPair>& pairs);

/// schema `garoa.comparison/1`.
[[nodiscard]] std::string comparison_json(const ComparedScenarios& compared);

}  // namespace garoa
