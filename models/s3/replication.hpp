// Replication of a bucket's objects into another bucket, in the same or another region: new ones, and on demand those
// that are there from the start (existing_copy.hpp).
//
// Modelled: the delay from the upload to the replica (lognormal; with Replication Time Control 99.99 % within
// 15 min), which ends with a GET at the source's door and a PUT at one that is alike (door.hpp): limits, KMS, outages of the source hold S3
// itself up too, which asks again until it is served; the replica's PUT and storage in the class that uploads to the source have, bytes read
// from a dearer class, data transfer between regions, the fee of time control. AWS bills no GET of its own.
// Not modelled: larger delays of large objects, parts, replicas of deletions, backlogs, lifecycle rules of the replica's bucket, its
// key's monthly price, KMS calls of copies of what is there from the start.
//
// Needs versioning; the region is one of the catalogue. Figures: models/s3/s3.yaml. Source: S3 user guide, replication-time-control.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "models/measured.hpp"
#include "models/s3/door.hpp"
#include "models/s3/existing_copy.hpp"
#include "models/s3/object_store.hpp"
#include "models/s3/replication_settings.hpp"
#include "sim/core/statistics.hpp"

namespace garoa {

class Replication {
 public:
  /// `bucket` has a replication, `source` is its door; they outlive this.
  Replication(const Run& run, const BucketSettings& bucket, S3Door& source, Kms* kms);

  /// A new object is in the bucket. That a document which came from outside has its replica is reported as
  /// events::DocumentReplicated. What was there before the run, on a volume, comes once.
  enum class Origin { outside, function, before_the_run };
  void start(const Document& document, Origin origin) { run_.simulator.start(replicate(document, origin)); }
  struct Held {
    std::uint64_t objects = 0;
    std::uint64_t bytes = 0;
  };
  /// All complete replicas.
  [[nodiscard]] Held held() const;
  void sample();
  /// `metrics` are the bucket's.
  void finish(const MetricsOf& metrics) const;

 private:
  Process follow_days();
  Process replicate(Document document, Origin origin);
  /// Until it is served.
  [[nodiscard]] Task<> ask(S3Door& door, S3Request request);
  void sample_existing();
  void bill(NameId resource, Meter meter, std::uint64_t units, std::uint64_t one_off = 0);

  const Run& run_;
  const ReplicationSettings& settings_;
  S3Door& source_door_;
  StorageClass source_class_;  // of new objects
  BucketSettings replica_settings_;
  S3Door replica_door_;
  std::string path_;
  Stream stream_;
  NameId source_;
  NameId replica_;
  Spread delays_;
  Counted late_;
  Counted retries_;  // of requests that were refused
  std::uint64_t pending_ = 0;
  ObjectStore replicas_;
  double unbilled_byte_seconds_ = 0;  // of copies of what was there from the start
  struct Unbilled {
    std::uint64_t puts = 0;  // of copies of what was there from the start
    std::uint64_t bytes = 0;
  };
  Unbilled unbilled_;
  Unbilled one_offs_;  // of them
  std::optional<ExistingCopy> existing_;
  ExistingCopy::Progress sampled_{};
};

}  // namespace garoa
