// The backup methods snapshot (Data Lifecycle Manager) and aws-backup: snapshots of the whole volume.
//
// Modelled: a run begins within `start_spread` of its turn. The snapshot shows the volume at that instant and is
// complete when its changed blocks are in S3, and so are those of earlier ones, which it refers to: an overhead, then
// their bytes at the volume's rate, one snapshot after the other. Then all documents are protected that were
// acknowledged before the instant, those of other flows on the volume too. A volume takes so many pending snapshots; a run beyond that fails
// ("pending_snapshots"). A run that is cancelled by its completion window leaves no snapshot; one that waits for an
// earlier snapshot notices it when its turn comes. Every copy goes to its region and account in its turn, the first
// one whole, later ones incremental. aws-backup differs in its defaults (start and completion window, one job at a
// time), cold storage and the vault's lock.
// Not modelled: what a snapshot costs the volume in performance (AWS names no figure), the account's limit of
// pending snapshots, multi-volume and application-consistent snapshots.
//
// Work: bytes are those that the snapshot stored, files the documents that it protected first, with the files from before the run.
// Figures: models/ebs/ebs.yaml (snapshot.*), models/backup/backup.yaml.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "models/backup/backup_job.hpp"
#include "models/backup/snapshot_copies.hpp"
#include "models/backup/waiting_file.hpp"
#include "models/ebs/ebs.hpp"
#include "models/ebs/snapshot_store.hpp"
#include "sim/core/long_queue.hpp"
#include "sim/engine/server_pool.hpp"

namespace garoa {

class SnapshotBackup final : public BackupJob {
 public:
  SnapshotBackup(const Run& run, BackupSettings settings, const EbsVolume& volume, NameId flow);

  void add(const Document& document) override;
  [[nodiscard]] Unprotected unprotected(FlowId of) const override;
  bool withdraw(const Document& document) override;
  void source_lost(FlowId of, const ComesBack& has_other_copy) override;
  void lost_from_before(const FileAmount& newest, const FileAmount& oldest) override;
  void volume_restored(FlowId of) override;
  void left(FlowId of, std::uint64_t documents, double acknowledged_before) override;
  /// A restore brings back the whole volume or nothing.
  [[nodiscard]] FromBefore from_before() const override;
  [[nodiscard]] FileAmount gone(FlowId of) const override;
  /// AWS takes the snapshots: no agent of the customer's is at work.
  void agent_crashed() override {}

  [[nodiscard]] SnapshotStore* snapshots() override { return &store_; }

  void sample(double interval) override;
  void finish(MetricSink& metrics) override;

 private:
  [[nodiscard]] Task<> attempt(Work& work) override;
  [[nodiscard]] double start_delay(double scheduled) const override;
  [[nodiscard]] Pending pending() const override {
    return {pending_bytes_ + before_.bytes, pending_.size() + before_.files};
  }
  [[nodiscard]] VolumeState state() const;
  [[nodiscard]] std::uint32_t most_pending() const;
  /// From the instant on; false if the snapshot will not be.
  [[nodiscard]] Task<bool> complete(const SnapshotStore::Taken& snapshot, Work& work);
  [[nodiscard]] Task<> send(std::uint64_t bytes, const Work& work);
  /// Documents without a snapshot that were acknowledged at `point` or before.
  [[nodiscard]] std::uint64_t waiting_since(double point) const;
  /// Documents acknowledged at `point` or before.
  void protect_until(double point, Work& work);
  template <class Which>
  void forget(const Which& which);

  const EbsVolume& volume_;
  std::string path_;
  NameId upload_name_;
  NameId overhead_name_;
  Stream start_stream_;
  Bytes before_documents_;  // what was on the volume at the start and is no document
  ServerPool upload_;       // of one snapshot at a time
  SnapshotStore store_;
  SnapshotCopies copies_;
  std::uint32_t pending_snapshots_ = 0;
  LongQueue<WaitingFile> pending_;  // what no completed snapshot holds
  std::uint64_t pending_bytes_ = 0;
  std::vector<FileAmount> protected_;  // so far, of each flow
  FileAmount before_;                  // files from before the run that no snapshot holds
  FileAmount gone_;                    // such that were lost with their volume
};

}  // namespace garoa
