// What a volume holds besides the documents of this run: data from before it, and other software's files that
// change.
//
// Modelled: bytes at the start in so many files of one size, oldest of all. File copies walk over them, copy what their bucket does not have
// (its `existing` objects are the copies of the first ones) and restore them; snapshots hold them. Of these bytes software overwrites an
// area at a constant rate from some moment on (sim/core/moment.hpp), at
// random places in it. Snapshots store what was overwritten again. The writes of a volume's `background` overwrite too, in the same area or,
// if none is given, anywhere in the data from before the run.
// Not modelled: the I/O of `rewrites` (a background has I/O).
//
// Errors: more data than the volume's size, an area larger than the data.
#pragma once

#include <cstdint>
#include <vector>

#include "models/ebs/came_before.hpp"
#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"
#include "sim/core/moment.hpp"

namespace garoa {

/// Documents from before the run that leave the volume for their age, like those of the run (keep_settings.hpp).
struct LeavingFiles {
  double ends = 0;    // of the period in which they were acknowledged, before the run; seconds
  double copied = 0;  // when the last of them is
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
};

struct VolumeData {
  Bytes at_start;
  std::uint64_t files = 0;  // that they are
  Bytes documents;          // of them, what documents brought that came before the run (`begin_after`)
  std::uint64_t document_files = 0;   // that these are
  Bytes most_held;                    // before the run, at once; 0: no more than at its start
  std::vector<LeavingFiles> leaving;  // the oldest first
  bool all_leave = false;             // with them what was there before the scenario's start, first
  bool have_left = false;             // some documents from before the run have left by its start
  std::vector<CameBefore>
      came;           // ascending: when the newest of the documents did, as far back as any lacks a copy
  double oldest = 0;  // when the oldest came, s of the run
  Bytes rewritten;    // the area that is overwritten
  BytesPerSecond rewrite_rate;  // into it
  Seconds rewrite_from;         // since the start of the run; negative: before it
};

/// `volume_size` of 0 is not known; `held` is what a volume made from a snapshot holds by that.
[[nodiscard]] VolumeData read_volume_data(Fields& fields, Figures& figures, Bytes volume_size, Bytes held,
                                          const MomentClock& clock);

}  // namespace garoa
