// One instance of Flow 1's application with its volume, the backup of that volume, and the documents on it.
//
// A flow has one site, or as many as its application has instances. A document stays at the site that it was uploaded
// to. What a loss of the volume or a stop of the instance destroys is told here, and restored here.
#pragma once

#include <cstdint>
#include <optional>

#include "models/backup/backup_job.hpp"
#include "models/cloudwatch_logs/log_agent.hpp"
#include "models/ebs/ebs.hpp"
#include "models/ec2/ec2.hpp"
#include "models/page_cache/page_cache.hpp"
#include "models/restore/restore.hpp"
#include "sim/flows/kept_documents.hpp"

namespace garoa {

class Ec2Site {
 public:
  struct Parts {
    Ec2Instance& app;
    EbsVolume& volume;
    LogAgent* logs;     // null: operations are not logged
    BackupJob* backup;  // null: no second copy
    Restore* recovery;  // null: a lost volume stays lost
  };
  Ec2Site(const Run& run, const Parts& parts, const std::optional<PageCacheSettings>& page_cache,
          NameId flow);

  [[nodiscard]] Ec2Instance& app() const { return parts_.app; }
  [[nodiscard]] EbsVolume& volume() const { return parts_.volume; }
  void begin(NameId flow);
  /// Writes a log record.
  void log();

  /// What a request relies on. It fails when one of them does meanwhile.
  struct Lives {
    std::uint64_t volume;
    std::uint64_t instance;
  };
  [[nodiscard]] Lives lives() const { return {parts_.volume.life(), parts_.app.epoch()}; }
  /// Why a request that began in these lives cannot go on; nothing if it can.
  [[nodiscard]] std::optional<Reason> broken(const Lives& began) const;

  /// May the document stay in memory until it is written back?
  [[nodiscard]] bool takes_into_memory(const Document& document) const;
  /// The document was acknowledged; false if it is lost already.
  [[nodiscard]] bool keep(const Document& document, const Lives& began, bool in_memory);

  /// The volume has been lost: what is on it and has no copy is lost. Gives how many of the newest documents are gone.
  [[nodiscard]] std::uint64_t volume_lost();
  /// The instance has stopped abruptly. Likewise.
  [[nodiscard]] std::uint64_t instance_stopped();
  /// Of the remembered documents, those before this number have to be restored.
  void await_restore_before(std::uint64_t number) { to_be_restored_ = number; }
  /// Replaces and restores the lost volume; nothing if there is nothing to do it with. `online`: uploads are taken as soon as
  /// the new volume is there; by default if what is restored from can be used at once. `recent`: see Restore::Wanted. Gives
  /// how many of the newest remembered documents are gone for good, since no copy is kept any more.
  [[nodiscard]] Task<std::optional<std::uint64_t>> recover(std::optional<bool> online, double recent);
  /// Why this one of the remembered documents cannot be read; nothing if it can.
  [[nodiscard]] std::optional<Reason> unreadable(std::uint64_t number) const;

  /// What the backup's copies hold now, for a restore.
  [[nodiscard]] Restore::Wanted in_copies(double recent) const;
  [[nodiscard]] std::uint64_t kept() const { return kept_.kept(); }

 private:
  const Run& run_;
  Parts parts_;
  KeptDocuments kept_;
  std::optional<PageCache> cache_;
  std::uint64_t to_be_restored_ = 0;
};

}  // namespace garoa
