// What the dynamic controls have in common: a monitor subscribes to the journal in its constructor, gathers
// evidence in flat memory, and after the run gives the findings of its controls under any number of profiles.
//
// Limits ignore what happens before the warm-up's end; states (documents that wait, the last recovery point)
// do not.
#pragma once

#include <memory>
#include <vector>

#include "models/compliance/architecture.hpp"
#include "models/compliance/judge.hpp"
#include "sim/journal/journal.hpp"

namespace garoa::compliance {

class Monitor {
 public:
  Monitor() = default;
  Monitor(const Monitor&) = delete;
  Monitor& operator=(const Monitor&) = delete;
  virtual ~Monitor() = default;
  /// Adds the findings of `judge.id()`, which is one of its controls.
  virtual void judge(const Judge& judge) const = 0;
};

/// What a monitor is made of. Architecture and journal outlive it.
struct MonitorSetup {
  const Architecture& architecture;
  const std::vector<Profile>& profiles;
  Journal& journal;
};

[[nodiscard]] std::unique_ptr<Monitor> make_recovery_monitor(
    const MonitorSetup& setup);  // D-RC-01, D-RC-02, D-AV-03
[[nodiscard]] std::unique_ptr<Monitor> make_restore_monitor(const MonitorSetup& setup);  // D-RC-04, D-RC-05
[[nodiscard]] std::unique_ptr<Monitor> make_backup_monitor(const MonitorSetup& setup);   // D-BK-01 to D-BK-03
[[nodiscard]] std::unique_ptr<Monitor> make_backlog_monitor(const MonitorSetup& setup);  // D-BK-04
[[nodiscard]] std::unique_ptr<Monitor> make_log_monitor(const MonitorSetup& setup);      // D-LG-01, D-LG-02
[[nodiscard]] std::unique_ptr<Monitor> make_event_monitor(const MonitorSetup& setup);    // D-EV-01 to D-EV-05
[[nodiscard]] std::unique_ptr<Monitor> make_notice_monitor(const MonitorSetup& setup);   // D-NT-01
[[nodiscard]] std::unique_ptr<Monitor> make_intake_monitor(const MonitorSetup& setup);   // D-AV-02

}  // namespace garoa::compliance
