// Flows and jobs of the declared architecture by their scenario paths.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "models/compliance/owners.hpp"

namespace garoa::compliance {

/// A flow or job by its scenario path such as "backup.nightly", or null.
[[nodiscard]] const Flow* find_flow(const Architecture& architecture, std::string_view path);
[[nodiscard]] const BackupJob* find_backup(const Architecture& architecture, std::string_view path);

/// Of the operations that can happen in the flow (S-LG-01), those of which neither its log group nor a trail has a record.
[[nodiscard]] std::vector<LogOperation> unrecorded_operations(const Owners& owners, const Flow& flow);

/// Of those, the ones that a function does which logs to no group; and the first such function, null if there is none.
[[nodiscard]] std::vector<LogOperation> unlogged_operations(const Owners& owners, const Flow& flow);
[[nodiscard]] const Function* function_without_log(const Owners& owners, const Flow& flow);

/// Does the function's trigger listen to events of that type, as "ObjectCreated:Put"?
[[nodiscard]] bool listens_to(const Function& function, std::string_view type);
/// The setting of its trigger that lets objects pass by: the types of events, else prefix or suffix. Empty for null, and for a
/// function that no bucket calls.
[[nodiscard]] std::string filter_setting(const Function* function);

/// Of the fields that S-LG-04 asks for, those that the group's records lack.
[[nodiscard]] std::vector<LogField> missing_fields(const LogGroup& group);

[[nodiscard]] inline std::string path_of(const Flow& flow) {
  return "flows." + flow.name;
}

/// The setting that would let somebody hear of the signal: the action of an alarm on it, else one more signal of some alarm.
[[nodiscard]] std::string deciding_alarm(const Architecture& architecture, Signal signal);

}  // namespace garoa::compliance
