// A restore of a bucket from its replicas: they are copied back by S3 itself, one request an object.
//
// Modelled: notice and decision, the start of the tool, listing (of as many objects as the original has), retrieval from archive classes
// before the first copy, copies as many at once as the tool makes, at the limits and latencies of a bucket like the original, which is
// made for it; refusals and the tool's retries; bytes from another region on the bill. A copy that is given up is missing afterwards.
// Not modelled: events of the new objects, which would be worked on once more; permissions to be switched over; storage of what is brought
// back.
#pragma once

#include <cstdint>

#include "models/restore/restore.hpp"
#include "models/s3/s3.hpp"
#include "models/s3_client/s3_client.hpp"

namespace garoa {

class ReplicaRestore final : public Restore {
 public:
  /// `original` has a replication.
  ReplicaRestore(const Run& run, RestoreSettings settings, Bucket& original, Names names);

  [[nodiscard]] bool is_back(std::uint64_t newer) const override;
  [[nodiscard]] bool serves_at_once() const override { return false; }
  [[nodiscard]] bool has_source() const override { return true; }
  void finish(MetricSink& metrics) override { client_.finish(metrics); }

 private:
  [[nodiscard]] Task<> provision() override;
  [[nodiscard]] Task<> copy_all() override;
  [[nodiscard]] Task<> copy_objects();
  Process copy(ServerPool::Place place, std::uint64_t object);
  [[nodiscard]] std::uint64_t bytes_of(std::uint64_t object) const;
  void bill() const;
  /// As they came; what a lifecycle does to them is left out.
  [[nodiscard]] StorageClass class_of_replicas() const;

  Bucket& original_;
  Bucket target_;
  S3Client client_;
  NameId start_up_name_;
  std::uint64_t back_ = 0;
  std::uint64_t bytes_back_ = 0;
};

}  // namespace garoa
