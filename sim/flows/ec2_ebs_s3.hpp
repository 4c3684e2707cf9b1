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
// When the volume is lost, requests fail and acknowledged documents without a copy are lost; every acknowledged
// document is accounted for. Clients try again what failed, as `retries` says.
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
#include "sim/flows/flow.hpp"
#include "sim/flows/kept_documents.hpp"

namespace garoa {

struct DownloadSettings {
  ArrivalSettings arrivals;
  /// Mean distance of the wanted document from the newest one, in documents (exponential).
  double recent_documents = 1;
};

struct Ec2EbsS3Settings {
  FlowCommon common;
  Reference app;
  Reference volume;
  Reference backup;
  ClientSettings clients;
  std::optional<DownloadSettings> downloads;
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
  };
  Ec2EbsS3Flow(const Run& run, PhysicalWorld& world, const Ec2EbsS3Settings& settings,
               const Calendar& calendar, Parts parts);

  void begin(double end) override;
  [[nodiscard]] Open open() const override { return {open_uploads_, open_downloads_}; }
  [[nodiscard]] std::uint64_t kept() const override { return kept_.kept(); }
  [[nodiscard]] std::vector<NamedBurstiness> burstiness() const override;

  /// The volume has been lost: what is on it and has no copy is lost.
  void volume_lost();

 private:
  Process take_uploads(std::unique_ptr<ArrivalProcess> arrivals);
  Process take_downloads(std::unique_ptr<ArrivalProcess> arrivals);
  Process upload(Document document);
  /// What a request relies on. It fails when one of them does meanwhile.
  struct Lives {
    std::uint64_t volume;
  };
  [[nodiscard]] Lives lives() const { return {parts_.volume.life()}; }
  /// Why a request that began in these lives cannot go on; empty if it can.
  [[nodiscard]] std::string_view broken(const Lives& began) const;
  /// One attempt, up to the document on the volume; gives why it failed, or nothing.
  Task<std::string_view> send(Document document, Lives began);
  void acknowledge(const Document& document, const Lives& began);
  void reject(const Document& document, std::string_view reason);
  Process download(std::uint64_t request);
  void attribute_transfer(NameId phase, double alone, double took, NameId line, NameId network,
                          bool line_is_slower);
  void waited(NameId phase, NameId resource, double seconds);
  void log();
  void download_failed(std::uint64_t request, std::string_view reason);

  /// The documents that were acknowledged last.
  struct Stored {
    DocumentId id;
    std::uint64_t bytes;
  };
  void remember(const Document& document);
  [[nodiscard]] const Stored& recent(std::uint64_t request) const;
  void forget_recent();

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
  UploadRetries retries_;
  std::vector<Stored> recent_;
  std::uint64_t remembered_ = 0;
  std::uint64_t open_uploads_ = 0;
  std::uint64_t open_downloads_ = 0;
  BurstinessMeter upload_burstiness_;
  BurstinessMeter download_burstiness_;
};

}  // namespace garoa
