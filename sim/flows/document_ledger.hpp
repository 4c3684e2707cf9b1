// Where the acknowledged documents of a site are: on its volume, in its instance's memory only, in copies only, archived, deleted or lost.
//
// Every document is in one of these places: on the volume + in memory + in copies only + archived + deleted + lost = acknowledged. What
// is lost is reported as events::DocumentsLost, what leaves for its age as events::DocumentsLeft. Counts, so memory is flat: the backup
// alone knows which documents have no copy yet, the
// page cache which are in memory.
//
// Documents have numbers in the order of acknowledgement. A loss takes the newest (those without a copy, whose numbers are
// given again) or the oldest (those whose copies are gone), and the oldest leave, so that the documents there are always have the numbers from
// first() to before end().
// Documents whose copies are gone, and that are on the volume still, are told as events::CopiesGone; a loss of the volume takes them too. So are
// those from before the run that have none yet.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <utility>

#include "models/backup/protections.hpp"
#include "models/page_cache/page_cache.hpp"
#include "models/service.hpp"
#include "sim/flows/document_amount.hpp"
#include "sim/flows/shelf.hpp"

namespace garoa {

class DocumentLedger {
 public:
  using Amount = DocumentAmount;
  enum class Place { volume, memory };

  /// `protections` make the copies. `keep` says when documents leave; nothing: never.
  DocumentLedger(const Run& run, FlowId flow, Protections& protections,
                 const std::optional<KeepSettings>& keep);
  DocumentLedger(const DocumentLedger&) = delete;
  DocumentLedger& operator=(const DocumentLedger&) = delete;

  /// Acknowledged now. Gives the document's number.
  std::uint64_t keep(const Document& document, Place place);
  /// Acknowledged now, but its place is gone already.
  void lose(const Document& document, Reason reason);
  /// These were in memory, and are on the volume now.
  void written_back(const Amount& amount);
  /// Files from before the run, which are in none of the places.
  struct FromBefore {
    Amount amount;
    double oldest;  // seconds of the run
  };
  /// The volume is gone, and what was in memory has no volume to be written to: what has a copy is in copies only. `since_failure`: so
  /// many s ago it was out of reach already. `uncopied` is lost with it.
  void volume_lost(double since_failure = 0, const FromBefore& uncopied = {});
  /// It tells of files from before the run too: of so many the copies have gone, or there are none yet, and the oldest came then.
  struct BeforeWithoutCopies {
    FromBefore gone;
    FromBefore uncopied;
  };
  void tells_from_before(std::function<BeforeWithoutCopies()> told) { before_ = std::move(told); }
  /// Documents without copies that came before the run, and such whose copies have gone, when that has changed.
  void tell_without_copies();
  /// The instance's memory is gone, and with it these documents, oldest first. Some may have a copy.
  void memory_lost(const std::deque<PageCache::Dirty>& dirty);
  /// What has the age leaves the volume, and is reported. Gives how much.
  Amount clear_out();
  /// So have so many from before the run, all of which came before that; `uncopied`: no copy of them was made.
  void left_from_before(const Amount& amount, double before, bool uncopied);
  /// The copies are gone too.
  void copies_lost(Reason reason);
  /// Of the volume that was lost last, the documents whose copies were gone.
  [[nodiscard]] std::uint64_t gone_with_volume() const { return gone_with_volume_; }
  /// What was in copies only is on the volume again.
  void restored();

  [[nodiscard]] const Amount& on_volume() const { return on_volume_; }
  [[nodiscard]] const Amount& in_memory() const { return in_memory_; }
  /// What a restore has to bring back.
  [[nodiscard]] const Amount& in_copies_only() const { return in_copies_only_; }
  [[nodiscard]] const Amount& lost() const { return lost_; }
  /// What has left the volume: to the copies alone, and for good.
  [[nodiscard]] const Amount& archived() const { return archived_; }
  [[nodiscard]] const Amount& deleted() const { return deleted_; }
  /// Documents that some store holds.
  [[nodiscard]] Amount kept() const { return in_use() + archived_; }
  /// What a restore could bring back now, if the volume were lost: from the copies of that job alone.
  [[nodiscard]] Amount in_copies(const BackupJob& job) const;
  /// What a restore should bring back and cannot, as the job's copies are gone.
  [[nodiscard]] Amount no_more_in_copies(const BackupJob& job) const { return after_first(job.gone(flow_)); }

  [[nodiscard]] std::uint64_t first() const { return first_; }
  [[nodiscard]] std::uint64_t end() const { return end_; }
  /// Of the documents that the volume lost and a restore has to bring back, how many are newer than this one; nothing if
  /// this one is none of them.
  [[nodiscard]] std::optional<std::uint64_t> newer_to_restore(std::uint64_t number) const;

 private:
  /// What the volume holds, or would hold if it were restored.
  [[nodiscard]] Amount in_use() const { return on_volume_ + in_memory_ + in_copies_only_; }
  /// Of so many from the first one ever on, those that have not left.
  [[nodiscard]] Amount after_first(const FileAmount& ever) const;
  /// Documents whose last copies are gone, and that have not left nor been lost.
  struct Gone {
    Amount oldest;
    Amount others;
    std::vector<std::pair<double, Amount>>
        between;   // of these, by the time after which they were acknowledged
    double since;  // the oldest of them was acknowledged
    double until;  // and the newest of `oldest`
    FromBefore before;
    FromBefore uncopied;  // before the run: no copy has gone
    [[nodiscard]] Amount all() const { return oldest + others + before.amount; }
  };
  [[nodiscard]] Gone without_copies() const;
  [[nodiscard]] Gone with_files_from_before(Gone gone) const;
  void lose_gone(const Gone& gone);
  void report_left(const Shelf::Left& left);
  void report_lost(Reason reason, const Amount& gone, double oldest_acknowledged,
                   std::span<const Document> listed, double since_failure = 0,
                   const Amount& from_before = {});

  const Run& run_;
  FlowId flow_;
  Protections& protections_;
  Amount on_volume_;
  Amount in_memory_;
  Amount in_copies_only_;
  Amount lost_;
  Amount archived_;
  Amount deleted_;
  std::optional<KeepSettings> keep_;
  std::optional<Shelf> shelf_;
  double oldest_on_volume_ = 0;  // or in memory
  double oldest_in_copies_ = 0;
  std::function<BeforeWithoutCopies()> before_;
  bool volume_is_lost_ = false;  // and with it such files
  Amount told_gone_;
  std::uint64_t gone_with_volume_ = 0;
  std::uint64_t first_bytes_ = 0;  // of the documents before the first
  std::uint64_t first_ = 0;
  std::uint64_t end_ = 0;
  std::uint64_t restore_before_ = 0;  // documents with smaller numbers were on the volume that was lost
};

}  // namespace garoa
