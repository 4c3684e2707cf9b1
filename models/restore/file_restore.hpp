// A restore from file copies: what a bucket holds goes back to a volume, or to another bucket.
//
// Modelled: notice and decision, provisioning, listing of the bucket, retrieval of what lies in an archive class
// (all at once, before the first file; of a bucket that holds more than is wanted, the coldest objects count as
// wanted), then for each file the tool's CPU time (one file at a time), GET requests (latency, then the bytes at
// the rate of a connection or the instance's network; a large file in ranges), and the write to the volume;
// `concurrency` requests at once. It shares instance, network, NAT gateways, volume and the bucket's limits with
// whoever else uses them. A file whose GET was given up is missing afterwards. With `verify`, everything is read
// back from the volume. To a bucket, the bytes pass the host twice, GET and PUT; with `server_side` they do not:
// S3 copies, one request an object.
// For R_p, clients want recent documents, as downloads do.
// Not modelled: the sizes of the single files (they count as equal: the sums of files, requests and bytes are exact,
// and with them the time, up to its last file).
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "models/ebs/ebs.hpp"
#include "models/restore/restore.hpp"
#include "models/s3/s3.hpp"
#include "models/vpc/s3_connections.hpp"
#include "sim/engine/wait_group.hpp"

namespace garoa {

class FileRestore final : public Restore {
 public:
  /// Where it is done. Instance: where the tool runs. One of volume and bucket is the goal.
  struct Site {
    Ec2Instance& instance;
    EbsVolume* volume;
    Bucket* bucket;
    bool server_side;
  };

  FileRestore(const Run& run, PhysicalWorld& world, RestoreSettings settings, Bucket& source, Vpc& vpc,
              Site site, Names names);

  [[nodiscard]] bool is_back(std::uint64_t newer) const override;
  /// Only what has been written to it already.
  [[nodiscard]] bool serves_at_once() const override { return false; }
  [[nodiscard]] bool has_source() const override { return true; }

 private:
  [[nodiscard]] Task<> provision() override;
  [[nodiscard]] Task<> copy_all() override;
  Process work_on_files(ServerPool::Place place);
  Process read_back(ServerPool::Place place);
  [[nodiscard]] Task<bool> fetch(std::uint64_t file, std::uint64_t bytes);
  [[nodiscard]] Task<bool> write(std::uint64_t file, std::uint64_t bytes);
  [[nodiscard]] Task<> thaw();
  Process retrieve(ObjectStore::Held archived, WaitGroup& retrievals);
  [[nodiscard]] StorageClass class_of(std::uint64_t file) const;
  [[nodiscard]] Task<> use_agent();
  [[nodiscard]] Task<> all_idle();
  void file_is_back(std::uint64_t bytes);
  [[nodiscard]] std::uint64_t bytes_of(std::uint64_t file) const;
  [[nodiscard]] std::uint64_t needed_for_share() const;

  Bucket& source_;
  Site site_;
  NameId agent_name_;
  ServerPool workers_;
  ServerPool agent_;
  std::optional<S3Connections> connections_;

  /// Of the wanted bytes, the oldest first.
  struct Stretch {
    StorageClass storage_class;
    std::uint64_t bytes;
  };
  std::vector<Stretch> stretches_;
  std::uint64_t next_ = 0;       // file to be fetched
  std::uint64_t next_read_ = 0;  // file to be read back
  std::uint64_t back_ = 0;
  std::uint64_t bytes_back_ = 0;
  double fetching_ = 0;  // seconds, summed over requests
  double writing_ = 0;   // likewise
};

}  // namespace garoa
