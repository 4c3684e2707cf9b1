// Which snapshots of a volume are kept, and which of them restore fast.
//
// A backup job reads them (models/backup/snapshot_settings.hpp). Figures: models/ebs/ebs.yaml (snapshot.*).
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sim/core/units.hpp"

namespace garoa {

struct FastRestoreRule {
  std::uint32_t count = 1;
  std::uint32_t zones = 1;
  Bytes largest;
  Seconds optimization_per_tib;
  Seconds least_billed;
  Bytes credit_size;  // volumes of this size earn a credit an hour
  double most_credits = 0;
};

struct SnapshotRetention {
  std::optional<std::uint32_t> count;
  std::optional<Seconds> age;
  std::optional<Seconds> cold_after;
  bool keeps_last = false;  // whatever its age, the newest one stays until there is a newer one
  Seconds deletion;         // what has the age goes at a random moment within this time
};

/// The volume as a snapshot from before the run saw it.
struct PastSnapshot {
  double time = 0;       // of its completion; seconds, 0 or less
  Bytes appended;        // by documents
  double rewritten = 0;  // bytes, since the snapshot before it
  Bytes reused;          // by documents, of space that others had left; likewise
  double due = 0;        // when its schedule asked for it; seconds, 0 or less
};

struct PastSnapshots {
  std::vector<PastSnapshot> kept;  // when the run begins; the oldest first
  std::uint64_t files = 0;         // on the volume that none of them shows, with
  std::uint64_t bytes = 0;
  double since = 0;  // the last of them; seconds, 0 or less
  // Since the last of them:
  double rewritten = 0;  // bytes, by other software
  Bytes reused;          // by documents, of space that others had left
};

}  // namespace garoa
