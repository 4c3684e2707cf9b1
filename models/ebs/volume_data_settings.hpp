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

#include "sim/core/calendar.hpp"
#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"

namespace garoa {

struct VolumeData {
  Bytes at_start;
  std::uint64_t files = 0;      // that they are
  Bytes rewritten;              // the area that is overwritten
  BytesPerSecond rewrite_rate;  // into it
  Seconds rewrite_from;         // since the start of the run
};

/// `volume_size` of 0 is not known; `held` is what a volume made from a snapshot holds by that.
[[nodiscard]] VolumeData read_volume_data(Fields& fields, Figures& figures, Bytes volume_size, Bytes held,
                                          const Calendar* calendar);

}  // namespace garoa
