// Restore drills: a restore that is tried out while the original is still there.
//
//   drills: [ { at: 5 d, restore: nightly } ]      or at a local time: { at: 2026-03-07T12:00, restore: nightly }
//
// What the backup job's copies hold at that moment is restored to a volume like the job's own, which is made for the
// drill and thrown away after it; where, decides who competes:
//   traffic: false   (default) on an instance like the original's, made for the drill too: nobody
//   traffic: true    on the original's instance: its clients and backups
//   to: spare        to a declared volume on its instance, or to a declared bucket through the application's instance
//                    (or, with `server_side`, by S3's own copies); from file copies only: a snapshot becomes a new volume
//
//   drills: [ { at: 5 d, replicas_of: inbox } ]
//
// What the bucket's replicas hold at that moment is copied back by S3 itself to a bucket like it, which is made for the drill.
//
//   drills: [ { at: 5 d, replay: validate, window: 1 d, part: 0.1, invocations: 50 } ]
//
// Documents of the function's bucket go through it once more (sim/flows/replay_drill.hpp): those that were stored within `window` before, and of
// them a part, chosen by chance.
//
// `at` is a moment of the run, as that of a failure; one that is over when the run begins is left out.
// `detect` is 0 for a drill, which nobody has to notice, unless given. What is made for the drill is billed from the
// decision to restore until the drill's end.
#pragma once

#include <cstdint>
#include <optional>

#include "models/restore/restore_settings.hpp"
#include "models/retry/upload_retry_settings.hpp"
#include "sim/core/moment.hpp"

namespace garoa {

struct ReplaySettings {
  std::optional<Seconds> window;  // none: since the run's beginning
  double part = 1;
  std::uint32_t invocations = 1;  // at once
  UploadRetrySettings retries;
};

struct DrillSettings {
  Location where;
  Seconds at;             // since the start of the run; negative: before it
  Reference job;          // one of these three
  Reference replicas_of;  // a bucket
  Reference function;     // whose documents are replayed, as `replay` says
  ReplaySettings replay;
  Reference to;
  bool traffic = false;
  bool server_side = false;
  RestoreSettings restore;
};

/// Reads one entry of `drills`. One that begins after the end of the run never does.
[[nodiscard]] DrillSettings read_drill(Fields& fields, Catalogue& catalogue, const MomentClock& clock);

}  // namespace garoa
