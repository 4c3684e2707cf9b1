// One instance of Flow 1's application with its volume, the backups of that volume, and the documents on it.
//
// A flow has one site, or as many as its application has instances. A document stays at the site that it was uploaded
// to. What a loss of the volume or a stop of the instance destroys is told here, and restored here. Sites of several flows
// may share a volume: its backups are those of all of them, and one that has no recovery gets its documents back with those of one that has.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "models/backup/protections.hpp"
#include "models/cloudwatch_logs/log_agent.hpp"
#include "models/ebs/ebs.hpp"
#include "models/ec2/ec2.hpp"
#include "models/page_cache/page_cache.hpp"
#include "models/restore/restore.hpp"
#include "sim/flows/document_ledger.hpp"
#include "sim/flows/shelf.hpp"

namespace garoa {

class Ec2Site;

/// Those that share a volume, in the order of building.
using SitesOfVolume = std::vector<Ec2Site*>;

class Ec2Site {
 public:
  struct Parts {
    Ec2Instance& app;
    EbsVolume& volume;
    LogAgent* logs;                    // null: operations are not logged
    std::vector<BackupJob*> backups;   // of the volume; none: no second copy
    std::vector<Restore*> recoveries;  // one for each of the first backups; none: a lost volume stays lost
    SitesOfVolume& sharing;            // it adds itself
    /// Of the documents from before the run on the volume, the flow's.
    struct Share {
      double documents = 0;
      double bytes = 0;
    };
    Share before = {};
  };
  Ec2Site(const Run& run, const Parts& parts, const std::optional<PageCacheSettings>& page_cache,
          FlowId flow);
  Ec2Site(const Ec2Site&) = delete;
  Ec2Site& operator=(const Ec2Site&) = delete;

  [[nodiscard]] Ec2Instance& app() const { return parts_.app; }
  [[nodiscard]] EbsVolume& volume() const { return parts_.volume; }
  void begin(NameId flow, double end);
  /// Writes a log record. `document`: whose way it tells a part of.
  void log(DocumentKey document = no_document);

  /// What a request relies on. It fails when one of them does meanwhile.
  struct Lives {
    std::uint64_t volume;
    std::uint64_t instance;
  };
  [[nodiscard]] Lives lives() const { return {parts_.volume.life(), parts_.app.life()}; }
  /// Why a request that began in these lives cannot go on; nothing if it can.
  [[nodiscard]] std::optional<Reason> broken(const Lives& began) const;

  /// May the document stay in memory until it is written back?
  [[nodiscard]] bool takes_into_memory(const Document& document) const;
  /// The document was acknowledged; gives its number in the ledger, or nothing if it is lost already.
  [[nodiscard]] std::optional<std::uint64_t> keep(const Document& document, const Lives& began,
                                                  DocumentLedger::Place place);

  /// What has the age leaves the volume; false if nothing does.
  bool clear_out();
  /// The volume has been lost: what is on it and has no copy is lost.
  void volume_lost(double since_failure);
  /// The instance has stopped abruptly: what is in its memory and has no copy is lost.
  void instance_stopped();
  /// Replaces and restores the lost volume; false if there is nothing to do it with. `online`: uploads are taken as soon as
  /// the new volume is there; by default if what is restored from can be used at once. `recent`: see Restore::Wanted. What has
  /// no copy any more is lost.
  /// `noticed`: in another zone, where the instance serves as soon as uploads are taken.
  [[nodiscard]] Task<bool> recover(std::optional<bool> online, double recent,
                                   std::optional<Restore::Noticed> noticed);
  /// Why the document of this number cannot be read; nothing if it can.
  [[nodiscard]] std::optional<Reason> unreadable(std::uint64_t number) const;
  /// The same of one from before the run.
  [[nodiscard]] std::optional<Reason> unreadable_from_before() const;
  /// Of the documents from before the run, the share that has neither left the volume nor was lost with it.
  [[nodiscard]] double share_from_before() const;

  /// What the job's copies hold now of the flow's documents, for a restore; with the volume's data from before the run if the job is
  /// the flow's.
  [[nodiscard]] Restore::Wanted in_copies(const BackupJob& job, double recent) const;
  [[nodiscard]] const Protections& protections() const { return protections_; }
  [[nodiscard]] const DocumentLedger& ledger() const { return ledger_; }

 private:
  /// With what the copies hold of the volume's data from before the run. Of that, documents that no job has copied yet are none that a
  /// restore could bring back, as those of the run; files from before the scenario's start are.
  [[nodiscard]] Restore::Wanted with_data_from_before(const BackupJob::FromBefore& before,
                                                      const DocumentLedger::Amount& documents,
                                                      double recent) const;

  /// Which recovery's backup holds most of the flow's documents now.
  [[nodiscard]] std::size_t fullest() const;
  /// Files from before the run that no backup of the volume has copied, or has a copy of.
  [[nodiscard]] BackupJob::FromBefore from_before() const;
  [[nodiscard]] DocumentLedger::BeforeWithoutCopies before_without_copies() const;
  /// Of the data from before the run, what no copy holds is gone with the volume. The first on it does this for all.
  void lose_from_before();
  /// The rest of it is on the volume again, or not so.
  void data_from_before_is_back(bool back);
  void documents_are_back(bool from_copies);
  /// Documents from before the run have their first copies.
  void tell_copied();
  /// Of the volume's documents from before the run, so many in the order in which they came: the flow's.
  [[nodiscard]] std::uint64_t share_of(std::uint64_t documents) const;
  /// The flow's of so many of these documents; the first on the volume has the other files.
  enum class Counted { documents, all_files };
  [[nodiscard]] DocumentLedger::Amount part_of(const FileAmount& before, Counted counted) const;
  /// Is it the first of those on the volume that have a recovery?
  [[nodiscard]] bool leads() const;
  /// In copies only; for the one that leads, with those of sites on the volume that have no recovery.
  [[nodiscard]] DocumentLedger::Amount to_bring_back() const;
  /// Of the same documents, those whose copies were gone when the volume was lost.
  [[nodiscard]] std::uint64_t gone_with_volume() const;
  /// They are back. What no copy holds any more is lost.
  void brought_back(bool from_copies);

  /// On the volume, as long as it was not lost.
  [[nodiscard]] FileAmount documents_from_before() const;
  /// Files from before the run leave like others.
  [[nodiscard]] bool clear_out_initial();
  /// May so many of them leave? Where there are backups, those that have had copies may, in the archive if there is one.
  [[nodiscard]] bool have_copies(std::uint64_t files) const;

  const Run& run_;
  Parts parts_;
  std::optional<Shelf> initial_shelf_;
  FileAmount staying_files_;  // of the data from before the run, those that do not leave
  Protections protections_;
  DocumentLedger ledger_;
  double oldest_before_;                  // when the oldest of the data from before the run came
  Bytes staying_;                         // of it, on the volume and no documents
  std::uint64_t waiting_before_ = 0;      // documents from before the run without a copy, as far as told
  bool lost_before_ = false;              // the volume
  BackupJob::FromBefore before_at_loss_;  // of the first on the volume, for all
  double kept_share_ = 1;   // of the documents from before the run that were on it, what has a copy
  std::size_t source_ = 0;  // which backup a lost volume is restored from: the one that had most of it
  std::optional<PageCache> cache_;
};

}  // namespace garoa
