// All backups of one volume, as one flow sees them: a document is protected by the first copy that any of them makes, whichever flow
// on the volume names it.
//
// Each job copies on its own schedule what it has not copied itself. With several jobs a list of the documents without any copy is kept
// beside theirs: 24 bytes each.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "models/backup/backup_job.hpp"
#include "models/backup/copied_spans.hpp"
#include "models/backup/waiting_file.hpp"
#include "sim/core/long_queue.hpp"

namespace garoa {

class Protections {
 public:
  /// Of that flow's documents. None: nothing is protected. They outlive it.
  Protections(const Run& run, FlowId flow, std::vector<BackupJob*> jobs);
  Protections(const Protections&) = delete;
  Protections& operator=(const Protections&) = delete;

  [[nodiscard]] FlowId flow() const { return flow_; }
  [[nodiscard]] bool any() const { return !jobs_.empty(); }
  [[nodiscard]] const std::vector<BackupJob*>& jobs() const { return jobs_; }
  /// Null if none has that name.
  [[nodiscard]] const BackupJob* find(const std::string& job) const;
  /// Is told of every document that has its first copy now, or one in the archive: its acknowledgement and its size.
  using Copied = std::function<void(double acknowledged, std::uint64_t bytes)>;
  void on_first_copy(Copied told) { first_copy_ = std::move(told); }
  /// The archive: of the jobs whose copies keep what has left the volume, the one that keeps it longest.
  void on_archived(Copied told) { archived_ = std::move(told); }

  /// Of the flow's documents that had a copy, those of which no job has one now; `told` hears when that has changed.
  [[nodiscard]] std::vector<CopiedSpan> gone() const;
  /// Those are lost: numbers after them are given again. `first`: so many have been lost or have left, from the first one on.
  void lost(const std::vector<CopiedSpan>& gone, const FileAmount& first);
  void begins_after(const FileAmount& first);
  /// The volume's data from before the run, of so many files, by what any job has copied and has.
  [[nodiscard]] BackupJob::FromBefore from_before(const FileAmount& all) const;
  void on_gone(const std::function<void()>& told) {
    for (auto* const job : jobs_) job->on_gone(told);
  }

  /// When a document of that time has the copy without which it does not leave its volume, as the schedules are, s.
  [[nodiscard]] double next_copy(double time) const;
  /// Those that belong to the flow.
  void begin(double end);
  // To all jobs, as BackupJob has it.
  void add(const Document& document);
  [[nodiscard]] Unprotected unprotected() const;
  bool withdraw(const Document& document);
  /// `gone`: of none of these, which had a copy, one is left.
  Unprotected source_lost(const std::vector<CopiedSpan>& gone);
  void lost_from_before(const FileAmount& newest, const FileAmount& oldest);
  /// What had a copy of the flow's documents is on the volume again, or has no copy any more.
  void restored();
  void not_restored();
  void restored(std::uint64_t files);
  void left(std::uint64_t documents, double acknowledged_before);
  void agent_crashed();

 private:
  [[nodiscard]] bool several() const { return jobs_.size() > 1; }
  /// Of what waits for the job, asked in that order: does another one hold it?
  [[nodiscard]] BackupJob::ComesBack has_other_copy(const BackupJob& job,
                                                    const std::vector<CopiedSpan>& gone);
  [[nodiscard]] bool is_uncopied(const WaitingFile& file) const;
  /// The job has copied it; is that its first copy?
  bool copied(const BackupJob& job, const Document& document, double acknowledged);

  /// A job, and up to which document it has copied them. Their numbers are the job's and so many more, or fewer.
  struct Copier {
    const BackupJob* job;
    FileAmount copied;
    double newest = 0;  // was acknowledged
    FileAmount more = {};
    FileAmount fewer = {};
  };
  Copier& copier_of(const BackupJob& job);

  const Run& run_;
  FlowId flow_;
  std::vector<BackupJob*> jobs_;
  const BackupJob* archive_ = nullptr;
  std::vector<Copier> copiers_;
  FileAmount first_;  // so many are there no more
  Copied first_copy_;
  Copied archived_;
  LongQueue<WaitingFile>
      uncopied_;  // with several jobs; in the order of acknowledgement, some marked as copied meanwhile
};

}  // namespace garoa
