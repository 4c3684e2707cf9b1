// Copies of a volume's snapshots in other regions and accounts.
//
// Modelled: each destination keeps snapshots of its own with the source's retention. Copies to one
// destination start in the order of the snapshots, at most so many at once; one lasts an overhead and its
// changed bytes at a rate of its own. Bytes that leave the region are billed when the copy ends, which is reported as
// events::BackupCopied. What was on the volume before the run is copied once: for the bill a one-off.
// A time-based copy gets the throughput that its changed bytes need to be there in the promised time, 500 MiB/s at most and what
// others to its destination leave of 2,000 MiB/s, and takes longer with less; while nothing is left AWS refuses it, and it is asked
// for again. It costs by the GiB.
// Not modelled: that copies of several jobs share that throughput, a copy that fails, encryption with another key (which makes the
// first copy whole; it is whole here anyway).
#pragma once

#include <deque>
#include <optional>
#include <string>

#include "models/backup/snapshot_settings.hpp"
#include "models/ebs/snapshot_store.hpp"
#include "models/measured.hpp"
#include "sim/engine/server_pool.hpp"

namespace garoa {

class SnapshotCopies {
 public:
  /// `job` is its name, `flow` that whose documents it protects.
  SnapshotCopies(const Run& run, const SnapshotSettings& settings, const VolumeData& data,
                 const std::string& job, NameId flow);

  /// A snapshot of that state is complete.
  void begin(const VolumeState& state);

  /// The volume is gone; one made from the newest snapshot takes its place.
  void source_replaced();

  void bill(double interval);
  void finish(MetricSink& metrics) const;

 private:
  struct Destination {
    Destination(const Run& run, const SnapshotSettings& settings, const VolumeData& data,
                const std::string& resource, const SnapshotCopySettings& copy);
    SnapshotStore store;
    ServerPool at_once;
    NameId resource;
    bool leaves_region;
    bool leaves_account;
    std::optional<Seconds> within;
    double reserved = 0;  // B/s, of time-based copies at work
  };
  Process copy(Destination& destination, SnapshotStore::Taken snapshot, double point);
  [[nodiscard]] Task<> carry(Destination& destination, Bytes changed);
  void bill_copy(const Destination& destination, const SnapshotStore::Taken& snapshot);

  const Run& run_;
  const SnapshotSettings settings_;
  std::string path_;
  NameId flow_;
  Bytes at_start_;  // what was on the volume before the run
  std::deque<Destination> destinations_;
  Counted bytes_;
  Counted late_;  // time-based copies that took longer
  Spread lag_;    // from a snapshot's instant to the end of its copy
};

}  // namespace garoa
