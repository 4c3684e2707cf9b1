// A restore from file copies: what a bucket holds goes back to a volume, or to another bucket.
//
// Modelled: notice and decision, provisioning, the start of the tool, listing of the bucket, retrieval of what lies in an
// archive class (all at once, before the first file; of a bucket that holds more than is wanted, the newest objects count as
// wanted: what is on the volume came last), then the files as the tool fetches them (models/s3_client): a large file in ranges
// side by side. What has come
// waits in memory for its way to the volume while the tool goes on, until so much is dirty that it writes itself
// (models/page_cache: `limit`). A file is back when the tool has it; the restore ends when all of them are on the volume. It
// shares instance, network, NAT gateways, volume and the bucket's limits with whoever else uses them. A file whose GET was
// given up is missing until the tool is started again. With `verify`, everything is read back from the volume. To a bucket,
// the bytes, which stay as compressed as they are, pass the host twice, GET and PUT; with `server_side` they do not:
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
#include "models/s3_client/s3_client.hpp"
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
  void finish(MetricSink& metrics) override;

 private:
  [[nodiscard]] Task<> provision() override;
  [[nodiscard]] Task<> copy_all() override;
  [[nodiscard]] bool goes_on() const override { return true; }
  /// A file that is on its way to the volume.
  struct Landing final : S3FileBytes {
    Landing(FileRestore& owner, std::uint64_t number) : restore{owner}, file{number} {}
    [[nodiscard]] Task<> handle(S3Part part) override { return restore.write(*this, part); }
    FileRestore& restore;
    std::uint64_t file;
    double writing = 0;  // s, of the parts that the tool wrote itself
    std::uint32_t parts = 0;
  };
  [[nodiscard]] Task<> copy_files();
  [[nodiscard]] Task<> read_all_back();
  Process bring_back(ServerPool::Place place, std::uint64_t file);
  Process read_back(ServerPool::Place place);
  [[nodiscard]] S3File file_of(Bucket& bucket, std::uint64_t file, Purpose purpose) const;
  [[nodiscard]] Task<bool> to_volume(std::uint64_t file);
  [[nodiscard]] Task<bool> to_bucket(std::uint64_t file);
  [[nodiscard]] Task<> write(Landing& landing, S3Part part);
  [[nodiscard]] Task<> write_through(std::uint64_t file, S3Part part);
  Process write_behind(std::uint64_t file, S3Part part);
  [[nodiscard]] Task<> thaw();
  Process retrieve(ObjectStore::Held archived, WaitGroup& retrievals);
  [[nodiscard]] StorageClass class_of(std::uint64_t file) const;
  [[nodiscard]] Task<> all_idle();
  void file_is_back(std::uint64_t bytes);
  [[nodiscard]] std::uint64_t bytes_of(std::uint64_t file) const;
  [[nodiscard]] std::uint64_t needed_for_share() const;

  Bucket& source_;
  Site site_;
  NameId start_up_name_;
  std::optional<S3Connections> connections_;
  std::optional<S3Client> client_;

  /// Of the wanted bytes, the oldest first.
  struct Stretch {
    StorageClass storage_class;
    std::uint64_t bytes;
  };
  std::vector<Stretch> stretches_;
  /// Files to fetch: all of them at first, then those that were left out.
  std::optional<std::vector<std::uint64_t>> left_out_;
  WaitGroup behind_;  // writes that the tool does not wait for
  std::uint64_t dirty_ = 0;
  std::uint64_t dirty_limit_;
  std::uint64_t next_read_ = 0;  // file to be read back
  std::uint64_t back_ = 0;
  std::uint64_t bytes_back_ = 0;
  double fetching_ = 0;  // seconds, summed over requests
  double writing_ = 0;   // likewise
};

}  // namespace garoa
