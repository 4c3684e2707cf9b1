// What the dynamic controls have in common: a monitor subscribes to the journal in its constructor and gathers
// evidence in flat memory. After the run the verdicts of its controls are asked of it, under any number of profiles.
//
// Limits ignore what happens before the warm-up's end; states (documents that wait, the last recovery point)
// do not.
#pragma once

#include <memory>
#include <vector>

#include "models/compliance/architecture.hpp"
#include "models/compliance/judge.hpp"
#include "sim/journal/journal.hpp"
#include "sim/results/result.hpp"

namespace garoa::compliance {

class Monitor {
 public:
  Monitor() = default;
  Monitor(const Monitor&) = delete;
  Monitor& operator=(const Monitor&) = delete;
  virtual ~Monitor() = default;

  /// Adds what it saw over time, after the run.
  virtual void tell_series(std::vector<Series>& /*out*/) const {}
};

/// What a monitor is made of. Architecture and journal outlive it.
struct MonitorSetup {
  const Owners& owners;
  const Architecture& architecture;
  const std::vector<Profile>& profiles;
  Journal& journal;
};

/// The monitor as the class that it was made as; the table of controls pairs each verdict with its monitor.
template <class M>
const M& monitor_as(const Monitor& monitor) {
  return dynamic_cast<const M&>(monitor);
}

// One function makes each monitor; one verdict a control adds the control's findings from it.
[[nodiscard]] std::unique_ptr<Monitor> make_recovery_monitor(const MonitorSetup& setup);
void judge_recovery_point(const Monitor& monitor, const Judge& judge);
void judge_documents_at_risk(const Monitor& monitor, const Judge& judge);
void judge_lost_documents(const Monitor& monitor, const Judge& judge);
void judge_durability(const Monitor& monitor, const Judge& judge);
void judge_expected_loss(const Monitor& monitor, const Judge& judge);
void judge_last_copies(const Monitor& monitor, const Judge& judge);

[[nodiscard]] std::unique_ptr<Monitor> make_exposure_monitor(const MonitorSetup& setup);
void judge_mutable_time(const Monitor& monitor, const Judge& judge);

[[nodiscard]] std::unique_ptr<Monitor> make_restore_monitor(const MonitorSetup& setup);
void judge_recovery_time(const Monitor& monitor, const Judge& judge);
void judge_restored_documents(const Monitor& monitor, const Judge& judge);

[[nodiscard]] std::unique_ptr<Monitor> make_backup_monitor(const MonitorSetup& setup);
void judge_backup_windows(const Monitor& monitor, const Judge& judge);
void judge_missed_backups(const Monitor& monitor, const Judge& judge);
void judge_overlapping_backups(const Monitor& monitor, const Judge& judge);

[[nodiscard]] std::unique_ptr<Monitor> make_backlog_monitor(const MonitorSetup& setup);
void judge_backlog(const Monitor& monitor, const Judge& judge);

[[nodiscard]] std::unique_ptr<Monitor> make_log_monitor(const MonitorSetup& setup);
void judge_log_completeness(const Monitor& monitor, const Judge& judge);
void judge_log_delay(const Monitor& monitor, const Judge& judge);

[[nodiscard]] std::unique_ptr<Monitor> make_event_monitor(const MonitorSetup& setup);
void judge_unprocessed_objects(const Monitor& monitor, const Judge& judge);
void judge_processing_latency(const Monitor& monitor, const Judge& judge);
void judge_duplicate_effects(const Monitor& monitor, const Judge& judge);
void judge_effect_order(const Monitor& monitor, const Judge& judge);
void judge_own_invocations(const Monitor& monitor, const Judge& judge);

[[nodiscard]] std::unique_ptr<Monitor> make_notice_monitor(const MonitorSetup& setup);
void judge_notification_delay(const Monitor& monitor, const Judge& judge);
void judge_lost_notifications(const Monitor& monitor, const Judge& judge);

[[nodiscard]] std::unique_ptr<Monitor> make_intake_monitor(const MonitorSetup& setup);
void judge_refused_uploads(const Monitor& monitor, const Judge& judge);
void judge_availability(const Monitor& monitor, const Judge& judge);

[[nodiscard]] std::unique_ptr<Monitor> make_copy_lag_monitor(const MonitorSetup& setup);
void judge_copy_lag(const Monitor& monitor, const Judge& judge);

[[nodiscard]] std::unique_ptr<Monitor> make_headroom_monitor(const MonitorSetup& setup);
void judge_headroom(const Monitor& monitor, const Judge& judge);

[[nodiscard]] std::unique_ptr<Monitor> make_detection_monitor(const MonitorSetup& setup);
void judge_detection(const Monitor& monitor, const Judge& judge);

[[nodiscard]] std::unique_ptr<Monitor> make_trace_monitor(const MonitorSetup& setup);
void judge_traces(const Monitor& monitor, const Judge& judge);

[[nodiscard]] std::unique_ptr<Monitor> make_retrieval_monitor(const MonitorSetup& setup);
void judge_retrieval(const Monitor& monitor, const Judge& judge);

}  // namespace garoa::compliance
