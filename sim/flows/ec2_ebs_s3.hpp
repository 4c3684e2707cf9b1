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
// A client with a time-out that gives up cancels its transfer: what is sent by then counts, its line and the instance's network are
// the others'. The application takes the connection of one that has gone out of its backlog and drops it; what it has
// received it computes and writes, and the space stays taken; a download's bytes count as far as they have come.
//
// Every wait is attributed to the resource that caused it. A transfer's time without competition belongs to
// the slower of both ends (normally the client's line). What it takes longer belongs to the client's line as far as the line's other
// transfers take it, and to the instance's network beyond that.
//
// When the volume is lost or the instance stops, requests fail, and acknowledged documents that are nowhere else
// are lost; every acknowledged document is accounted for. Clients try again what failed, as `retries` says. With
// `acknowledge: before-fsync` the application answers when the document is in the page cache: an abrupt stop then
// loses what was not written back. With `recovery` a lost volume is replaced and restored from the backup's copies or
// snapshots; uploads are turned away until then, or until the new volume is there (`online`). A volume made from a
// snapshot is slow where a document is read first. What no snapshot keeps any more when it is wanted is lost too.
// After an outage of its zone a site waits, or is built anew in another zone (`recovery.another_zone`): the volume in the zone is given
// up with what has no copy; instance, volume and switch-over take their time.
// Documents leave the volume as its `keep` says (models/ebs/keep_settings.hpp); clients then want those that are there.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/client/client.hpp"
#include "models/ec2/balancer.hpp"
#include "sim/flows/ec2_ebs_s3_settings.hpp"
#include "sim/flows/ec2_site.hpp"
#include "sim/flows/flow.hpp"
#include "sim/flows/open_downloads.hpp"
#include "sim/flows/recent_documents.hpp"

namespace garoa {

class Ec2EbsS3Flow final : public Flow {
 public:
  Ec2EbsS3Flow(const Run& run, PhysicalWorld& world, const Ec2EbsS3Settings& settings,
               const Calendar& calendar, const std::vector<Ec2Site::Parts>& sites);

  void begin(double end) override;
  [[nodiscard]] Open open() const override { return {clients().open(), downloads_.count()}; }
  [[nodiscard]] DocumentAmount kept() const override;
  [[nodiscard]] std::vector<NamedBurstiness> burstiness() const override;

  void volume_lost(const std::string& volume, double since_failure) override;
  [[nodiscard]] Task<bool> recover(const std::string& volume,
                                   std::optional<Restore::Noticed> noticed) override;
  [[nodiscard]] std::optional<Move> move_from(const std::string& instance) const override;
  void instance_stopped(const std::string& instance) override;
  [[nodiscard]] std::optional<Restore::Wanted> in_copies(const std::string& backup) const override;

  [[nodiscard]] Balancer& balancer() { return balancer_; }

 private:
  Process clear_out(std::size_t site, double end);
  Process take_downloads(std::unique_ptr<ArrivalProcess> arrivals);
  Task<std::optional<UploadFailure>> attempt(Upload& upload) override;
  /// Where a try went.
  struct Attempt {
    std::size_t site = 0;
    Ec2Site::Lives began{};
    DocumentLedger::Place place = DocumentLedger::Place::volume;
  };
  /// Up to the document on the volume or in memory; gives why it failed, or nothing.
  Task<std::optional<Reason>> send(const Upload& upload, Attempt& attempt);
  void acknowledge(const Document& document, const Attempt& attempt);
  Process download(std::uint64_t request);
  /// A document that a client wants, and what becomes of it.
  struct Fetch {
    std::uint64_t request;
    Patience* patience;  // null: it has no end
    std::uint64_t bytes = 0;
  };
  /// Until the client has the document; gives why it has not, or nothing.
  [[nodiscard]] Task<std::optional<Reason>> fetch(Fetch& fetch);
  /// Bytes between a client's line and the instance.
  struct Load {
    std::uint64_t client;
    std::uint64_t bytes;
    ClientGroup::Direction direction;
    Patience* patience;
  };
  /// Gives how many were carried: less than all if the client gave up.
  [[nodiscard]] Task<std::uint64_t> carry(Ec2Instance& app, const Load& load);
  void waited(NameId phase, NameId resource, double seconds, double queueing);
  void served(NameId phase, NameId resource, double seconds) { waited(phase, resource, seconds, 0); }
  void queued(NameId phase, NameId resource, double seconds) { waited(phase, resource, seconds, seconds); }
  void forget_lost(std::size_t site);
  /// The sites whose resource of a kind has this name.
  [[nodiscard]] std::vector<std::size_t> sites_with(Reference SiteSettings::*kind,
                                                    const std::string& name) const;
  /// A document that a client wants.
  struct Wanted {
    std::uint64_t bytes;
    std::size_t site;
    std::optional<std::uint64_t> number;  // in the site's ledger; none: it is from before the run
    std::size_t place = 0;                // among the remembered ones, with that number
    DocumentId id = 0;
  };
  [[nodiscard]] std::optional<Wanted> wanted(std::uint64_t request) const;
  /// The one that has so many newer ones from before the run; nothing if there are not so many.
  [[nodiscard]] std::optional<Wanted> wanted_from_before(std::uint64_t newer) const;
  [[nodiscard]] std::uint64_t documents_before(const Ec2Site& site) const;
  /// Must the document be fetched from the volume's snapshot?
  [[nodiscard]] bool first_read(const Wanted& wanted);
  [[nodiscard]] bool all_volumes_lost() const;
  [[nodiscard]] double recent_documents() const {
    return settings_.downloads ? settings_.downloads->recent_documents : 0;
  }

  PhysicalWorld& world_;
  const Ec2EbsS3Settings& settings_;
  const Calendar& calendar_;
  std::deque<Ec2Site> sites_;
  Balancer balancer_;
  ClientGroup lines_;
  SizeModel sizes_;
  Stream download_stream_;
  Stream before_stream_;
  NameId upload_phase_;
  NameId download_phase_;
  RecentDocuments recent_;
  OpenDownloads downloads_;
  BurstinessMeter download_burstiness_;
};

}  // namespace garoa
