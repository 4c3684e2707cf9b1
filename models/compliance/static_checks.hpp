// The static controls: decided on the declared architecture, before any run.
#pragma once

#include <vector>

#include "models/compliance/architecture.hpp"
#include "models/compliance/judge.hpp"
#include "models/compliance/profile.hpp"

namespace garoa::compliance {

/// All static findings, in the order of findings. Without profiles the built-in default profile holds.
[[nodiscard]] std::vector<Finding> check_static(const Architecture& architecture,
                                                const std::vector<Profile>& profiles);

/// Adds the static findings of one profile, in no particular order.
void add_static_findings(const Owners& owners, const Profile& profile, std::vector<Finding>& out);

// One check a control; each adds one finding a resource that it looks at.
void check_public_access(const Judge& judge);
void check_roles(const Judge& judge);
void check_instances(const Judge& judge);
void check_deletion_by_one_credential(const Judge& judge);
void check_zones(const Judge& judge);
void check_second_copies(const Judge& judge);
void check_schedules(const Judge& judge);
/// A failure of each volume that no backup job copies, and of each bucket of documents that none copies and nothing replicates.
void note_stores_without_backup(const Judge& judge, std::string_view what_follows);
void check_isolated_copies(const Judge& judge);
void check_distant_copies(const Judge& judge);
void check_restore_tests(const Judge& judge);
void check_deletion_with_instances(const Judge& judge);
void check_way_to_s3(const Judge& judge);
void check_incomplete_uploads(const Judge& judge);
void check_volume_encryption(const Judge& judge);
void check_store_encryption(const Judge& judge);
void check_tls(const Judge& judge);
void check_log_encryption(const Judge& judge);
void check_copy_encryption(const Judge& judge);
void check_event_filters(const Judge& judge);
void check_failure_destinations(const Judge& judge);
void check_event_limits(const Judge& judge);
void check_recursion(const Judge& judge);
void check_idempotency(const Judge& judge);
void check_notification_path(const Judge& judge);
void check_logged_operations(const Judge& judge);
void check_object_trail(const Judge& judge);
void check_log_integrity(const Judge& judge);
void check_log_fields(const Judge& judge);
void check_alarms(const Judge& judge);
void check_objectives(const Judge& judge);
void check_countries(const Judge& judge);
void check_versioning(const Judge& judge);
void check_locks(const Judge& judge);
void check_document_retention(const Judge& judge);
void check_longest_retention(const Judge& judge);
void check_copy_retention(const Judge& judge);
void check_log_retention(const Judge& judge);
void check_recent_logs(const Judge& judge);
void check_recent_documents(const Judge& judge);

}  // namespace garoa::compliance
