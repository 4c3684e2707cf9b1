// The backup method aws-backup of an S3 bucket: recovery points in a vault.
//
// Modelled: a run copies the objects that no recovery point has, at AWS's rate of objects or of bytes, whichever takes longer
// (vault_copy_settings.hpp); the first one all that the bucket held at the start, and one that begins when no recovery point is left every
// version that the bucket then has, older ones too (AWS re:Post, how do I reduce costs for Amazon S3 backups). Events tell AWS Backup
// which objects are new, one each.
// The recovery point shows the bucket at the instant at which its run began; when it is complete, all documents are in it that were stored
// by then. A run that S3 answers with an error at its start fails; one that its completion window cancels leaves no recovery point, and what
// it asked S3 for is billed: a GET each, what their class takes for being read, and the calls of KMS. Every copy goes to its region and
// account in its turn, the first one whole, later ones incremental. Where the scenario began before the run, the vaults hold what the
// recovery points before it brought, as if each had been complete at once.
// Not modelled: that AWS Backup leaves out what is in GLACIER and DEEP_ARCHIVE; continuous backups (point in time), which AWS keeps for at
// most 35 days; outages that begin while a run is at work; deletions before an object's first recovery point; one run listing the bucket
// anew.
//
// Figures: models/backup/backup.yaml (bucket.*).
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "models/backup/backup_job.hpp"
#include "models/backup/bucket_vault.hpp"
#include "models/s3/s3.hpp"
#include "sim/engine/server_pool.hpp"

namespace garoa {

class BucketBackup final : public BackupJob {
 public:
  BucketBackup(const Run& run, BackupSettings settings, Bucket& bucket, NameId flow);

  /// An object is stored now.
  void add(const Document& document) override;
  [[nodiscard]] Unprotected unprotected(FlowId /*of*/) const override {
    return {pending_.objects, pending_.bytes};
  }
  // A bucket is not lost, and nothing is withdrawn from it before a rule does it.
  bool withdraw(const Document& /*document*/) override { return false; }
  void source_lost(FlowId /*of*/, const ComesBack& /*comes_back*/) override {}
  /// AWS copies the objects: no agent of the customer's is at work.
  void agent_crashed() override {}

  /// What is in no recovery point when the run begins.
  void tell_from_before() const;
  /// What a restore could bring back now.
  [[nodiscard]] BucketVault::Amount held() { return vault_.held(); }
  /// What the bucket holds and a recovery point showed, when none is left.
  [[nodiscard]] BucketVault::Amount no_more_held() const;

  void sample(double interval) override;
  void finish(MetricSink& metrics) override;

 private:
  struct Destination {
    Destination(const Run& run, const SnapshotRetention& retention, std::optional<double> in_bucket,
                const std::string& resource, const SnapshotCopySettings& copy);
    BucketVault vault;
    ServerPool at_once;
    NameId resource;
    bool leaves_region;
    bool leaves_account;
  };
  [[nodiscard]] Task<> attempt(Work& work) override;
  [[nodiscard]] double start_delay(double scheduled) const override;
  [[nodiscard]] Pending pending() const override { return {pending_.bytes, pending_.objects}; }
  /// What is read of one class.
  struct Reads {
    StorageClass from;
    bool one_off;
    std::uint64_t objects;
    std::uint64_t bytes;
  };
  /// What is asked for, the newest first: of each in the class that it is in now; what was there at the start is the oldest.
  [[nodiscard]] std::vector<Reads> reads_of(const BucketVault::Amount& wanted,
                                            const BucketVault::Amount& once) const;
  /// Asks S3 for the objects, for those once: the least seconds that takes, or nothing where it refuses.
  [[nodiscard]] Task<std::optional<double>> ask(const BucketVault::Amount& wanted,
                                                const BucketVault::Amount& once, Work& work);
  /// False if it is cancelled first.
  [[nodiscard]] Task<bool> carry(double seconds, const Work& work);
  /// What clients see there.
  [[nodiscard]] BucketVault::Amount current() const;
  [[nodiscard]] std::vector<BucketVault::CameAt> by_days(const std::vector<ObjectStore::OfDay>& versions,
                                                         double first_day) const;
  /// Of what was there at the scenario's start its age says when it came.
  [[nodiscard]] BucketVault::CameAt existing() const;
  void take_past(const PastPoints& past);
  void take_past(const PastPoints& past, BucketVault& vault) const;
  void keep_point(double point, const BucketVault::Amount& brought, BucketVault::Shows shows,
                  const std::vector<BucketVault::CameAt>& known);
  void tell_gone_later();
  void tell_without_point() const;
  /// What was there before the run, and is still.
  [[nodiscard]] BucketVault::Amount there_from_before() const;
  Process tell_when_gone();
  Process copy(Destination& destination, BucketVault::Amount brought, BucketVault::Amount once, double point);
  [[nodiscard]] BucketVault::Amount amount_of(std::uint64_t objects, std::uint64_t each) const;
  [[nodiscard]] BucketVault::Amount amount_of(const FileAmount& objects) const;

  Bucket& bucket_;
  std::string path_;
  NameId copy_name_;
  Stream start_stream_;
  BucketVault vault_;
  std::deque<Destination> destinations_;
  bool had_point_ = false;
  BucketVault::Amount pending_;  // that no recovery point has
  BucketVault::Amount initial_;  // of that, what was there at the scenario's start: no month repeats its copy
  BucketVault::Amount pending_before_;  // of that, from before a run that begins later
  BucketVault::Amount came_in_run_;
  Counted came_;  // objects
  Counted copied_bytes_;
  Spread lag_;  // from a recovery point's instant to the end of its copy
};

}  // namespace garoa
