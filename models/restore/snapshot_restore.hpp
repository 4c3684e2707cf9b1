// A restore from a snapshot: a new volume is made from the newest one that is complete, by whichever of the methods
// snapshot and aws-backup.
//
// Modelled: notice and decision; of an archived snapshot, its restore to the standard tier (a time drawn between two
// figures); provisioning and the creation of the volume. Then the volume can be used, at the pace of
// models/ebs/snapshot_load.hpp, until all of it is there: size / rate after its creation, whoever reads
// (`transfer`); at once with a credit of fast restore (models/ebs/fast_restore.hpp).
// Clients' first touches compete with the background and each other. With `verify`, everything is read through the
// instance then, by `concurrency` requests. There is nothing to list or write.
//   R_first  the first document has been read from the new volume
//   R_p      share p of the blocks is there: in which order they come is not known
//   R_full   all of them are there
// Not modelled: a restore from a copy in another region or account, the restore of single files of a snapshot.
//
// Where no snapshot is kept, nothing comes back, and the report says so.
#pragma once

#include <cstdint>
#include <optional>

#include "models/ebs/ebs.hpp"
#include "models/ebs/snapshot_store.hpp"
#include "models/restore/restore.hpp"
#include "sim/engine/server_pool.hpp"

namespace garoa {

class SnapshotRestore final : public Restore {
 public:
  /// `volume` is the new one: empty, on its instance.
  SnapshotRestore(const Run& run, RestoreSettings settings, SnapshotStore& source, EbsVolume& volume,
                  Names names);

  [[nodiscard]] bool is_back(std::uint64_t newer) const override;
  [[nodiscard]] bool serves_at_once() const override { return true; }
  [[nodiscard]] bool has_source() const override { return snapshot_.has_value(); }

 private:
  [[nodiscard]] Task<> provision() override;
  [[nodiscard]] Task<> copy_all() override;
  [[nodiscard]] Task<> thaw();
  [[nodiscard]] Task<> read_first_document();
  [[nodiscard]] Task<> verify();
  Process read_back(ServerPool::Place place, std::uint32_t part);

  SnapshotStore& source_;
  EbsVolume& volume_;
  NameId archive_name_;
  Stream thaw_stream_;
  ServerPool readers_;
  std::optional<SnapshotStore::Kept> snapshot_;
  bool mounted_ = false;
};

}  // namespace garoa
