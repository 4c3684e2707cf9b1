// What a site's volume holds, by when it came: which documents have the age to leave (models/ebs/keep_settings.hpp).
//
// Documents are counted by the period of `every` in which they were acknowledged, so memory follows the age, not the documents. A
// period leaves as a whole, the oldest first.
#pragma once

#include <deque>
#include <optional>
#include <utility>
#include <vector>

#include "models/ebs/keep_settings.hpp"
#include "models/ebs/volume_data_settings.hpp"
#include "sim/flows/document_amount.hpp"

namespace garoa {

class Shelf {
 public:
  /// `copies`: a backup makes copies, without which nothing leaves.
  Shelf(const KeepSettings& keep, bool copies) : keep_{keep}, copies_{copies} {}

  /// What was there before the run, all of it copied then.
  Shelf(const KeepSettings& keep, bool copies, const std::vector<LeavingFiles>& before)
      : Shelf{keep, copies} {
    for (const auto& period : before)
      periods_.push_back({period.ends, {period.files, period.bytes}, {}, period.copied, 0});
  }

  /// Acknowledged now.
  void put(double now, std::uint64_t bytes);
  /// A document acknowledged then has its first copy now.
  void copied(double acknowledged, std::uint64_t bytes);
  /// It has the copy now without which it does not leave.
  void released(double now, double acknowledged);
  /// It is on the volume no more, for another reason than its age. `copied`: it has a copy.
  void take(double acknowledged, std::uint64_t bytes, bool copied);
  /// What has a copy waits for the restore; the rest is gone.
  void volume_lost();
  void restored();
  /// So much of what waits for the restore is gone: the oldest, and of what came after each of those times.
  void lose(DocumentAmount oldest, const std::vector<std::pair<double, DocumentAmount>>& between);
  /// The newest, likewise.
  void lose_newest(DocumentAmount newest);
  /// What waits for the restore is gone too.
  void copies_lost() { away_.clear(); }

  struct Left {
    DocumentAmount all;
    DocumentAmount uncopied;  // of them
    double before = 0;        // all that was acknowledged before this is gone
  };
  /// The oldest period, if it has the age now; it is on the shelf no more.
  [[nodiscard]] std::optional<Left> next_to_leave(double now) const;
  void leave() { periods_.pop_front(); }

 private:
  struct Period {
    double ends;
    DocumentAmount all;
    DocumentAmount uncopied;
    double released = 0;     // when the last of them was
    std::uint64_t held = 0;  // documents that are not released
  };
  /// Null if it has left.
  [[nodiscard]] Period* period_of(double acknowledged);

  /// As much as it has of that.
  static void lose_of(Period& period, DocumentAmount& amount);
  static void merge(std::deque<Period>& into, const std::deque<Period>& from);

  KeepSettings keep_;
  bool copies_;
  std::deque<Period> periods_;  // ascending
  std::deque<Period> away_;     // likewise: in copies only
};

}  // namespace garoa
