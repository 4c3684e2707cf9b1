// What a scenario says about a volume that is made from a snapshot (snapshot_load.hpp).
//
// Shape: the snapshot's size; everything else has a default. Errors: rates outside AWS's limits, a snapshot larger than
// the volume or than fast restore allows. Figures: models/ebs/ebs.yaml (snapshot.*), models/s3/s3.yaml (get.latency.sigma).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "sim/core/distribution.hpp"
#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"

namespace garoa {

/// What software reads from the volume when it starts, from end to end.
struct FirstReadSettings {
  Bytes size;
  std::uint32_t requests = 1;
  std::uint32_t passes = 1;
};

struct FastRestoreSettings {
  bool optimized = true;
  std::uint32_t zones = 1;
  Seconds optimization;  // from enabling it to its benefit
  Seconds least_billed;
};

struct FromSnapshot {
  Bytes size;
  std::optional<BytesPerSecond> paid_rate;
  std::optional<FastRestoreSettings> fast_restore;
  std::optional<FirstReadSettings> first_read;
  BytesPerSecond rate;  // of the background; a rate that is paid for is that of all
  BytesPerSecond most;  // that first touches and the background have together
  Bytes block;
  Distribution block_time;  // seconds until a block that is touched first is there, without others
  Seconds creation;
  Seconds made_before;   // the run (`begin_after`): what was read, loaded and billed by its start is over
  bool at_once = false;  // a snapshot of a job that is optimized for fast restore, and has a credit

  [[nodiscard]] bool lazy() const {
    return paid_rate || !(at_once || (fast_restore && fast_restore->optimized));
  }
};

/// The rate that is paid for: `initialization_rate`.
[[nodiscard]] std::optional<BytesPerSecond> read_initialization_rate(Fields& fields, Catalogue& catalogue);
/// How fast the data of a snapshot come to a volume of this type ("gp3"); the size stays unknown.
[[nodiscard]] FromSnapshot snapshot_speed(std::optional<BytesPerSecond> paid_rate,
                                          std::string_view volume_type, Catalogue& catalogue);

/// `volume_size` of 0 is not known.
[[nodiscard]] FromSnapshot read_from_snapshot(Fields& fields, Catalogue& catalogue, Bytes volume_size,
                                              std::string_view volume_type);

/// Of a restore from a snapshot: until the volume exists, and from then until the background has brought all of it.
struct SnapshotDuration {
  Seconds creation;
  Seconds load;
};
[[nodiscard]] SnapshotDuration restore_duration(const FromSnapshot& settings);

}  // namespace garoa
