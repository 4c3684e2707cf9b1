// A scheduled backup job, whatever its method: when runs are due, what becomes of each.
//
// Modelled: runs follow the schedule. A run that is due while an earlier one of its job works or waits obeys
// the overlap policy:
//   skip      it is left out (SKIPPED)
//   queue     it waits for the earlier ones, first come first served
//   parallel  it works beside them
//   fail      it fails at once (FAILED, reason "overlap")
// A run that has not begun `start_window` after its schedule expires then (EXPIRED, "start_window"). A run that has not ended
// `complete_window` after its schedule is cancelled (EXPIRED, "complete_window"): the method stops at its next step. A run that failed
// or left files out is tried again `retries` times, `retry_delay` apart; the attempts are one run, from the start of the first to the
// end of the last. `window` cancels nothing: it is what controls compare with.
// With an agent, a run also waits for one of its workers, which other jobs use too.
// What expires or leaves at the instant at which a run is due is gone when it begins, whichever was arranged first: the rules of a bucket act
// at midnight, and so may a schedule.
// A job protects what is on its volume, whichever of the flows there wrote it; it belongs to the flow that names it.
// Not modelled: dependencies between jobs, a run that is started by hand.
//
// A method derives from this class and implements attempt(): one try of one run.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "models/backup/backup_agent.hpp"
#include "models/backup/backup_settings.hpp"
#include "models/backup/unprotected.hpp"
#include "models/backup/waiting_file.hpp"
#include "models/failing.hpp"
#include "models/service.hpp"
#include "sim/core/long_queue.hpp"
#include "sim/engine/server_pool.hpp"

namespace garoa {

class SnapshotStore;

class BackupJob : public Service, public Crashing {
 public:
  /// `flow` is the flow that it belongs to.
  BackupJob(const Run& run, BackupSettings settings, NameId flow);

  /// Its runs are the agent's work, together with other jobs'. Before begin().
  void assign(BackupAgent& agent) { agent_ = &agent; }
  [[nodiscard]] const std::string& name() const { return settings_.name; }
  [[nodiscard]] FlowId flow() const { return flow_; }
  /// Starts the schedule: what is due at `end` or later never begins.
  void begin(double end) { run_.simulator.start(follow_schedule(end)); }
  /// When the first run after `time` is due; infinity: never.
  [[nodiscard]] double next_run_from(double time) const;
  /// A document was acknowledged now: the next run that starts protects it.
  virtual void add(const Document& document) = 0;
  /// What has no complete copy now of that flow's documents.
  [[nodiscard]] virtual Unprotected unprotected(FlowId of) const = 0;
  /// The document is gone before it had a copy; false if it has one.
  virtual bool withdraw(const Document& document) = 0;
  /// Has another job copied the file, which waits for this one? Asked in the order in which they wait.
  using ComesBack = std::function<bool(const WaitingFile& file)>;
  /// What it protects is gone: forgets what has no complete copy of that flow's documents. What comes back with a restore waits again from
  /// volume_restored() on. Each flow on the volume tells it.
  virtual void source_lost(FlowId of, const ComesBack& comes_back) = 0;
  /// With the volume, files from before the run are gone for good: the newest, which no job has copied, and the oldest, whose copies are gone.
  virtual void lost_from_before(const FileAmount& newest, const FileAmount& oldest) {
    (void)newest;
    (void)oldest;
  }
  /// What had a copy of that flow's documents is on the volume again, or, not so, gone for good.
  virtual void volume_restored(FlowId of) { (void)of; }
  virtual void not_restored(FlowId of) { (void)take_back(of); }
  /// Of the volume's data from before the run: what a restore could bring back now, what has had no copy, of which the oldest is so old
  /// (seconds of the run), and what had one that is gone.
  struct FromBefore {
    FileAmount copied;
    FileAmount uncopied;
    FileAmount gone;
    double uncopied_since = 0;
    double gone_since = -std::numeric_limits<double>::infinity();  // as far as it is known, as the next
    double gone_until = -std::numeric_limits<double>::infinity();  // the newest of them came
    [[nodiscard]] FileAmount once_copied() const { return copied + gone; }
  };
  [[nodiscard]] virtual FromBefore from_before() const { return {}; }
  /// Of that flow's documents that it has copied, the first ones of which no copy is left: none of its recovery points is, or a rule of
  /// the bucket has removed the objects.
  [[nodiscard]] virtual FileAmount gone(FlowId /*of*/) const { return {}; }
  /// When the newest of those was acknowledged; infinity: all that it has copied are gone.
  [[nodiscard]] virtual double gone_until(FlowId /*of*/) const {
    return std::numeric_limits<double>::infinity();
  }
  /// Is told when that has changed.
  void on_gone(std::function<void()> told) { gone_told_.push_back(std::move(told)); }
  /// How long its copies keep what has left the volume, s: 0 where they show only what is on it.
  [[nodiscard]] virtual double archives_for() const { return 0; }
  /// So many files are on the volume again.
  virtual void restored(std::uint64_t files) { (void)files; }
  /// So many documents of that flow have left the volume for their age; all of them were acknowledged before that, and copied, if by
  /// another job.
  virtual void left(FlowId of, std::uint64_t documents, double acknowledged_before) {
    (void)of;
    (void)documents;
    (void)acknowledged_before;
  }
  /// It protects that flow's documents too. Is told of every one that it has copied; gives whether no other job had. Before begin().
  using Protected = std::function<bool(const Document& document, double acknowledged)>;
  void protect(FlowId flow, Protected told);
  /// What works on the runs dies: runs at work break off.
  virtual void agent_crashed() = 0;
  /// Where its snapshots are; null if it makes none.
  [[nodiscard]] virtual SnapshotStore* snapshots() { return nullptr; }

 protected:
  /// One run of the job; the attempts of a run share it.
  struct Work {
    double scheduled = 0;
    double started = 0;
    double deadline = 0;         // when it is cancelled; infinity if never
    std::uint32_t attempts = 0;  // so far, with this one; none if it never begins
    std::uint64_t bytes = 0;
    std::uint64_t files = 0;
    std::uint64_t failed_files = 0;      // of the attempt
    std::uint64_t left_files = 0;        // likewise: due, but not reached
    std::optional<Reason> failure = {};  // of the attempt as such
  };
  struct Pending {
    std::uint64_t bytes = 0;
    std::uint64_t files = 0;
  };

  /// Tries once to protect what is pending; counts in `work`, which lives until the end. It must look at
  /// cancelled() between its steps and return when it is.
  [[nodiscard]] virtual Task<> attempt(Work& work) = 0;
  /// What a run that starts now has to protect.
  [[nodiscard]] virtual Pending pending() const = 0;

  /// Seconds from a run's turn to its start.
  [[nodiscard]] virtual double start_delay(double scheduled) const {
    (void)scheduled;
    return 0;
  }

  [[nodiscard]] bool cancelled(const Work& work) const { return run_.now() >= work.deadline; }
  void waited(NameId resource, double seconds, double queueing) const;
  /// Another part of the run's work begins, which does not overlap what was before.
  void went_on() const;
  /// `object` holds the copy, alone or with others.
  void report_protected(const WaitingFile& file, const std::optional<events::ObjectId>& object = {}) const;
  [[nodiscard]] WaitingFile waiting(const Document& document) const {
    return {document, run_.now(), place_of(document.flow)};
  }
  [[nodiscard]] Document document_of(const WaitingFile& file) const {
    return file.document(sources_[file.source()].flow);
  }
  /// Among the flows whose documents it protects; its own has the first.
  [[nodiscard]] std::uint8_t place_of(FlowId flow) const;
  void crash() final { agent_crashed(); }

  void tell_gone() const {
    for (const auto& told : gone_told_) told();
  }

  [[nodiscard]] const Run& run() const { return run_; }
  [[nodiscard]] const BackupSettings& settings() const { return settings_; }
  /// "backup nightly".
  [[nodiscard]] NameId phase() const { return phase_; }

  /// It waits again when the volume is restored.
  void comes_back(const WaitingFile& file) { coming_back_.push_back(file); }
  [[nodiscard]] const LongQueue<WaitingFile>& coming_back() const { return coming_back_; }
  /// Those of that flow: they come back no more.
  [[nodiscard]] LongQueue<WaitingFile> take_back(FlowId of);

 private:
  Process follow_schedule(double end);
  enum class Turn { waiting, begun, expired };
  Process take_turn(double scheduled);
  Process expire(double scheduled, std::shared_ptr<Turn> turn);
  Task<> work_on(double scheduled);
  [[nodiscard]] bool tries_again(const Work& work) const;
  void end(const Work& work) const;

  const Run& run_;
  BackupSettings settings_;
  FlowId flow_;
  NameId name_;
  NameId phase_;
  ServerPool turns_;
  BackupAgent* agent_ = nullptr;
  struct Source {
    FlowId flow;
    Protected told;
  };
  std::vector<Source> sources_;
  std::vector<std::function<void()>> gone_told_;
  LongQueue<WaitingFile> coming_back_;  // of a lost volume, in their order
  std::uint64_t open_ = 0;              // runs that work or wait
};

}  // namespace garoa
