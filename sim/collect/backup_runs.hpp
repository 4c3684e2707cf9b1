// Backup runs, one by one and summed up by job.
//
// A run belongs to the job and the scheduled time that its events carry. What its time went to is what its phase
// ("backup nightly") waited for between its start and its end, stage by stage; runs of one job that overlap share that.
// Of very many runs those are listed that tell most: what did not complete, what left its window, then the longest; the
// sums have all.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "sim/collect/backup_totals.hpp"
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
  /// How many are not among them.
  [[nodiscard]] std::uint64_t unlisted() const { return unlisted_; }

  /// Of those that have ended: a year of hourly ones.
  static constexpr std::size_t most_listed = 10000;

 private:
  struct Run {
    NameId job = 0;
    std::uint64_t number = 0;  // in the order in which they began
    BackupRun figures;
  };
  void observe(const events::BackupStarted& event);
  void observe(const events::BackupSkipped& event);
  void observe(const events::BackupFinished& event);
  Run& running(NameId job, NameId flow, double scheduled, double started);
  void ended(NameId job, double scheduled);
  [[nodiscard]] NameId phase_of(NameId job) const;
  static bool tells_more(const Run& a, const Run& b);

  Journal& journal_;
  WaitShares& waits_;
  double warmup_;
  std::map<std::pair<NameId, double>, Run> running_;  // by job and scheduled time
  std::vector<Run> listed_;                           // a heap: what tells least is first
  std::map<std::string, BackupTotals> totals_;        // by job
  std::uint64_t begun_ = 0;
  std::uint64_t unlisted_ = 0;
};

}  // namespace garoa
