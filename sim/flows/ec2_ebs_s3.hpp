// Flow 1: clients upload documents to an application on EC2, which persists them on EBS; a scheduled backup
// copies them to S3; every operation is logged; documents are downloaded on demand.
//
// An upload: the client's line -> the instance's network -> accept queue and worker -> CPU -> EBS write ->
// answer -> log record. A download of a recently uploaded document: accept queue and worker -> CPU -> EBS
// read -> network to the client -> log record.
//
// Every wait is attributed to the resource that caused it. A transfer's time without competition belongs to
// the slower of both ends (normally the client's line), what it takes longer to the instance's network.
//
// When the volume is lost or the instance stops, requests fail, and acknowledged documents that are nowhere else
// are lost; every acknowledged document is accounted for. Clients try again what failed, as `retries` says. With
// `acknowledge: before-fsync` the application answers when the document is in the page cache: an abrupt stop then
// loses what was not written back. With `recovery` a lost volume is replaced and restored from the backup's copies or
// snapshots; uploads are turned away until then, or until the new volume is there (`online`). A volume made from a
// snapshot is slow where a document is read first. What no snapshot keeps any more when it is wanted is lost too.
// Not modelled: deletion of documents.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/backup/backup_job.hpp"
#include "models/client/client.hpp"
#include "models/cloudwatch_logs/cloudwatch_logs.hpp"
#include "models/ebs/ebs.hpp"
#include "models/ec2/ec2.hpp"
#include "models/page_cache/page_cache.hpp"
#include "models/restore/restore.hpp"
#include "sim/flows/flow.hpp"
#include "sim/flows/kept_documents.hpp"

namespace garoa {

struct DownloadSettings {
  ArrivalSettings arrivals;
  /// Mean distance of the wanted document from the newest one, in documents (exponential).
  double recent_documents = 1;
};

/// When the application answers an upload.
enum class Acknowledge { after_fsync, before_fsync };

template <>
struct EnumNames<Acknowledge> {
  static constexpr std::string_view kind = "moment of acknowledgement";
  static constexpr std::array names{std::pair{std::string_view{"after-fsync"}, Acknowledge::after_fsync},
                                    std::pair{std::string_view{"before-fsync"}, Acknowledge::before_fsync}};
};

struct RecoverySettings {
  RestoreSettings restore;
  std::optional<bool> online = {};  // none: if what is restored from can be used at once
};

struct Ec2EbsS3Settings {
  FlowCommon common;
  Reference app;
  Reference volume;
  Reference backup;
  ClientSettings clients;
  std::optional<DownloadSettings> downloads;
  std::optional<PageCacheSettings> page_cache;  // there with acknowledge: before-fsync
  std::optional<RecoverySettings> recovery;
};

void read_ec2_ebs_s3(Ec2EbsS3Settings& settings, Fields& fields, Catalogue& catalogue,
                     const std::string& base_directory);

class Ec2EbsS3Flow final : public Flow {
 public:
  struct Parts {
    Ec2Instance& app;
    EbsVolume& volume;
    LogGroup* logs;     // null: operations are not logged
    BackupJob* backup;  // null: no second copy
    Restore* recovery;  // null: a lost volume stays lost
  };
  Ec2EbsS3Flow(const Run& run, PhysicalWorld& world, const Ec2EbsS3Settings& settings,
               const Calendar& calendar, Parts parts);

  void begin(double end) override;
  [[nodiscard]] Open open() const override { return {open_uploads_, open_downloads_}; }
  [[nodiscard]] std::uint64_t kept() const override { return kept_.kept(); }
  [[nodiscard]] std::vector<NamedBurstiness> burstiness() const override;

  /// The volume has been lost: what is on it and has no copy is lost.
  void volume_lost();
  /// The instance has stopped abruptly.
  void instance_stopped();
  /// Replaces and restores the lost volume, as the flow's recovery says; false if it has none.
  [[nodiscard]] Task<bool> recover();
  /// What its backup's copies hold now, for a restore.
  [[nodiscard]] Restore::Wanted in_copies() const;

 private:
  Process take_uploads(std::unique_ptr<ArrivalProcess> arrivals);
  Process take_downloads(std::unique_ptr<ArrivalProcess> arrivals);
  Process upload(Document document);
  /// What a request relies on. It fails when one of them does meanwhile.
  struct Lives {
    std::uint64_t volume;
    std::uint64_t instance;
  };
  struct Attempt {
    Lives began;
    bool in_memory = false;  // written to the page cache only
  };
  [[nodiscard]] Lives lives() const { return {parts_.volume.life(), parts_.app.epoch()}; }
  /// Why a request that began in these lives cannot go on; empty if it can.
  [[nodiscard]] std::string_view broken(const Lives& began) const;
  /// One attempt, up to the document on the volume or in memory; gives why it failed, or nothing.
  Task<std::string_view> send(Document document, Attempt& attempt);
  void acknowledge(const Document& document, const Attempt& attempt);
  void reject(const Document& document, std::string_view reason);
  Process download(std::uint64_t request);
  void attribute_transfer(NameId phase, double alone, double took, NameId line, NameId network,
                          bool line_is_slower);
  void waited(NameId phase, NameId resource, double seconds);
  void log();
  void download_failed(std::uint64_t request, std::string_view reason);

  static constexpr std::size_t remembered_documents = 65'536;
  /// The documents that were acknowledged last.
  struct Stored {
    DocumentId id;
    std::uint64_t bytes;
    bool cold = false;  // of the volume's predecessor, and nobody has read it yet
  };
  void remember(const Document& document);
  /// The place of the wanted document among the remembered ones, counted from the oldest.
  [[nodiscard]] std::size_t wanted_place(std::uint64_t request) const;
  /// Is the remembered document, still in its place, read for the first time since its volume was lost?
  [[nodiscard]] bool first_read(std::size_t place, DocumentId id);
  /// Documents that are gone, the newest ones.
  void forget_newest(std::uint64_t documents);
  /// Why the document at this place among the remembered ones cannot be read; empty if it can.
  [[nodiscard]] std::string_view unreadable(std::size_t place) const;

  const Run& run_;
  PhysicalWorld& world_;
  const Ec2EbsS3Settings& settings_;
  const Calendar& calendar_;
  Parts parts_;
  ClientGroup clients_;
  SizeModel sizes_;
  Stream size_stream_;
  Stream download_stream_;
  NameId name_;
  NameId upload_phase_;
  NameId download_phase_;
  KeptDocuments kept_;
  std::optional<PageCache> cache_;
  /// Remembered documents that were there before the volume was lost, while they are being restored.
  std::size_t to_be_restored_ = 0;
  UploadRetries retries_;
  std::vector<Stored> recent_;
  std::uint64_t remembered_ = 0;
  std::uint64_t open_uploads_ = 0;
  std::uint64_t open_downloads_ = 0;
  BurstinessMeter upload_burstiness_;
  BurstinessMeter download_burstiness_;
};

}  // namespace garoa
