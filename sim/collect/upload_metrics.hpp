// Uploads per flow: counts, latency, how long documents stay without a second copy, and which got lost.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/collect/metric_list.hpp"
#include "sim/collect/open_requests.hpp"
#include "sim/collect/per_name.hpp"
#include "sim/collect/reason_counts.hpp"
#include "sim/core/statistics.hpp"
#include "sim/journal/journal.hpp"

namespace garoa {

class UploadMetrics {
 public:
  UploadMetrics(Journal& journal, double warmup);
  UploadMetrics(const UploadMetrics&) = delete;
  UploadMetrics& operator=(const UploadMetrics&) = delete;

  void set_open(NameId flow, std::uint64_t open);
  /// Acknowledged documents that some store holds, by the flow's own count.
  void set_kept(NameId flow, std::uint64_t documents, std::uint64_t bytes);
  /// Calls `visit(flow, started, without an answer)` for each flow, of the whole run.
  template <class Visit>
  void each_queue(Visit visit) const {
    flows_.each_seen([&](NameId id, const Flow& flow) {
      visit(id, flow.all_started, still_open(flow.all_started, flow.all_acknowledged, flow.all_rejected));
    });
  }
  void add_metrics(MetricList& metrics, double end_time) const;
  void add_balances(std::vector<Balance>& balances) const;
  /// Acknowledged over the whole run, by flow.
  [[nodiscard]] std::map<std::string, std::uint64_t> documents() const;

 private:
  struct Flow {
    bool seen = false;
    // over the whole run
    std::uint64_t all_started = 0;
    std::uint64_t all_acknowledged = 0;
    std::uint64_t all_bytes = 0;  // acknowledged
    std::uint64_t all_rejected = 0;
    std::map<std::string_view, double> rejected_since;  // by reason
    std::optional<std::uint64_t> told_open;
    std::optional<std::uint64_t> told_kept;
    std::uint64_t told_kept_bytes = 0;
    ReasonCounts lost;
    std::uint64_t lost_bytes = 0;
    std::uint64_t lost_from_before = 0;  // of them, nobody has counted their coming
    std::uint64_t lost_from_before_bytes = 0;
    std::uint64_t archived = 0;
    std::uint64_t deleted = 0;
    std::uint64_t deleted_uncopied = 0;
    std::uint64_t left_bytes = 0;
    std::uint64_t deleted_bytes = 0;        // of them
    std::uint64_t deleted_from_before = 0;  // of those deleted, nobody has counted their coming
    std::uint64_t deleted_from_before_bytes = 0;
    // documents that arrived after warm-up
    std::uint64_t started = 0;
    std::uint64_t bytes = 0;
    Observations latency;
    ReasonCounts rejected;
    ReasonCounts retried;
    Histogram protection_delay;  // with documents from before the run
  };
  void observe(const events::UploadStarted& event);
  void observe(const events::UploadAcknowledged& event);
  void observe(const events::UploadRejected& event);
  void observe(const events::UploadRetried& event);
  void observe(const events::DocumentProtected& event);
  void observe(const events::DocumentsLost& event);
  void observe(const events::DocumentsLeft& event);
  void observe(const events::EarlierProtected& event);

  static void add_left(MetricList& metrics, const std::string& prefix, const Flow& flow);

  const Journal& journal_;
  double warmup_;
  PerName<Flow> flows_;
};

}  // namespace garoa
