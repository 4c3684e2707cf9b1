// How long documents stay on a volume: a program of the owner's own that clears it out.
//
//   keep: { after_copy: 30 d }              30 days after the backup has them they leave the volume; the copies are the archive
//   keep: { for: 90 d, then: delete }       90 days after the upload they are given up
//
// Modelled: once every `every` (a nightly program) the documents leave together that were acknowledged in the same such period, oldest
// first, when the last of them has the age: since its upload (`for`), since the archive has it (`after_copy`), or both. The archive is the
// file copy that keeps it longest; a snapshot shows what is on the volume, and archives nothing. So one stays at most
// two periods longer than asked. What leaves gives its space back; what happens to it:
//   archive   (default with after_copy) it is in the backup's copies from then on, and counts as kept; clients cannot have it
//   delete    (default otherwise) it is given up; its copies stay as long as the bucket's rules say
// Where the volume has a backup, nothing leaves without a copy. While the volume is lost or being restored nothing leaves.
// Documents that came before the run (`begin_after`) leave alike, and so does `data_at_start`, as if all of it had come just before the
// scenario's start, unless other software writes over it; what a restore brings back of them after a loss stays.
// Not modelled: the work of removal, a volume that shrinks.
//
// Errors: neither age given; archive or after_copy where no file copy takes the documents (the flow knows).
#pragma once

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <utility>

#include "sim/core/fields.hpp"
#include "sim/core/figures.hpp"

namespace garoa {

/// What becomes of a document that leaves its volume.
enum class Leaving { archive, remove };

template <>
struct EnumNames<Leaving> {
  static constexpr std::string_view kind = "fate of a document that leaves";
  static constexpr std::array names{std::pair{std::string_view{"archive"}, Leaving::archive},
                                    std::pair{std::string_view{"delete"}, Leaving::remove}};
};

/// How long files are on their volume at most.
struct LongestStay {
  double seconds = 0;
  double over = 0;  // when the first that stay so long leave, s of the run
};

struct KeepSettings {
  Location where;
  std::optional<Seconds> age;         // since the acknowledgement
  std::optional<Seconds> after_copy;  // since the archive has it
  Leaving then = Leaving::remove;
  Seconds every;
  Seconds
      since;  // clearings count from then, s of the run: negative where that begins later than its scenario

  /// The first clearing after a time, s.
  [[nodiscard]] double next_clearing(double time) const;
  /// Does it need a backup?
  [[nodiscard]] bool needs_copy() const { return after_copy || then == Leaving::archive; }
  /// Nothing leaves sooner after its upload.
  [[nodiscard]] Seconds least() const {
    return std::max(age.value_or(Seconds{0}), after_copy.value_or(Seconds{0}));
  }
  /// The clearing at which files leave that had come by `ends` and have their copy then, s as both; `copied` nothing: they need none.
  [[nodiscard]] double leaves(double ends, std::optional<double> copied) const;
  /// Of a year's files. `next_copy(t)`: when what has come by then is copied; empty: it needs no copy.
  [[nodiscard]] LongestStay longest_stay(const std::function<double(double)>& next_copy) const;
};

[[nodiscard]] std::optional<KeepSettings> read_keep(Fields& fields, Figures& figures);

}  // namespace garoa
