#include "models/compliance/assessment.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "models/compliance/static_checks.hpp"

namespace garoa::compliance {
namespace {

using MakeMonitor = std::unique_ptr<Monitor> (*)(const MonitorSetup&);

struct MonitorRow {
  MakeMonitor make;
  std::vector<std::string_view> controls;
};

const std::vector<MonitorRow>& monitor_table() {
  static const std::vector<MonitorRow> table{
      {make_recovery_monitor, {"D-RC-01", "D-RC-02", "D-AV-03"}},
      {make_restore_monitor, {"D-RC-04", "D-RC-05"}},
      {make_backup_monitor, {"D-BK-01", "D-BK-02", "D-BK-03"}},
      {make_backlog_monitor, {"D-BK-04"}},
      {make_log_monitor, {"D-LG-01", "D-LG-02"}},
      {make_event_monitor, {"D-EV-01", "D-EV-02", "D-EV-03", "D-EV-04", "D-EV-05"}},
      {make_notice_monitor, {"D-NT-01", "D-NT-02"}},
      {make_intake_monitor, {"D-AV-02"}},
  };
  return table;
}

bool is_wanted(const MonitorRow& row, const Architecture& architecture,
               const std::vector<Profile>& profiles) {
  return std::any_of(row.controls.begin(), row.controls.end(), [&](std::string_view id) {
    return std::any_of(profiles.begin(), profiles.end(), [&](const Profile& profile) {
      const auto* entry = profile.find(id);
      return entry != nullptr && applies(*entry->control, architecture);
    });
  });
}

}  // namespace

Assessment::Assessment(const Architecture& architecture, const std::vector<Profile>& profiles,
                       Journal& journal)
    : architecture_{architecture}, profiles_{profiles} {
  if (profiles_.empty()) profiles_.push_back(built_in_default_profile());
  for (const auto& row : monitor_table()) {
    const bool wanted = is_wanted(row, architecture_, profiles_);
    monitors_.push_back(wanted ? row.make({architecture_, profiles_, journal}) : nullptr);
  }
}

void Assessment::add_dynamic_findings(const Profile& profile, std::vector<Finding>& out) const {
  for (std::size_t i = 0; i < monitors_.size(); ++i) {
    for (const auto id : monitor_table()[i].controls) {
      const auto* entry = profile.find(id);
      if (entry == nullptr) continue;
      const Judge judge{architecture_, profile, *entry, out};
      if (!applies(*entry->control, architecture_)) {
        judge.note(Status::not_applicable, "The scenario has no flow that this control is about.");
        continue;
      }
      const auto before = out.size();
      monitors_[i]->judge(judge);
      if (out.size() == before)
        judge.note(Status::not_evaluated, "The run had nothing that this control looks at.");
    }
  }
}

std::vector<Finding> Assessment::findings() const {
  std::vector<Finding> all;
  for (const auto& profile : profiles_) {
    add_static_findings(architecture_, profile, all);
    add_dynamic_findings(profile, all);
  }
  std::stable_sort(all.begin(), all.end(), comes_before);
  return all;
}

}  // namespace garoa::compliance
