// The restores of a run: drills and recoveries, and what each of them took.
#pragma once

#include <functional>
#include <vector>

#include "sim/collect/metric_list.hpp"
#include "sim/collect/wait_shares.hpp"
#include "sim/journal/journal.hpp"
#include "sim/results/result.hpp"

namespace garoa {

class RestoreRuns {
 public:
  /// `waits` must have subscribed before, so that it knows a restore's last wait when the restore ends.
  RestoreRuns(Journal& journal, WaitShares& waits);
  RestoreRuns(const RestoreRuns&) = delete;
  RestoreRuns& operator=(const RestoreRuns&) = delete;

  /// Of each restore the longest; of one that never ended nothing.
  void add_metrics(MetricList& metrics) const;
  /// By their start.
  [[nodiscard]] std::vector<RestoreRun> runs(const std::function<std::string(double)>& local_time) const;

 private:
  struct Run {
    NameId restore;
    RestoreRun figures;
  };
  void observe(const events::RestoreStarted& event);
  void observe(const events::RestoreFinished& event);

  Journal& journal_;
  WaitShares& waits_;
  std::vector<Run> runs_;
};

}  // namespace garoa
