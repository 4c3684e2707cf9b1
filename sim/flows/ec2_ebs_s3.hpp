// Flow 1: clients upload documents to an application on EC2, which persists them on EBS; a scheduled backup
// copies them to S3; every operation is logged; documents are downloaded on demand.
//
// An upload: the client's line -> the instance's network -> accept queue and worker -> CPU -> EBS write ->
// answer -> log record. A download of a recently uploaded document: accept queue and worker -> CPU -> EBS
// read -> network to the client -> log record.
//
// The application may run on several instances, each with a volume and a backup of its own (a site): a balancer spreads the
// uploads, a document stays at its site, and a download goes to the site that has the document.
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
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/client/client.hpp"
#include "models/ec2/balancer.hpp"
#include "sim/flows/ec2_site.hpp"
#include "sim/flows/flow.hpp"
#include "sim/flows/recent_documents.hpp"

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

struct SiteSettings {
  Reference app;
  Reference volume;
  Reference backup;
};

struct Ec2EbsS3Settings {
  FlowCommon common;
  std::vector<SiteSettings> sites;  // as many as the application has instances
  ClientSettings clients;
  std::optional<DownloadSettings> downloads;
  std::optional<PageCacheSettings> page_cache;  // there with acknowledge: before-fsync
  std::optional<RecoverySettings> recovery;
};

void read_ec2_ebs_s3(Ec2EbsS3Settings& settings, Fields& fields, Catalogue& catalogue,
                     const std::string& base_directory);

class Ec2EbsS3Flow final : public Flow {
 public:
  Ec2EbsS3Flow(const Run& run, PhysicalWorld& world, const Ec2EbsS3Settings& settings,
               const Calendar& calendar, const std::vector<Ec2Site::Parts>& sites);

  void begin(double end) override;
  [[nodiscard]] Open open() const override { return {open_uploads_, open_downloads_}; }
  [[nodiscard]] std::uint64_t kept() const override;
  [[nodiscard]] std::vector<NamedBurstiness> burstiness() const override;

  [[nodiscard]] Balancer& balancer() { return balancer_; }
  /// The site's volume has been lost.
  void volume_lost(std::size_t site);
  /// The site's instance has stopped abruptly.
  void instance_stopped(std::size_t site);
  /// Replaces and restores the site's lost volume, as the flow's recovery says; false if it has none.
  [[nodiscard]] Task<bool> recover(std::size_t site);
  /// What the copies of the site's backup hold now, for a restore.
  [[nodiscard]] Restore::Wanted in_copies(std::size_t site) const;

 private:
  Process take_uploads(std::unique_ptr<ArrivalProcess> arrivals);
  Process take_downloads(std::unique_ptr<ArrivalProcess> arrivals);
  Process upload(Document document);
  struct Attempt {
    std::size_t site = 0;
    Ec2Site::Lives began{};
    bool in_memory = false;  // written to the page cache only
  };
  [[nodiscard]] Attempt begin_attempt();
  /// One attempt, up to the document on the volume or in memory; gives why it failed, or nothing.
  Task<std::string_view> send(Document document, Attempt& attempt);
  void acknowledge(const Document& document, const Attempt& attempt);
  void reject(const Document& document, std::string_view reason);
  Process download(std::uint64_t request);
  void attribute_transfer(NameId phase, double alone, double took, NameId line, NameId network,
                          bool line_is_slower);
  void waited(NameId phase, NameId resource, double seconds);
  void download_failed(std::uint64_t request, std::string_view reason);
  void forget_newest(std::size_t site, std::uint64_t documents);
  /// The place of the wanted document among the remembered ones.
  [[nodiscard]] std::size_t wanted_place(std::uint64_t request) const;
  [[nodiscard]] bool all_volumes_lost() const;
  [[nodiscard]] double recent_documents() const {
    return settings_.downloads ? settings_.downloads->recent_documents : 0;
  }

  const Run& run_;
  PhysicalWorld& world_;
  const Ec2EbsS3Settings& settings_;
  const Calendar& calendar_;
  FlowId name_;
  std::deque<Ec2Site> sites_;
  Balancer balancer_;
  ClientGroup clients_;
  SizeModel sizes_;
  Stream size_stream_;
  Stream download_stream_;
  NameId upload_phase_;
  NameId download_phase_;
  UploadRetries retries_;
  RecentDocuments recent_;
  std::uint64_t open_uploads_ = 0;
  std::uint64_t open_downloads_ = 0;
  BurstinessMeter upload_burstiness_;
  BurstinessMeter download_burstiness_;
};

}  // namespace garoa
