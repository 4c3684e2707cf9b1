// Fast snapshot restore of a job's newest snapshots, as Data Lifecycle Manager enables it.
//
// Modelled: it is enabled for a snapshot at its completion, for the `count` newest ones, and disabled when a snapshot
// is none of them or goes. A snapshot is optimized a time in proportion to its size after that. From then
// on a volume that is made from it has all of its data at once, if there is a credit: credits come at a rate in inverse
// proportion to the volume's size, from none at the enabling up to the bucket's size; a volume takes one. Every enabled
// snapshot is billed for each zone by time, an hour at least.
// Not modelled: the limits of 64,000 IOPS and 1,000 MiB/s of its full benefit, several zones with buckets of their own.
//
// Figures: models/ebs/ebs.yaml (snapshot.fast_restore.*).
#pragma once

#include <cstdint>
#include <map>

#include "models/ebs/snapshot_chain.hpp"
#include "models/ebs/snapshot_store_settings.hpp"
#include "models/service.hpp"

namespace garoa {

class FastRestore {
 public:
  /// Billed under `resource`.
  FastRestore(const Run& run, const FastRestoreRule& rule, Bytes volume_size, NameId resource);

  void enable(SnapshotChain::Id id, Bytes full);
  void disable(SnapshotChain::Id id);
  [[nodiscard]] std::uint32_t count() const { return rule_.count; }
  /// For a volume that is made now; false: it has to load.
  [[nodiscard]] bool take_credit(SnapshotChain::Id id);
  void bill();

 private:
  struct Enabled {
    double since;
    double optimized_at;
    double credits = 0;
    double counted_at;         // the credits
    std::uint64_t billed = 0;  // zone-seconds
  };
  void bill(Enabled& enabled, double seconds) const;

  const Run& run_;
  FastRestoreRule rule_;
  double credits_per_hour_;
  double bucket_;
  NameId resource_;
  std::map<SnapshotChain::Id, Enabled> enabled_;
};

}  // namespace garoa
