// What the recovery points of a bucket have brought into a vault since a scenario's start: what came into the bucket, at the next run of
// the backup; the first run brings what was there at the start too.
//
// Not computed: runs that failed or took long, objects that a rule removed before their first recovery point.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "models/backup/backup_settings.hpp"
#include "models/s3/storage_settings.hpp"

namespace garoa {

/// Seconds that an object stays in a vault after its first recovery point: a rule removes it from the bucket, and the last one that shows it
/// is kept for its time. Nothing: for ever.
[[nodiscard]] std::optional<double> stay_in_vault(const BackupSettings& job, const StorageSettings& bucket);

/// Seconds of the day at which recovery points are made, in the mean.
[[nodiscard]] double time_of_recovery_points(const BackupSettings& job);

/// Until that time, ascending: each run and what it brought, and what came since. Times are seconds since the scenario's start.
[[nodiscard]] std::vector<PastPoint> brought_into_vault(const BackupSettings& job,
                                                        const StorageSettings& bucket,
                                                        const std::vector<EarlierDay>& came, double until);

/// Of that, what the vault holds at a time, with points as seconds from then on.
[[nodiscard]] std::vector<PastPoint> held_in_vault(const BackupSettings& job, const StorageSettings& bucket,
                                                   const std::vector<EarlierDay>& came, double passed);

}  // namespace garoa
