// The backup method file-copy: copies files from a volume to a bucket.
//
// Modelled, as `aws s3 sync` and backup tools work. A run starts the tool, lists the bucket (the more it holds the longer it
// takes; or asks for the object of each file on the volume),
// walks over every file and directory on the volume, then copies what was acknowledged before its
// start and has no copy, and before that what was on the volume before the run; in mode `full` also what earlier runs copied, into objects
// of its own. How the tool sends a file
// is the S3 client's (models/s3_client); runs of a job that overlap share it. Each part is read from the volume before it
// is sent over the instance's network. With `pack`, small files are gathered until they reach that size and sent as one
// object, in one PUT; as many packs are under way as the tool has requests at once, and of all of them together as many
// files are read as it has files at once. The walk keeps an entry in memory for
// each file and directory; at the limit the tool is killed and the run fails ("out_of_memory"). It competes with
// the clients for volume, CPU and network. A file whose PUT was given up, or that a cancelled run did not reach,
// stays for the next attempt or run. When the agent crashes, so do all files of the runs at work that have no
// complete copy, and the parts of large ones that have arrived stay in the bucket; when the volume is lost, they are lost with it.
// With `compression` what is sent and stored is smaller than what is read, for processor time of its own.
// Not modelled: comparison of changed files (documents never change), deduplication, walk and
// copy at the same time, reads that the page cache saves.
//
// Memory: 24 bytes for each file that waits; in mode `full` for each file on the volume.
// Figures: models/backup/backup.yaml, models/s3/s3.yaml.
#pragma once

#include <boost/container/small_vector.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "models/backup/backup_job.hpp"
#include "models/backup/expiring_copies.hpp"
#include "models/backup/initial_files.hpp"
#include "models/backup/waiting_file.hpp"
#include "models/ebs/ebs.hpp"
#include "models/measured.hpp"
#include "models/s3/s3.hpp"
#include "models/s3_client/s3_client.hpp"
#include "models/vpc/s3_connections.hpp"
#include "sim/core/long_queue.hpp"
#include "sim/engine/wait_group.hpp"

namespace garoa {

class FileCopyBackup final : public BackupJob {
 public:
  FileCopyBackup(const Run& run, PhysicalWorld& world, BackupSettings settings, Ec2Instance& instance,
                 EbsVolume& volume, Bucket& bucket, Vpc& vpc, NameId flow);

  void add(const Document& document) override;
  [[nodiscard]] Unprotected unprotected(FlowId of) const override;
  bool withdraw(const Document& document) override;
  void source_lost(FlowId of, const ComesBack& comes_back) override;
  void lost_from_before(const FileAmount& newest, const FileAmount& oldest) override;
  void volume_restored(FlowId of) override;
  [[nodiscard]] FromBefore from_before() const override;
  [[nodiscard]] FileAmount gone(FlowId of) const override { return kept_.gone(place_of(of)); }
  [[nodiscard]] double gone_until(FlowId of) const override { return kept_.gone_until(place_of(of)); }
  [[nodiscard]] double archives_for() const override;
  void restored(std::uint64_t files) override { present_ += files; }
  void left(FlowId of, std::uint64_t documents, double acknowledged_before) override;
  void agent_crashed() override;
  void finish(MetricSink& metrics) override;

 private:
  struct Round;
  /// What becomes one object: a file, or several small ones.
  struct Shipment final : S3FileBytes {
    Shipment(FileCopyBackup& owner, const Round& attempt) : job{owner}, round{attempt} {}
    [[nodiscard]] Task<> handle(S3Part part) override { return job.read(*this, part); }
    void sent(S3Part part) override { arrived += part.bytes; }
    [[nodiscard]] bool wanted() const override { return !round.broken_off; }

    FileCopyBackup& job;
    const Round& round;
    boost::container::small_vector<WaitingFile, 1> files;  // nearly always one
    std::uint64_t bytes = 0;
    std::uint64_t arrived = 0;  // of the parts that are at S3
  };
  /// One attempt of a run: its files are not begun, under way, or done.
  struct Round {
    Work& work;
    LongQueue<WaitingFile> files;
    std::uint64_t initial = 0;  // files from before the run: they go first
    std::vector<Shipment*> under_way = {};
    bool broken_off = false;
    WaitGroup shipments;
    [[nodiscard]] bool is_empty() const { return files.empty() && initial == 0; }
  };

  void add_copies_from_before();
  [[nodiscard]] Task<> attempt(Work& work) override;
  [[nodiscard]] Pending pending() const override;
  void wait_for(const WaitingFile& file);
  [[nodiscard]] LongQueue<WaitingFile> take_files(const Work& work);
  [[nodiscard]] bool takes_initial_again(const Work& work) const {
    return copying().mode == CopyMode::full && work.attempts == 1 && volume_.holds_initial_data();
  }
  [[nodiscard]] std::uint64_t take_initial(const Work& work) {
    return takes_initial_again(work) ? initial_.take_again() : initial_.take();
  }
  /// What it has not begun of them waits.
  void leave_initial(Round& round);
  WaitingFile next_file(Round& round);
  void take_next(Shipment& shipment, Round& round);
  /// `object` holds its copy, alone or with others.
  void note_copy(WaitingFile file, const events::ObjectId& object);
  /// Lists and walks; gives why the attempt fails, or nothing.
  [[nodiscard]] Task<std::optional<Reason>> prepare();
  /// False if the tool was killed.
  [[nodiscard]] Task<bool> scan();
  [[nodiscard]] Task<> send_off(Round& round);
  Process copy(ServerPool::Place place, Round& round);
  [[nodiscard]] Task<> read(const Shipment& shipment, S3Part part);
  [[nodiscard]] Task<> read_pack(const Shipment& shipment);
  void ended(Shipment& shipment, bool stored, Round& round);
  [[nodiscard]] bool in_parts(const Shipment& shipment) const {
    return shipment.files.size() == 1 && client_->is_multipart(bucket_, stored_bytes(shipment));
  }
  [[nodiscard]] std::uint64_t stored_bytes(const Shipment& shipment) const {
    return copying().compression.pack.stored(shipment.bytes);
  }
  /// Is it a first copy of what was there before the run? In mode `full` every run copies that again. What documents brought before the
  /// run is everyday's work.
  [[nodiscard]] bool is_one_off(const Shipment& shipment) const {
    return copying().mode == CopyMode::incremental && initial_.is_first_of_all(shipment.files.front());
  }
  /// Everything without a complete copy, oldest first; nothing that is under way counts any more.
  [[nodiscard]] LongQueue<WaitingFile> break_off();
  [[nodiscard]] const FileCopySettings& copying() const { return settings().file_copy; }

  Ec2Instance& instance_;
  EbsVolume& volume_;
  Bucket& bucket_;
  struct Names {
    NameId start_up, scan, transfer;
  } names_;
  LongQueue<WaitingFile> pending_;
  std::uint64_t pending_bytes_ = 0;
  LongQueue<WaitingFile> copied_;  // mode full only
  std::vector<Round*> rounds_;     // at work
  InitialFiles initial_;
  ExpiringCopies kept_;
  ExpiringCopies initial_kept_;      // copies of what was there before the run
  FileAmount lost_from_before_;      // copies of such were gone when they were
  std::uint64_t present_;            // files on the volume
  std::vector<double> left_before_;  // documents acknowledged earlier have left it: of each flow
  [[nodiscard]] bool has_left(const WaitingFile& file) const {
    return file.source() < left_before_.size() && file.acknowledged() < left_before_[file.source()];
  }
  Spread memory_;     // of each walk
  ServerPool packs_;  // at once: as many as requests
  std::optional<S3Connections> connections_;
  std::optional<S3Client> client_;
};

}  // namespace garoa
