#include "models/compliance/control_table.hpp"

#include <algorithm>
#include <array>

#include "models/compliance/static_checks.hpp"
#include "sim/results/control_ids.hpp"

namespace garoa::compliance {
namespace {

constexpr std::array control_rows{
    ControlFunction{"S-AC-01", check_public_access},
    ControlFunction{"S-AC-02", check_roles},
    ControlFunction{"S-AC-03", check_instances},
    ControlFunction{"S-AC-04", check_deletion_by_one_credential},
    ControlFunction{"S-AV-01", check_zones},
    ControlFunction{"S-BK-01", check_second_copies},
    ControlFunction{"S-BK-02", check_schedules},
    ControlFunction{"S-BK-03", check_isolated_copies},
    ControlFunction{"S-BK-04", check_distant_copies},
    ControlFunction{"S-BK-05", check_restore_tests},
    ControlFunction{"S-BK-06", check_deletion_with_instances},
    ControlFunction{"S-CO-01", check_way_to_s3},
    ControlFunction{"S-CO-02", check_incomplete_uploads},
    ControlFunction{"S-DP-01", check_volume_encryption},
    ControlFunction{"S-DP-02", check_store_encryption},
    ControlFunction{"S-DP-03", check_tls},
    ControlFunction{"S-DP-04", check_log_encryption},
    ControlFunction{"S-DP-05", check_copy_encryption},
    ControlFunction{"S-EV-01", check_event_filters},
    ControlFunction{"S-EV-02", check_failure_destinations},
    ControlFunction{"S-EV-03", check_event_limits},
    ControlFunction{"S-EV-04", check_recursion},
    ControlFunction{"S-EV-05", check_idempotency},
    ControlFunction{"S-LG-01", check_logged_operations},
    ControlFunction{"S-LG-02", check_object_trail},
    ControlFunction{"S-LG-03", check_log_integrity},
    ControlFunction{"S-LG-04", check_log_fields},
    ControlFunction{"S-LG-05", check_alarms},
    ControlFunction{"S-NT-01", check_notification_path},
    ControlFunction{"S-RC-01", check_objectives},
    ControlFunction{"S-RS-01", check_countries},
    ControlFunction{"S-RT-01", check_versioning},
    ControlFunction{"S-RT-02", check_locks},
    ControlFunction{"S-RT-03", check_document_retention},
    ControlFunction{"S-RT-04", check_longest_retention},
    ControlFunction{"S-RT-05", check_copy_retention},
    ControlFunction{"S-RT-06", check_log_retention},
    ControlFunction{"S-RT-07", check_recent_logs},
    ControlFunction{"S-RT-08", check_recent_documents},
    ControlFunction{"D-AV-01", nullptr, make_intake_monitor, judge_availability},
    ControlFunction{"D-AV-02", nullptr, make_intake_monitor, judge_refused_uploads},
    ControlFunction{"D-AV-03", nullptr, make_recovery_monitor, judge_lost_documents},
    ControlFunction{"D-BK-01", nullptr, make_backup_monitor, judge_backup_windows},
    ControlFunction{"D-BK-02", nullptr, make_backup_monitor, judge_missed_backups},
    ControlFunction{"D-BK-03", nullptr, make_backup_monitor, judge_overlapping_backups},
    ControlFunction{"D-BK-04", nullptr, make_backlog_monitor, judge_backlog},
    ControlFunction{control_ids::copy_lag, nullptr, make_copy_lag_monitor, judge_copy_lag},
    ControlFunction{"D-CP-01", nullptr, make_headroom_monitor, judge_headroom},
    ControlFunction{"D-DT-01", nullptr, make_detection_monitor, judge_detection},
    ControlFunction{"D-DU-01", nullptr, make_recovery_monitor, judge_durability},
    ControlFunction{control_ids::event_fate, nullptr, make_event_monitor, judge_unprocessed_objects},
    ControlFunction{control_ids::event_time, nullptr, make_event_monitor, judge_processing_latency},
    ControlFunction{"D-EV-03", nullptr, make_event_monitor, judge_duplicate_effects},
    ControlFunction{"D-EV-04", nullptr, make_event_monitor, judge_effect_order},
    ControlFunction{"D-EV-05", nullptr, make_event_monitor, judge_own_invocations},
    ControlFunction{"D-LG-01", nullptr, make_log_monitor, judge_log_completeness},
    ControlFunction{control_ids::log_delay, nullptr, make_log_monitor, judge_log_delay},
    ControlFunction{"D-LG-03", nullptr, make_trace_monitor, judge_traces},
    ControlFunction{"D-NT-01", nullptr, make_notice_monitor, judge_notification_delay},
    ControlFunction{"D-NT-02", nullptr, make_notice_monitor, judge_lost_notifications},
    ControlFunction{control_ids::recovery_point, nullptr, make_recovery_monitor, judge_recovery_point},
    ControlFunction{control_ids::documents_at_risk, nullptr, make_recovery_monitor, judge_documents_at_risk},
    ControlFunction{"D-RC-03", nullptr, make_recovery_monitor, judge_expected_loss},
    ControlFunction{"D-RC-04", nullptr, make_restore_monitor, judge_recovery_time},
    ControlFunction{"D-RC-05", nullptr, make_restore_monitor, judge_restored_documents},
    ControlFunction{control_ids::restore_time, nullptr, make_exposure_monitor, judge_mutable_time},
    ControlFunction{control_ids::retrieval, nullptr, make_retrieval_monitor, judge_retrieval},
    ControlFunction{"D-RT-03", nullptr, make_recovery_monitor, judge_last_copies},
};

}  // namespace

std::span<const ControlFunction> control_functions() {
  return control_rows;
}

const ControlFunction* find_function(std::string_view id) {
  const auto found = std::find_if(control_rows.begin(), control_rows.end(),
                                  [&](const ControlFunction& row) { return row.id == id; });
  return found == control_rows.end() ? nullptr : &*found;
}

}  // namespace garoa::compliance
