#include "models/compliance/lookup.hpp"

#include <algorithm>

namespace garoa::compliance {

bool listens_to(const Function& function, std::string_view type) {
  // With or without the leading "s3:".
  return std::any_of(function.trigger_events.begin(), function.trigger_events.end(),
                     [&](std::string_view event) {
                       if (event.starts_with("s3:")) event.remove_prefix(3);
                       return event == "ObjectCreated:*" || event == type;
                     });
}

std::string filter_setting(const Function* function) {
  if (function == nullptr || function->trigger_path.empty()) return {};
  const bool covered =
      listens_to(*function, "ObjectCreated:Put") &&
      (!function->client_uses_multipart || listens_to(*function, "ObjectCreated:CompleteMultipartUpload"));
  if (covered && !function->trigger_prefix.empty()) return function->trigger_path + ".prefix";
  return function->trigger_path + (covered && !function->trigger_suffix.empty() ? ".suffix" : ".events");
}

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
