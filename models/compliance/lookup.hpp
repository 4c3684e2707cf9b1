// Flows and jobs of the declared architecture by their scenario paths.
#pragma once

#include <string>
#include <string_view>

#include "models/compliance/architecture.hpp"

namespace garoa::compliance {

/// A flow or job by its scenario path such as "backup.nightly", or null.
[[nodiscard]] const Flow* find_flow(const Architecture& architecture, std::string_view path);
[[nodiscard]] const BackupJob* find_backup(const Architecture& architecture, std::string_view path);

[[nodiscard]] inline std::string path_of(const Flow& flow) {
  return "flows." + flow.name;
}

}  // namespace garoa::compliance
