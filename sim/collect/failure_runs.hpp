// The declared failures of a run and what each of them cost.
//
// A failed request counts for every failure that holds at that moment; a lost document for the failure that began last.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sim/journal/journal.hpp"
#include "sim/results/result.hpp"

namespace garoa {

class FailureRuns {
 public:
  explicit FailureRuns(Journal& journal);
  FailureRuns(const FailureRuns&) = delete;
  FailureRuns& operator=(const FailureRuns&) = delete;

  /// By their start.
  [[nodiscard]] std::vector<FailureRun> runs(const std::function<std::string(double)>& local_time) const;

 private:
  struct Run {
    std::uint32_t failure;
    std::vector<NameId> flows;
    FailureRun figures;
    [[nodiscard]] bool hits(NameId flow) const;
  };
  void observe(const events::DocumentsLost& event);
  /// Counts one more in each failure that hits the flow now.
  void count(NameId flow, std::uint64_t FailureRun::*what);

  const Journal& journal_;
  std::vector<Run> runs_;
};

}  // namespace garoa
