// What the recovery points of a bucket have brought into a vault, day by day since a scenario's start: what came into the bucket, at the
// next run of the backup.
//
// Not computed: runs that failed or took long, objects that a rule removed before their first recovery point.
#pragma once

#include <cstdint>
#include <vector>

#include "models/backup/backup_settings.hpp"
#include "models/s3/storage_settings.hpp"

namespace garoa {

/// Mean seconds from an object's coming into the bucket to the recovery point that shows it, where they come evenly.
[[nodiscard]] double wait_for_recovery_point(const BackupSettings& job);

/// By day, ascending; their `point` is the day on which it came, in days.
[[nodiscard]] std::vector<PastPoint> brought_into_vault(const BackupSettings& job,
                                                        const StorageSettings& bucket,
                                                        const std::vector<EarlierDay>& came);

/// Of that, what the vault holds after so many seconds, with points as seconds from then on.
[[nodiscard]] std::vector<PastPoint> held_in_vault(const BackupSettings& job, const StorageSettings& bucket,
                                                   const std::vector<EarlierDay>& came, double passed);

}  // namespace garoa
