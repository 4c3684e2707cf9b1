// What a scenario says of the backup methods snapshot (Data Lifecycle Manager) and aws-backup; of the latter also where it keeps a
// bucket's recovery points (bucket_backup.hpp).
//
// Shape: everything has a default; without `retention` snapshots are kept for ever.
// Errors: AWS's limits of retention; cold storage of less than 90 days; a retention that the vault's lock
// refuses; both count and age; fast restore of more snapshots than the quota or of a volume that is too large.
// Figures: models/backup/backup.yaml, models/ebs/ebs.yaml (snapshot.*).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/catalog/account.hpp"
#include "models/ebs/snapshot_store_settings.hpp"
#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"

namespace garoa {

enum class VaultLock { none, governance, compliance };

template <>
struct EnumNames<VaultLock> {
  static constexpr std::string_view kind = "mode of a vault lock";
  static constexpr std::array names{std::pair{std::string_view{"none"}, VaultLock::none},
                                    std::pair{std::string_view{"governance"}, VaultLock::governance},
                                    std::pair{std::string_view{"compliance"}, VaultLock::compliance}};
};

/// Of every snapshot, to another region or account.
struct SnapshotCopySettings {
  std::string region;  // empty: the same
  CopyAccount account = CopyAccount::same;
  std::optional<Seconds> within = {};  // a time-based copy; empty: as fast as it goes
};

/// What AWS sets for copies with a promised time.
struct TimedCopyLimits {
  BytesPerSecond one;
  BytesPerSecond together;  // to one place
  Seconds retry;            // of one that is refused
};

struct SnapshotSettings {
  Seconds start_spread;  // a run begins at any moment within this time of its turn
  Seconds overhead;
  BytesPerSecond rate;
  std::uint32_t most_pending_ssd = 1;
  std::uint32_t most_pending_hdd = 1;
  SnapshotRetention retention;
  std::optional<FastRestoreRule> fast_restore;
  std::vector<SnapshotCopySettings> copies;
  BytesPerSecond copy_rate;
  std::uint32_t most_copies = 1;  // at once, to one region
  TimedCopyLimits timed_copies;
  VaultLock vault_lock = VaultLock::none;
  bool shared_with_all = false;  // anybody may make a volume of them
  Bytes block;
  PastSnapshots past;
};

/// `managed` is the method aws-backup.
[[nodiscard]] SnapshotSettings read_snapshots(Fields& fields, Catalogue& catalogue, bool managed);

/// Of a bucket that AWS Backup backs up: when a run starts, retention, copies, vault. Nothing of it is about blocks.
[[nodiscard]] SnapshotSettings read_recovery_points(Fields& fields, Catalogue& catalogue);

/// The name under which the copies of a job's snapshots in one place are billed.
[[nodiscard]] std::string copy_of(const std::string& job, const SnapshotCopySettings& copy);

}  // namespace garoa
