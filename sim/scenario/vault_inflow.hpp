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

/// What a recovery point brought.
struct BroughtIntoVault {
  double point = 0;  // seconds since the scenario's start
  std::uint64_t objects = 0;
  std::uint64_t bytes = 0;
  std::uint64_t billed = 0;  // bytes
};

/// Seconds that an object of a bucket stays in a vault after its first recovery point: it leaves the bucket for a rule, and then is in the
/// last recovery point that shows it. Nothing: for ever.
[[nodiscard]] std::optional<double> stay_in_vault(const BackupSettings& job, const StorageSettings& bucket);
/// Seconds of the day at which recovery points are made, in the mean.
[[nodiscard]] double time_of_recovery_points(const BackupSettings& job);

/// Until that time, ascending: each run and what it brought, and what came since. Times are seconds since the scenario's start.
[[nodiscard]] std::vector<BroughtIntoVault> brought_into_vault(const BackupSettings& job,
                                                               const StorageSettings& bucket,
                                                               const std::vector<EarlierDay>& came,
                                                               double until);

}  // namespace garoa
