// The snapshots of one volume in one place (a region, an account), with their retention and their bill.
//
// Modelled: a snapshot counts from its completion; it goes when there are more than `count`, or when it is
// older than `age`: AWS Backup deletes it at a random moment within some hours then, Data Lifecycle Manager leaves the last one
// until there is a newer one (re:Post, ebs-snapshot-dlm-policy-not-deleting). After `cold_after` it moves to the archive tier,
// where it stands for itself (all its blocks). What the standard tier bills is what the kept snapshots need
// together (models/ebs/snapshot_chain.hpp), from the call on.
// Snapshots from before the run are those that the schedule made of what `begin_after` says came before.
// Not modelled: the archive tier's fee for removal before 90 days (the reader refuses that), the standard tier's
// bill for an archived one while a restore uses it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/ebs/fast_restore.hpp"
#include "models/ebs/snapshot_chain.hpp"
#include "models/ebs/snapshot_store_settings.hpp"
#include "models/ebs/volume_data_settings.hpp"
#include "models/service.hpp"

namespace garoa {

/// A volume at an instant, as far as snapshots see it.
struct VolumeState {
  double time = 0;
  Bytes appended;          // by documents
  double overwritten = 0;  // since the volume was made
  Bytes reused;            // by documents, of space that others had left; likewise
};

class SnapshotStore {
 public:
  using Taken = SnapshotChain::Taken;

  /// `resource` is the path that it is billed under.
  SnapshotStore(const Run& run, Bytes block, const VolumeData& data, const SnapshotRetention& retention,
                const std::string& resource);

  /// Takes and keeps those of before the run.
  void take_past(const PastSnapshots& past);
  /// Enables fast restore for the newest ones from now on.
  void restore_fast(const FastRestoreRule& rule, Bytes volume_size) {
    fast_restore_.emplace(run_, rule, volume_size, resource_);
  }
  /// Has a volume that is made from it now all data at once? That takes a credit.
  [[nodiscard]] bool take_fast_restore(SnapshotChain::Id id) {
    return fast_restore_ && fast_restore_->take_credit(id);
  }

  /// States come in the order of time.
  Taken take(const VolumeState& state);
  /// It will not be completed.
  void discard(const Taken& snapshot) { chain_.remove(snapshot.id); }
  /// It is complete: retention counts from here.
  void keep(const Taken& snapshot);

  /// The volume is gone; one made from the newest snapshot, or an empty one if there is none, takes its place.
  /// Snapshots stay.
  void source_lost();
  /// The same, where a copy of that snapshot is kept or will be.
  void source_replaced() {
    overwritten_ = 0;
    reused_ = reused_before_ = 0;
  }

  void bill(double interval);
  [[nodiscard]] Bytes stored() const { return chain_.stored(); }
  [[nodiscard]] Bytes archived() const { return Bytes{archived_}; }
  /// Kept in either tier.
  [[nodiscard]] std::size_t kept() const { return kept_.size(); }
  struct Kept {
    Taken snapshot;
    bool archived = false;
  };
  /// What it shows is the newest; nothing if none is kept.
  [[nodiscard]] std::optional<Kept> newest() const;
  /// Is told when the last one that was kept has gone.
  void on_none_left(std::function<void()> told) { none_left_ = std::move(told); }

 private:
  void keep(const Taken& snapshot, double completed);
  Process live(SnapshotChain::Id id, double completed);
  void restore_newest_fast(const Taken& snapshot);
  void archive(SnapshotChain::Id id);
  void grow_old(SnapshotChain::Id id);
  void remove(SnapshotChain::Id id);

  const Run& run_;
  SnapshotRetention retention_;
  NameId resource_;
  SnapshotChain chain_;
  double overwritten_ = 0;  // at the last snapshot
  std::uint64_t reused_ = 0;
  std::uint64_t reused_before_ = 0;  // the run, and in no snapshot
  std::map<SnapshotChain::Id, Kept> kept_;
  std::optional<SnapshotChain::Id> outlived_;  // the last one, which is older than `age`
  Stream deletion_stream_;
  std::function<void()> none_left_;
  std::optional<FastRestore> fast_restore_;
  std::uint64_t archived_ = 0;
  TimeMeter standard_bill_;
  TimeMeter archive_bill_;
};

}  // namespace garoa
