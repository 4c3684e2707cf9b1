// Who belongs to whom in the declared architecture. Where several flows share a resource, the first one by
// declaration is named.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "models/compliance/architecture.hpp"

namespace garoa::compliance {

/// "flows.intake", or empty when no flow uses it.
[[nodiscard]] std::string flow_of_volume(const Architecture& architecture, std::string_view volume);
[[nodiscard]] std::string flow_of_bucket(const Architecture& architecture, std::string_view bucket);
[[nodiscard]] std::string flow_of_function(const Architecture& architecture, std::string_view function);
[[nodiscard]] std::string flow_of_log_group(const Architecture& architecture, std::string_view group);

/// The buckets that hold the flow's documents: backup buckets of its volume, or its trigger bucket and its
/// function's results bucket.
[[nodiscard]] std::vector<const Bucket*> document_buckets(const Architecture& architecture, const Flow& flow);

/// Of them those that hold the documents themselves: results are derived data, no copy of a document.
[[nodiscard]] std::vector<const Bucket*> original_buckets(const Architecture& architecture, const Flow& flow);

/// The backup jobs of the flow's volume.
[[nodiscard]] std::vector<const BackupJob*> backups_of(const Architecture& architecture, const Flow& flow);

/// A flow or job by its scenario path such as "backup.nightly", or null.
[[nodiscard]] const Flow* find_flow(const Architecture& architecture, std::string_view path);
[[nodiscard]] const BackupJob* find_backup(const Architecture& architecture, std::string_view path);

[[nodiscard]] inline std::string path_of(const Flow& flow) {
  return "flows." + flow.name;
}

}  // namespace garoa::compliance
