// Backup runs, one by one and summed up by job.
//
// A run belongs to the job and the scheduled time that its events carry. What it waited for is what its phase
// ("backup nightly") waited for between its start and its end; runs of one job that overlap share that.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "sim/collect/metric_list.hpp"
#include "sim/collect/wait_shares.hpp"
#include "sim/journal/journal.hpp"
#include "sim/results/result.hpp"

namespace garoa {

class BackupRuns {
 public:
  /// `waits` must have subscribed before, so that it knows a run's last wait when the run ends.
  BackupRuns(Journal& journal, WaitShares& waits, double warmup);
  BackupRuns(const BackupRuns&) = delete;
  BackupRuns& operator=(const BackupRuns&) = delete;

  void add_metrics(MetricList& metrics) const;
  /// By scheduled time, then job; runs still at work end at `end_time`.
  [[nodiscard]] std::vector<BackupRun> runs(double end_time,
                                            const std::function<std::string(double)>& local_time) const;

 private:
  struct Run {
    NameId job = 0;
    NameId flow = 0;
    BackupRun figures;
  };
  void observe(const events::BackupStarted& event);
  void observe(const events::BackupSkipped& event);
  void observe(const events::BackupFinished& event);
  Run& running(NameId job, NameId flow, double scheduled, double started);

  Journal& journal_;
  WaitShares& waits_;
  double warmup_;
  std::vector<Run> runs_;
};

}  // namespace garoa
