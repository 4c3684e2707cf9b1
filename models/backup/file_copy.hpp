// A scheduled backup that copies new files from a volume to a bucket.
//
// Modelled, as `aws s3 sync` works: list the bucket (the more it holds the longer it takes), then copy every
// file that was acknowledged before the start of the run and is not yet protected; `concurrency` requests at
// once, each over a connection of its own; per file the tool's CPU time (one process: one file at a time),
// the read from the volume, the PUT (its latency, then the bytes at the rate of a connection or the
// instance's network). A file above the multipart threshold is cut into parts that use the same requests. It
// competes with the clients for volume, CPU and network. A run that is due while the previous one works is
// skipped. A file whose PUT was given up stays for the next run. When the volume is lost, what was not
// completely copied is lost with it; when the agent crashes, it stays for the next run.
// Not modelled: comparison of changed files (documents never change), memory of the tool, other overlap
// policies, retry of a run.
//
// Errors: a schedule that is not an AWS cron or rate expression. Figures: models/backup/backup.yaml,
// models/s3/s3.yaml.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/backup/schedule.hpp"
#include "models/backup/unprotected.hpp"
#include "models/ebs/ebs.hpp"
#include "models/s3/s3.hpp"
#include "sim/core/calendar.hpp"

namespace garoa {

enum class BackupMethod { file_copy };
enum class OverlapPolicy { skip };

template <>
struct EnumNames<BackupMethod> {
  static constexpr std::string_view kind = "backup method";
  static constexpr std::array names{std::pair{std::string_view{"file-copy"}, BackupMethod::file_copy}};
};

template <>
struct EnumNames<OverlapPolicy> {
  static constexpr std::string_view kind = "overlap policy";
  static constexpr std::array names{std::pair{std::string_view{"skip"}, OverlapPolicy::skip}};
};

struct BackupSettings {
  std::string name;
  Location where;
  Reference from;
  Reference to;
  std::optional<Schedule> schedule;
  BackupMethod method = BackupMethod::file_copy;
  OverlapPolicy overlap = OverlapPolicy::skip;
  std::uint32_t concurrency = 1;
  std::optional<Seconds> window;
  Seconds cpu_per_file;
};

/// `calendar` is null when the scenario's start or time zone is wrong (reported elsewhere).
[[nodiscard]] BackupSettings read_backup(const std::string& name, Fields& fields, Catalogue& catalogue,
                                         const Calendar* calendar);

class FileCopyBackup final : public Service {
 public:
  FileCopyBackup(const Run& run, PhysicalWorld& world, BackupSettings settings, Ec2Instance& instance,
                 EbsVolume& volume, Bucket& bucket, NameId flow);

  /// A document was acknowledged now: the next run that starts copies it.
  void add(const Document& document) { pending_.push_back({document, run_.now()}); }
  /// Starts the schedule.
  void begin() { run_.simulator.start(follow_schedule()); }
  /// The volume is gone: gives what was not protected, and forgets it.
  Unprotected source_lost();
  /// The agent dies: the run at work breaks off.
  void agent_crashed();

  void sample(double) override {}
  void measure() override {}
  void finish(const MetricSink& metrics) override { (void)metrics; }

 private:
  struct File {
    Document document;
    double acknowledged;
  };
  /// A file on its way: its parts end in any order.
  struct Copy {
    File file;
    std::uint32_t parts_left;
    std::uint64_t life;
    bool failed = false;
  };
  /// One run of the job.
  struct Job {
    std::uint64_t bytes = 0;
    std::uint64_t files = 0;
    std::uint64_t failed = 0;
  };

  Process follow_schedule();
  Process work(double scheduled);
  Process copy_part(ServerPool::Place place, std::shared_ptr<Copy> copy, std::uint32_t part,
                    std::uint64_t bytes);
  [[nodiscard]] Task<> use_agent();
  [[nodiscard]] Task<> send(std::uint64_t bytes);
  void part_ended(Copy& copy, bool stored);
  /// Nothing that is under way counts any more.
  void break_off();
  [[nodiscard]] std::uint32_t parts_of(std::uint64_t bytes) const;

  const Run& run_;
  PhysicalWorld& world_;
  BackupSettings settings_;
  Ec2Instance& instance_;
  EbsVolume& volume_;
  Bucket& bucket_;
  NameId flow_;
  NameId name_;
  NameId phase_;
  NameId agent_name_;
  std::deque<File> pending_;
  std::deque<File> queue_;        // of the run at work
  std::vector<Copy*> under_way_;  // likewise
  Job job_;                       // likewise
  std::uint64_t life_ = 0;        // grows when volume or agent are gone
  ServerPool requests_;
  ServerPool agent_;
  std::vector<Endpoint> connections_;
  bool working_ = false;
};

}  // namespace garoa
