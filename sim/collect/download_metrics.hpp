// Downloads per flow: counts and latency.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/collect/metric_list.hpp"
#include "sim/collect/open_requests.hpp"
#include "sim/collect/per_name.hpp"
#include "sim/collect/reason_counts.hpp"
#include "sim/core/statistics.hpp"
#include "sim/journal/journal.hpp"

namespace garoa {

class DownloadMetrics {
 public:
  DownloadMetrics(Journal& journal, double warmup);
  DownloadMetrics(const DownloadMetrics&) = delete;
  DownloadMetrics& operator=(const DownloadMetrics&) = delete;

  void set_open(NameId flow, std::uint64_t open);
  /// Calls `visit(flow, started, without an answer)` for each flow, of the whole run.
  template <class Visit>
  void each_queue(Visit visit) const {
    flows_.each_seen([&](NameId id, const Flow& flow) {
      visit(id, flow.all_started, still_open(flow.all_started, flow.all_finished, flow.all_failed));
    });
  }
  void add_metrics(MetricList& metrics, double end_time) const;
  void add_balances(std::vector<Balance>& balances) const;

 private:
  struct Flow {
    bool seen = false;
    std::uint64_t all_started = 0;
    std::uint64_t all_finished = 0;
    std::uint64_t all_failed = 0;
    std::optional<std::uint64_t> told_open;
    /// The first request that started after warm-up. A failure does not say when its request started; its
    /// number does.
    std::optional<std::uint64_t> first_counted;
    std::uint64_t started = 0;
    std::uint64_t bytes = 0;
    Observations latency;
    ReasonCounts failed;
  };
  void observe(const events::DownloadStarted& event);
  void observe(const events::DownloadFinished& event);
  void observe(const events::DownloadFailed& event);

  const Journal& journal_;
  double warmup_;
  PerName<Flow> flows_;
};

}  // namespace garoa
