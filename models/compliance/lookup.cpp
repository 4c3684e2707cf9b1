#include "models/compliance/lookup.hpp"

#include <algorithm>

namespace garoa::compliance {
const Flow* find_flow(const Architecture& architecture, std::string_view path) {
  const auto found = std::find_if(architecture.flows.begin(), architecture.flows.end(),
                                  [&](const Flow& flow) { return path_of(flow) == path; });
  return found == architecture.flows.end() ? nullptr : &*found;
}

const BackupJob* find_backup(const Architecture& architecture, std::string_view path) {
  const auto found = std::find_if(architecture.backups.begin(), architecture.backups.end(),
                                  [&](const BackupJob& job) { return "backup." + job.name == path; });
  return found == architecture.backups.end() ? nullptr : &*found;
}

std::string deciding_alarm(const Architecture& architecture, Signal signal) {
  if (architecture.alarms.empty()) return "cloudwatch_alarms";
  for (const auto& alarm : architecture.alarms) {
    const auto& signals = alarm.signals;
    if (std::find(signals.begin(), signals.end(), signal) == signals.end()) continue;
    return alarm.notifies.empty() || alarm.has_action ? "cloudwatch_alarms." + alarm.name + ".notifies"
                                                      : "sns." + alarm.notifies + ".subscriptions";
  }
  return "cloudwatch_alarms." + architecture.alarms.front().name + ".signals";
}

}  // namespace garoa::compliance
