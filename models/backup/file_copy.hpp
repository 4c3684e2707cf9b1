// The backup method file-copy: copies files from a volume to a bucket.
//
// Modelled, as `aws s3 sync` and backup tools work. A run lists the bucket (the more it holds the longer it
// takes; or asks for every object's metadata), walks over every file and directory on the volume, then copies what was acknowledged before its
// start and has no copy; in mode `full` also what earlier runs copied, into objects of its own. `concurrency`
// requests at once (runs of a job that overlap share them), each over a connection of its own. A file costs
// the tool's CPU (`cpu_threads` files at a time), the read from the volume, the round trips of a distant
// bucket, the PUT: its latency, then the bytes at the rate of a connection or of the instance's network. A file
// above the multipart threshold is cut into parts that use the same requests. With `pack`, one request
// gathers files until they reach that size and sends them as one object. The walk keeps an entry in memory for
// each file and directory; at the limit the tool is killed and the run fails ("out_of_memory"). It competes with
// the clients for volume, CPU and network. A file whose PUT was given up, or that a cancelled run did not reach,
// stays for the next attempt or run. When the agent crashes, so do all files of the runs at work that have no
// complete copy, and the parts of large ones that have arrived stay in the bucket; when the volume is lost, they are lost with it.
// Not modelled: comparison of changed files (documents never change), compression, deduplication, walk and
// copy at the same time, reads that the page cache saves.
//
// Memory: 24 bytes for each file that waits; in mode `full` for each file on the volume.
// Figures: models/backup/backup.yaml, models/s3/s3.yaml.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "models/backup/backup_job.hpp"
#include "models/backup/waiting_file.hpp"
#include "models/ebs/ebs.hpp"
#include "models/measured.hpp"
#include "models/s3/s3.hpp"
#include "models/vpc/s3_connections.hpp"
#include "sim/engine/wait_group.hpp"

namespace garoa {

class FileCopyBackup final : public BackupJob {
 public:
  FileCopyBackup(const Run& run, PhysicalWorld& world, BackupSettings settings, Ec2Instance& instance,
                 EbsVolume& volume, Bucket& bucket, Vpc& vpc, NameId flow);

  void add(const Document& document) override;
  [[nodiscard]] Unprotected unprotected() const override;
  bool withdraw(const Document& document) override;
  Unprotected source_lost() override;
  void agent_crashed() override;
  void finish(MetricSink& metrics) override;

 private:
  /// What becomes one object: a file, or several small ones; its parts end in any order.
  struct Shipment {
    std::vector<WaitingFile> files;
    std::uint64_t bytes = 0;
    std::uint64_t sent = 0;  // of the parts that have arrived
    std::uint32_t parts_left = 1;
    bool failed = false;
  };
  /// One attempt of a run: its files are not begun, under way, or done.
  struct Round {
    Work& work;
    std::deque<WaitingFile> files;
    std::vector<std::shared_ptr<Shipment>> under_way = {};
    bool broken_off = false;
    WaitGroup parts;
  };
  /// A part of a shipment on its way.
  struct Part {
    std::shared_ptr<Shipment> shipment;
    std::uint32_t number;
    std::uint64_t bytes;
  };

  [[nodiscard]] Task<> attempt(Work& work) override;
  [[nodiscard]] Pending pending() const override { return {pending_bytes_, pending_.size()}; }
  void wait_for(const WaitingFile& file);
  [[nodiscard]] std::deque<WaitingFile> take_files(const Work& work);
  [[nodiscard]] std::shared_ptr<Shipment> next_shipment(std::deque<WaitingFile>& files) const;
  /// Lists and walks; gives why the attempt fails, or nothing.
  [[nodiscard]] Task<std::optional<Reason>> prepare();
  /// False if the tool was killed.
  [[nodiscard]] Task<bool> scan();
  [[nodiscard]] Task<> send_off(Round& round);
  Process copy(ServerPool::Place place, Part part, Round& round);
  [[nodiscard]] Task<> read(const Part& part);
  [[nodiscard]] Task<> use_cpu(double seconds);
  [[nodiscard]] Task<> send(std::uint64_t bytes);
  void part_ended(const std::shared_ptr<Shipment>& shipment, bool stored, Round& round);
  /// Everything without a complete copy, oldest first; nothing that is under way counts any more.
  [[nodiscard]] std::deque<WaitingFile> break_off();
  [[nodiscard]] std::uint32_t parts_of(std::uint64_t bytes) const;
  [[nodiscard]] std::uint64_t part_bytes(const Shipment& shipment, std::uint32_t number,
                                         std::uint32_t parts) const;
  [[nodiscard]] const FileCopySettings& tool() const { return settings().file_copy; }

  Ec2Instance& instance_;
  EbsVolume& volume_;
  Bucket& bucket_;
  struct Names {
    NameId cpu, scan, round_trips, transfer;
  } names_;
  std::deque<WaitingFile> pending_;
  std::uint64_t pending_bytes_ = 0;
  std::deque<WaitingFile> copied_;  // mode full only
  std::vector<Round*> rounds_;      // at work
  std::uint64_t present_ = 0;       // files on the volume
  Spread memory_;                   // of each walk
  ServerPool requests_;
  ServerPool threads_;
  std::optional<S3Connections> connections_;
};

}  // namespace garoa
