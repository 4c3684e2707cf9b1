// What a scenario says of a backup job.
//
// Shape: `from` (aws-backup: or `from_bucket`), `schedule` and what the method needs (file-copy: `to`; snapshot and aws-backup: nothing);
// everything else has a default.
// Errors: a schedule that is not an AWS cron or rate expression, keys of another method, both a volume and a bucket.
// Figures: models/backup/backup.yaml.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "models/backup/file_copy_settings.hpp"
#include "models/backup/snapshot_settings.hpp"
#include "models/backup/vault_copy_settings.hpp"
#include "models/iam/role_settings.hpp"
#include "models/schedule/schedule.hpp"
#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"

namespace garoa {

enum class BackupMethod { file_copy, snapshot, aws_backup };
/// What a run does that is due while an earlier one of its job works or waits.
enum class OverlapPolicy { skip, queue, parallel, fail };

template <>
struct EnumNames<BackupMethod> {
  static constexpr std::string_view kind = "backup method";
  static constexpr std::array names{std::pair{std::string_view{"file-copy"}, BackupMethod::file_copy},
                                    std::pair{std::string_view{"snapshot"}, BackupMethod::snapshot},
                                    std::pair{std::string_view{"aws-backup"}, BackupMethod::aws_backup}};
};

template <>
struct EnumNames<OverlapPolicy> {
  static constexpr std::string_view kind = "overlap policy";
  static constexpr std::array names{std::pair{std::string_view{"skip"}, OverlapPolicy::skip},
                                    std::pair{std::string_view{"queue"}, OverlapPolicy::queue},
                                    std::pair{std::string_view{"parallel"}, OverlapPolicy::parallel},
                                    std::pair{std::string_view{"fail"}, OverlapPolicy::fail}};
};

struct BackupSettings {
  std::string name;
  Location where;
  Reference from;         // an EBS volume, or
  Reference from_bucket;  // an S3 bucket (bucket_backup.hpp)
  Reference to;
  Reference agent;  // that works on the runs; none: each job has one of its own
  std::optional<Schedule> schedule;
  BackupMethod method = BackupMethod::file_copy;
  OverlapPolicy overlap = OverlapPolicy::skip;
  std::optional<Seconds> window;           // declared: a run should end in it
  std::optional<Seconds> start_window;     // a run that cannot start in it expires
  std::optional<Seconds> complete_window;  // a run that has not ended in it is cancelled and expires
  std::uint32_t retries = 0;
  Seconds retry_delay;
  FileCopySettings file_copy;
  SnapshotSettings snapshot;
  VaultCopySettings vault_copy;
  std::optional<RoleSettings> role;  // that its runs act with; not told if there is none
};

/// `calendar` is null when the scenario's start or time zone is wrong (reported elsewhere).
[[nodiscard]] BackupSettings read_backup(const std::string& name, Fields& fields, Catalogue& catalogue,
                                         const Calendar* calendar);

}  // namespace garoa
