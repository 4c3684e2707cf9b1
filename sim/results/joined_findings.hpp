// Joins the findings of replications into one a control, flow, resource and profile.
//
// The worst verdict counts, with the evidence of the first replication that has it, and says in how many. Of a dynamic control
// whose limit alone decides, the 95 % interval of the measure's mean over the replications decides instead: beyond the limit as a
// whole it fails, holding the limit it warns. It warns as well where the interval keeps the limit but a replication broke it.
// A limit that every replication breaks is a failure, however wide the interval.
// Zero tolerance (a limit of 0, or a share that must be 1) knows no mean: one replication that breaks it fails.
// A dynamic finding also tells in which share of the replications the limit held (PASS or WARN), with its exact interval.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "sim/core/statistics.hpp"
#include "sim/results/finding.hpp"

namespace garoa {

class JoinedFindings {
 public:
  /// Those of one replication.
  void add(const std::vector<compliance::Finding>& findings);
  /// Of so many replications, in the order of findings.
  [[nodiscard]] std::vector<compliance::Finding> result(std::uint32_t replications) const;

 private:
  struct Verdict {
    compliance::Finding worst;
    std::uint32_t runs = 0;  // with its status
    std::uint32_t held = 0;  // PASS or WARN
    Moments measures;
    bool limit_decides = true;  // in each of them: a failure is a measure beyond the one limit
  };
  using Key = std::tuple<std::string, std::string, std::string, std::string>;

  static void judge(compliance::Finding& finding, const Verdict& verdict, std::uint32_t replications);

  std::map<Key, Verdict> verdicts_;
};

}  // namespace garoa
